import fc from "fast-check";
import { expect, test } from "vitest";
import { type OrderState, orderStateSchema } from "../order/events.ts";
import { isEnd } from "../order/machine.ts";
import { type Closing, closingState, nextRound } from "./next-round.ts";

const orders = (...states: OrderState[]) => states.map((state) => ({ state, changedAtMs: 1_000 }));
const closing = (over: Partial<Closing> = {}): Closing => ({
  ...{ round: 1, repeat: true, orders: orders("filled", "filled"), left: 1 },
  ...over,
});
const LATE = 10_000_000;

test("what a round left is the next one's, after a pause that grows", () => {
  expect(nextRound(closing(), 5_999)).toEqual({ do: "wait", untilMs: 6_000 });
  expect(nextRound(closing(), 6_000)).toEqual({ do: "begin" });
  expect(nextRound(closing({ round: 2 }), 6_000)).toEqual({ do: "wait", untilMs: 16_000 });
  expect(nextRound(closing({ round: 99 }), 6_000)).toEqual({ do: "wait", untilMs: 301_000 });
});

test("a round that expired while the agent was away is repeated when it is back, and not before", () => {
  const expired = orders("expired", "expired");
  expect(nextRound(closing({ orders: expired, left: null }), LATE)).toEqual({ do: "nothing" });
  expect(nextRound(closing({ orders: expired, left: 2 }), LATE)).toEqual({ do: "begin" });
});

test("nothing begins when nothing is left, or when it was to be closed once", () => {
  expect(nextRound(closing({ left: 0 }), LATE)).toEqual({ do: "nothing" });
  expect(nextRound(closing({ repeat: false }), LATE)).toEqual({ do: "nothing" });
});

test("P1, P2: no round begins while an order of the one before may still execute", () => {
  const state = fc.constantFrom(...orderStateSchema.options);
  fc.assert(
    fc.property(state, state, fc.nat(300), (one, two, left) => {
      const next = nextRound(closing({ orders: orders(one, two), left }), LATE);
      if (next.do === "begin") expect([isEnd(one), isEnd(two)]).toEqual([true, true]);
    }),
  );
});

test.each<[OrderState[], number | null, string]>([
  [["pending", "pending"], null, "waiting_for_agent"],
  [["pending", "pending"], 2, "under_way"],
  [["filled", "submitted"], 2, "under_way"],
  [["sent", "pending"], null, "under_way"],
  [["filled", "unknown"], 0, "unknown"],
  [["expired", "expired"], null, "waiting_for_agent"],
  [["filled", "rejected"], 1, "not_flat"],
  [["rejected", "filled"], 0, "flat"],
])("%s with %s left is told as %s", (states, left, expected) => {
  expect(closingState(closing({ orders: orders(...states), left }))).toBe(expected);
});
