import { useCallback, useEffect, useState } from "react";
import type { Tick } from "../../../../../src/protocol/market-link.ts";
import { type Asked, stillAsked } from "./asked.ts";
import { type ChartLine, type Move, startOf } from "./chart-lines.ts";
import { snapped, type Steps, stepped } from "./steps.ts";

/** A line that somebody holds, and where. */
export interface Held {
  readonly line: ChartLine;
  readonly price: string;
  readonly by: "pointer" | "keys";
}

export interface Moving {
  readonly held: Held | null;
  readonly asked: readonly Asked[];
  /** Takes hold of a line where the pointer is. */
  readonly take: (line: ChartLine, price: number | null) => void;
  readonly to: (price: number | null) => void;
  /** Takes hold by the keyboard when nobody has, and goes so many steps up. */
  readonly step: (line: ChartLine, by: number, size: "tick" | "unit") => void;
  readonly drop: () => void;
  /** Lets go; nothing was asked for. */
  readonly back: () => void;
}

interface MovingParts {
  readonly lines: readonly ChartLine[];
  readonly steps: Steps;
  readonly tick: Tick | null;
  readonly mayTrade: boolean;
  readonly onMove: (move: Move) => unknown;
}

/** How lines are moved: nothing moves but the held one, and after the drop it is where the ledger has it. */
export function useMoving({ lines, steps, tick, mayTrade, onMove }: MovingParts): Moving {
  const [wanted, setHeld] = useState<Held | null>(null);
  const [everAsked, setAsked] = useState<readonly Asked[]>([]);
  // A position that closes, or a right that ends, takes the line out of the hand.
  const current = lines.find(({ id }) => id === wanted?.line.id);
  const held = wanted !== null && mayTrade && current !== undefined ? { ...wanted, line: current } : null;
  const asked = useStillAsked(everAsked, setAsked, lines);

  const take = (line: ChartLine, price: number | null): void => {
    if (!mayTrade || line.part === "open") return;
    const from = line.price ?? (price === null ? startOf(line, tick, steps) : price);
    setHeld({ line, price: snapped(from, steps), by: "pointer" });
  };
  const to = (price: number | null): void => {
    if (price !== null) setHeld((now) => now && { ...now, price: snapped(price, steps) });
  };
  const step = (line: ChartLine, by: number, size: "tick" | "unit"): void => {
    if (!mayTrade || line.part === "open") return;
    const before = held?.line.id === line.id ? held.price : line.price;
    const price =
      before === null ? snapped(startOf(line, tick, steps), steps) : stepped(before, by, size, steps);
    setHeld({ line, price, by: "keys" });
  };
  const back = useCallback(() => setHeld(null), []);
  const drop = (): void => {
    setHeld(null);
    if (held === null) return;
    const { line, price } = held;
    if (line.part === "open" || (line.price !== null && snapped(line.price, steps) === price)) return;
    const move: Move = { kind: line.kind, ticket: line.ticket, part: line.part, price };
    const one: Asked = { lineId: line.id, move, before: line.price, atMs: Date.now() };
    setAsked((all) => [...all.filter(({ lineId }) => lineId !== line.id), one]);
    const answer = onMove(move);
    // Whoever knows how it ended says so with a promise; what the ledger has is shown either way.
    if (answer instanceof Promise) {
      const forget = (): void => setAsked((all) => all.filter((other) => other !== one));
      answer.then(forget, forget);
    }
  };
  return { held, asked, take, to, step, drop, back };
}

/** Forgets what was asked for when the ledger has told something, or nothing for long. */
function useStillAsked(
  all: readonly Asked[],
  setAll: (left: readonly Asked[]) => void,
  lines: readonly ChartLine[],
): readonly Asked[] {
  const [nowMs, setNowMs] = useState(() => Date.now());
  const left = stillAsked(all, lines, nowMs);
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
