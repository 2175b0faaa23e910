import { useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { ASKED_MS, type Asked, stillAsked } from "./asked.ts";
import { type ChartLine, isMovable, type Move, startOf } from "./chart-lines.ts";
import { type Steps, snapped, stepped } from "./steps.ts";

/** A line that somebody holds, and where. */
export interface Held {
  readonly lineId: string;
  readonly price: string;
}

/** What hands and keys do with lines; always the same functions. */
export interface MovingActs {
  /** Holds a line at a price, as a pointer does. */
  readonly hold: (line: ChartLine, price: number) => void;
  /** Takes hold when nobody has, and goes so many steps up. */
  readonly step: (line: ChartLine, by: number, size: "tick" | "unit") => void;
  readonly drop: () => void;
  /** Lets go; nothing was asked for. */
  readonly back: () => void;
}

export interface Moving {
  readonly held: Held | null;
  readonly asked: readonly Asked[];
  readonly acts: MovingActs;
}

interface MovingParts {
  readonly lines: readonly ChartLine[];
  readonly steps: Steps;
  readonly tick: Tick | null;
  readonly mayTrade: boolean;
  readonly onMove: (move: Move) => unknown;
}

/** How lines are moved: nothing moves but the held one, and after the drop it is where the ledger has it. */
export function useMoving(parts: MovingParts): Moving {
  const [inHand, setInHand] = useState<Held | null>(null);
  const [everAsked, setAsked] = useState<readonly Asked[]>([]);
  const now = useRef({ parts, inHand });
  useLayoutEffect(() => {
    now.current = { ...now.current, parts };
  });

  const acts = useMemo<MovingActs>(() => {
    const set = (held: Held | null): void => {
      now.current = { ...now.current, inHand: held };
      setInHand(held);
    };
    const mayMove = (line: ChartLine): boolean => now.current.parts.mayTrade && isMovable(line);
    return {
      hold: (line, price) => {
        if (mayMove(line)) set({ lineId: line.id, price: snapped(price, now.current.parts.steps) });
      },
      step: (line, by, size) => {
        if (!mayMove(line)) return;
        const { inHand: held, parts } = now.current;
        const before = held?.lineId === line.id ? held.price : line.price;
        const price =
          before === null
            ? snapped(startOf(line, parts.tick, parts.steps), parts.steps)
            : stepped(before, by, size, parts.steps);
        set({ lineId: line.id, price });
      },
      drop: () => {
        const { inHand: held, parts } = now.current;
        set(null);
        const line = parts.lines.find(({ id }) => id === held?.lineId);
        if (held === null || line === undefined || !isMovable(line) || !parts.mayTrade) return;
        if (line.price !== null && snapped(line.price, parts.steps) === held.price) return;
        const move: Move = { kind: line.kind, ticket: line.ticket, part: line.part, price: held.price };
        const answer = parts.onMove(move);
        const isPromise = answer instanceof Promise;
        const untilMs = isPromise ? null : Date.now() + ASKED_MS;
        const one: Asked = { lineId: line.id, move, before: line.price, untilMs };
        setAsked((all) => [...all.filter(({ lineId }) => lineId !== line.id), one]);
        // Whoever knows how it ended says so with a promise; what the ledger has is shown either way.
        if (!isPromise) return;
        const forget = (): void => setAsked((all) => all.filter((other) => other !== one));
        answer.then(forget, forget);
      },
      back: () => set(null),
    };
  }, []);

  // A position that closes, or a right that ends, takes the line out of the hand.
  const isThere = parts.mayTrade && parts.lines.some(({ id }) => id === inHand?.lineId);
  useEffect(() => {
    if (inHand !== null && !isThere) acts.back();
  }, [inHand, isThere, acts]);
  return { held: isThere ? inHand : null, asked: useStillAsked(everAsked, setAsked, parts.lines), acts };
}

/** Forgets what was asked for when the ledger has told something, or nothing for long. */
function useStillAsked(
  all: readonly Asked[],
  setAll: (left: readonly Asked[]) => void,
  lines: readonly ChartLine[],
): readonly Asked[] {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const left = useMemo(() => stillAsked(all, lines, nowMs), [all, lines, nowMs]);
  useEffect(() => {
    if (left !== all) setAll(left);
  }, [left, all, setAll]);
  useEffect(() => {
    if (all.length === 0) return;
    const timer = setInterval(() => setNowMs(Date.now()), 1_000);
    return () => clearInterval(timer);
  }, [all.length]);
  return left;
}
