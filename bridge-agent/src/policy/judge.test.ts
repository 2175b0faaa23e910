import { describe, expect, test } from "vitest";
import { refusal } from "../../../src/domain/refusal.ts";
import { request } from "../testing/fixtures.ts";
import type { Book } from "./exposure.ts";
import { bookOf, type Shown } from "./in-flight.ts";
import { type Bench, judge } from "./judge.ts";
import { waitMs } from "./order-rate.ts";
import { policySchema } from "./policy.ts";

const shown: Shown = { mode: "hedging", positions: [], pendings: [] };
const monday = Date.parse("2026-11-23T12:00:00Z");

function bench(policy: object, changes: Partial<Bench> = {}): Bench {
  return {
    policy: policySchema.parse(policy),
    book: bookOf(shown, () => []),
    ...{ stopped: null, entryTimes: [], steadyMs: 0, nowMs: monday },
    ...changes,
  };
}
const entry = request();
const exit = request({ side: "sell", position: "10" });
const codes = (steps: ReturnType<typeof request>[], at: Bench, own = false) =>
  judge(steps, at, own).refusals.map((why) => why?.code ?? null);

test("without limits everything goes", () => {
  expect(judge([entry, exit], bench({}), false)).toEqual({ refusals: [null, null], entries: 1 });
});

test("what stops entries stops all of them, and no exit", () => {
  const stopped = refusal("policy_halted", "Trading is halted.");
  expect(codes([exit, entry, request({ action: "sltp" })], bench({}, { stopped }))).toEqual([
    null,
    "policy_halted",
    null,
  ]);
});

test("entries of one order go together or not at all", () => {
  const policy = { volume: { max_lots_per_order: "0.15" } };
  const { refusals, entries } = judge([entry, entry], bench(policy), false);
  expect(refusals.map((why) => why?.code)).toEqual(["policy_order_too_large", "policy_order_too_large"]);
  expect(entries).toBe(0);
});

test("on a netting account a close that an order on its way can overtake may not open more than the limit", () => {
  const position = { position: "10", symbol: "EURUSD", side: "short", lots: "0.01" } as const;
  const held = { ...position, orderId: null, isExternal: false };
  const turning = { symbol: "EURUSD", side: "buy", lots: "1.01", pending: false } as const;
  const book: Book = {
    mode: "netting",
    ...{ positions: [held], pendings: [], inFlight: [turning], closing: [] },
  };
  const limit = { volume: { max_lots_per_symbol: "1" } };
  const close = request({ side: "buy", lots: "0.01", position: "10" });
  expect(codes([close], bench(limit, { book }))).toEqual(["policy_symbol_volume"]);
  expect(codes([close], bench(limit, { book: { ...book, inFlight: [] } }))).toEqual([null]);
  expect(codes([close], bench({}, { book }))).toEqual([null]);
  // What the agent closes of its own accord is never held back.
  expect(codes([close], bench(limit, { book }), true)).toEqual([null]);
});

test("a limit itself may be used up", () => {
  expect(
    codes([entry], bench({ volume: { max_lots_per_order: "0.1", max_lots_per_symbol: "0.10" } })),
  ).toEqual([null]);
});

describe("what a refusal says:", () => {
  test.each([
    [{ symbols: { allow: ["XAU*"] } }, "policy_symbol_not_allowed", "EURUSD: it is not on its allow list"],
    [
      { volume: { max_lots_per_order: 0.05 } },
      "policy_order_too_large",
      "0.1 lots in one order; the policy's most is 0.05",
    ],
    [{ volume: { max_lots_per_symbol: 0.05 } }, "policy_symbol_volume", "up to 0.1 lots of EURUSD"],
    [{ orders: { max_positions: 0 } }, "policy_too_many_positions", "up to 1 positions"],
    [{ orders: { max_per_minute: 0 } }, "policy_too_many_orders", "0 entries in any 60 seconds"],
    [{ hours: { zone: "UTC", tuesday: ["08:00-09:00"] } }, "policy_outside_hours", "tuesday 08:00 UTC"],
    [{ hours: { zone: "UTC" } }, "policy_outside_hours", "no session at all"],
  ])("%j: %s", (policy, code, message) => {
    const [why] = judge([entry], bench(policy), false).refusals;
    expect(why).toMatchObject({ code, message: expect.stringContaining(message), hint: expect.any(String) });
  });

  test("a pending order counts against its own limit", () => {
    const pending = request({ action: "pending", kind: "limit", price: "1.05" });
    expect(codes([pending], bench({ orders: { max_pending: 0 } }))).toEqual(["policy_too_many_pending"]);
    expect(codes([entry], bench({ orders: { max_pending: 0 } }))).toEqual([null]);
  });

  test("a pending order that is moved needs hours and an allowed symbol, and no room", () => {
    const pendings = [
      {
        ticket: "20",
        symbol: "EURUSD",
        side: "buy" as const,
        lots: "1",
        price: "1.05",
        orderId: null,
        isExternal: false,
      },
    ];
    const book = bookOf({ ...shown, pendings }, () => []);
    const moved = request({ action: "modify", ticket: "20", price: "1.06" });
    expect(codes([moved], bench({ orders: { max_per_minute: 0, max_pending: 1 } }, { book }))).toEqual([
      null,
    ]);
    expect(codes([moved], bench({ hours: { zone: "UTC" } }, { book }))).toEqual(["policy_outside_hours"]);
  });
});

describe("closes of the gateway", () => {
  const never = { closes: { allowed: "never" } };

  test("can be forbidden; stops, cancellations and the agent's own closes never are", () => {
    const steps = [exit, request({ action: "sltp" }), request({ action: "remove" })];
    expect(codes(steps, bench(never))).toEqual(["policy_closes_not_allowed", null, null]);
    expect(codes(steps, bench(never), true)).toEqual([null, null, null]);
  });

  test("can be limited to the trading hours", () => {
    const hours = { hours: { zone: "UTC", monday: ["08:00-10:00"] }, closes: { allowed: "trading_hours" } };
    expect(codes([exit], bench(hours))).toEqual(["policy_outside_hours"]);
    expect(codes([exit], bench(hours, { nowMs: monday - 3 * 3_600_000 }))).toEqual([null]);
  });
});

describe("entries a minute", () => {
  test("are counted in a window that slides, not by the clock's minutes", () => {
    expect(waitMs([0, 30_000, 59_000], 3, 59_999)).toBe(1);
    expect(waitMs([0, 30_000, 59_000], 3, 60_000)).toBe(0);
    expect(waitMs([0, 30_000, 59_000], 1, 60_000)).toBe(59_000);
  });

  test("an order of several entries needs room for all of them", () => {
    const at = bench({ orders: { max_per_minute: 3 } }, { entryTimes: [0, 1], steadyMs: 2 });
    expect(codes([entry], at)).toEqual([null]);
    expect(codes([entry, entry], at)).toEqual(["policy_too_many_orders", "policy_too_many_orders"]);
  });
});
