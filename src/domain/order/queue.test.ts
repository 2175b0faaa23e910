import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { refusal } from "../refusal.ts";
import type { Instruction } from "./instruction.ts";
import {
  emptyQueue,
  enqueue,
  isSettled,
  letsNextLegRun,
  type OrderQueue,
  type QueuedGroup,
  releasable,
  settle,
} from "./queue.ts";

function group(number: number, symbol: string | null): QueuedGroup {
  return { id: `alt_${number}`, number, symbol, released: false, settled: false };
}

function queueOf(...groups: readonly QueuedGroup[]): OrderQueue {
  const queue = emptyQueue();
  for (const one of groups) enqueue(queue, one);
  return queue;
}

function numbers(queue: OrderQueue): number[] {
  return releasable(queue).map(({ number }) => number);
}

const market: Instruction = { kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "1" };

describe("the queue of an account", () => {
  it("the next group of a symbol waits until the one before is settled", () => {
    const [first, second] = [group(1, "EURUSD"), group(2, "EURUSD")];
    const queue = queueOf(first, second);
    expect(numbers(queue)).toEqual([1]);
    first.released = true;
    expect(numbers(queue)).toEqual([]);
    settle(queue, first);
    expect(numbers(queue)).toEqual([2]);
  });

  it("symbols do not wait for each other", () => {
    expect(numbers(queueOf(group(1, "EURUSD"), group(2, "USDJPY")))).toEqual([1, 2]);
  });

  it("a group that covers the account waits for all symbols and holds all of them up", () => {
    const [eur, all, jpy] = [group(1, "EURUSD"), group(2, null), group(3, "USDJPY")];
    const queue = queueOf(eur, all, jpy);
    expect(numbers(queue)).toEqual([1]);
    settle(queue, eur);
    expect(numbers(queue)).toEqual([2]);
    all.released = true;
    expect(numbers(queue)).toEqual([]);
    settle(queue, all);
    expect(numbers(queue)).toEqual([3]);
  });

  it("a group that settles before its turn (it expired) does not hold up the ones behind it", () => {
    const [first, second, third] = [group(1, "EURUSD"), group(2, "EURUSD"), group(3, "EURUSD")];
    const queue = queueOf(first, second, third);
    settle(queue, second);
    expect(numbers(queue)).toEqual([1]);
    settle(queue, first);
    expect(numbers(queue)).toEqual([3]);
  });

  it("for any interleaving no two conflicting groups are out at once, each symbol is served in order, and all are served", () => {
    const symbols = fc.option(fc.constantFrom("EURUSD", "USDJPY", "XAUUSD"), { nil: null, freq: 5 });
    const steps = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant("arrive" as const), symbol: symbols }),
        fc.record({ do: fc.constant("release" as const) }),
        fc.record({ do: fc.constantFrom("settle" as const, "expire" as const), pick: fc.nat() }),
      ),
      { maxLength: 80 },
    );
    fc.assert(
      fc.property(steps, (commands) => {
        const queue = emptyQueue();
        const all: QueuedGroup[] = [];
        const servedBefore = new Map<string | null, number>();
        const release = (): void => {
          for (const one of releasable(queue)) {
            expect(one.released || one.settled).toBe(false);
            for (const other of all) {
              const conflicts = other.symbol === one.symbol || other.symbol === null || one.symbol === null;
              if (other === one || !conflicts || other.settled) continue;
              // Nothing that conflicts is out, and nothing older that conflicts still waits.
              expect(other.released).toBe(false);
              expect(other.number).toBeGreaterThan(one.number);
            }
            expect(one.number).toBeGreaterThan(servedBefore.get(one.symbol) ?? 0);
            servedBefore.set(one.symbol, one.number);
            one.released = true;
          }
        };
        for (const command of commands) {
          if (command.do === "arrive") {
            const one = group(all.length + 1, command.symbol);
            all.push(one);
            enqueue(queue, one);
          } else if (command.do === "release") {
            release();
          } else {
            const wanted = command.do === "settle";
            const candidates = all.filter(({ settled, released }) => !settled && released === wanted);
            const one = candidates[command.pick % Math.max(1, candidates.length)];
            if (one !== undefined) settle(queue, one);
          }
        }
        // Whatever is left is served when everything that is out settles: nobody waits for ever.
        for (let round = 0; round <= all.length; round++) {
          release();
          for (const one of all) if (one.released && !one.settled) settle(queue, one);
        }
        expect(all.every(({ settled }) => settled)).toBe(true);
        expect(queue.symbols.size + queue.account.length).toBe(0);
      }),
      { numRuns: 500 },
    );
  });
});

describe("settled orders", () => {
  it("working, unknown and the ends are settled; what is on its way is not", () => {
    for (const state of ["working", "unknown", "filled", "cancelled", "rejected", "expired"] as const) {
      expect(isSettled(state, market)).toBe(true);
    }
    for (const state of ["pending", "sent", "accepted", "submitted", "partially_filled"] as const) {
      expect(isSettled(state, market)).toBe(false);
    }
  });

  it("a pending order that fills in part does not hold up its symbol for days", () => {
    expect(isSettled("partially_filled", { ...market, type: "limit" })).toBe(true);
  });

  it("the next leg runs after a fill or when there was nothing to do, and after nothing else", () => {
    const nothing = refusal("nothing_to_do", "No position.");
    expect(letsNextLegRun({ state: "filled", refusal: null })).toBe(true);
    expect(letsNextLegRun({ state: "rejected", refusal: nothing })).toBe(true);
    expect(letsNextLegRun({ state: "rejected", refusal: refusal("no_money", "No money.") })).toBe(false);
    expect(letsNextLegRun({ state: "expired", refusal: nothing })).toBe(false);
    expect(letsNextLegRun({ state: "unknown", refusal: nothing })).toBe(false);
  });
});
