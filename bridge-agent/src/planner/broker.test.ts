import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { market, pending, position } from "../testing/fixtures.ts";
import { broker, close, open, outcome, pips, price, rules } from "./plan-test-support.ts";

describe("stops level", () => {
  const near = open({ stopLoss: price("1.08490"), takeProfit: pips("1") });

  test("stops that are too close are refused unless the rules widen them", () => {
    expect(outcome(near, broker({ stopsLevel: 50 }))).toBe("stops_too_close");
    expect(outcome(near, broker({ stopsLevel: 50 }), rules({ stops: "widen" }))).toMatchObject({
      steps: [{ sl: "1.08450", tp: "1.08550" }],
      notes: ["stop_loss_widened", "take_profit_widened"],
    });
  });

  test("a size by risk counts to the stop where it was moved to", () => {
    const size = { unit: "risk_money", value: "100" } as const;
    const { lots: _, ...sizeless } = near;
    // 60 points from 1.08510 down to 1.08450, a dollar each: 1.66 lots.
    expect(
      outcome({ ...sizeless, size }, broker({ stopsLevel: 50 }), rules({ stops: "widen" })),
    ).toMatchObject({ steps: [{ lots: "1.66", sl: "1.08450" }] });
  });

  test("a stop that stays is never moved: a change beside it is refused when it is too close", () => {
    const from = broker({ stopsLevel: 50 }, { positions: [position({ stopLoss: "1.08490" })] });
    const modify: Instruction = {
      ...{ kind: "modify", symbol: "EURUSD", target: "positions", side: "both", types: [] },
      takeProfit: price("1.09"),
    };
    expect(outcome(modify, from, rules({ stops: "widen" }))).toBe("stops_too_close");
  });

  test("the entry of a pending order is never moved", () => {
    const limit = open({ type: "limit", entry: price("1.08490") });
    expect(outcome(limit, broker({ stopsLevel: 50 }), rules({ stops: "widen" }))).toBe("entry_too_close");
  });
});

describe("freeze level", () => {
  const frozen = () => position({ stopLoss: "1.08495", lots: "0.10" });

  test("a position at its stop can be neither closed nor changed", () => {
    const from = broker({ freezeLevel: 10 }, { positions: [frozen()] });
    expect(outcome(close(), from)).toBe("frozen");
    const modify: Instruction = {
      ...{ kind: "modify", symbol: "EURUSD", target: "positions", side: "both", types: [] },
      stopLoss: price("1.08000"),
    };
    expect(outcome(modify, from)).toBe("frozen");
  });

  test("it does not keep the others from being closed", () => {
    const from = broker({ freezeLevel: 10 }, { positions: [frozen(), position()] });
    expect(outcome(close(), from)).toMatchObject({ steps: [{}, {}], notes: ["frozen"] });
  });

  test("a pending order at its price can be neither deleted nor changed", () => {
    const from = broker({ freezeLevel: 10 }, { pendings: [pending({ price: "1.08505" })] });
    expect(outcome({ kind: "cancel", symbol: "EURUSD", side: "both", types: [] }, from)).toBe("frozen");
    const modify: Instruction = {
      ...{ kind: "modify", symbol: "EURUSD", target: "orders", side: "both", types: [] },
      stopLoss: { unit: "none" },
    };
    expect(outcome(modify, from)).toBe("frozen");
  });
});

describe("lots", () => {
  test("between two steps go down only where the rules say so", () => {
    expect(outcome(open({ lots: "0.105" }))).toBe("volume_off_step");
    expect(outcome(open({ lots: "0.105" }), market(), rules({ lots: "round_down" }))).toMatchObject({
      steps: [{ lots: "0.1" }],
      notes: ["lots_rounded"],
    });
  });

  test("the limit of a direction counts positions and pending orders, of others too", () => {
    const positions = [position({ lots: "3", orderId: null }), position({ side: "short", lots: "9" })];
    const from = broker({ lotLimit: "5" }, { positions, pendings: [pending({ lots: "1.95" })] });
    expect(outcome(open({ lots: "0.05" }), from)).toMatchObject({ steps: [{}] });
    expect(outcome(open({ lots: "0.06" }), from)).toBe("volume_limit");
  });

  test("what a target closes on the other side no longer counts when it opens", () => {
    const positions = [position({ lots: "5", side: "short" })];
    const target: Instruction = { kind: "target", symbol: "EURUSD", side: "long", exact: true, lots: "5" };
    expect(outcome(target, broker({ lotLimit: "5" }, { positions }))).toMatchObject({ steps: [{}, {}] });
  });

  test("a position larger than the broker's largest order is closed in parts", () => {
    const large = position({ lots: "12.5" });
    const planned = outcome(close(), broker({ maxLots: "5" }, { positions: [large] }));
    expect(planned).toMatchObject({ steps: [{ lots: "5" }, { lots: "5" }, { lots: "2.5" }] });
    const rest = broker({ maxLots: "5", minLots: "0.10" }, { positions: [position({ lots: "5.04" })] });
    expect(outcome(close(), rest)).toMatchObject({ steps: [{ lots: "4.94" }, { lots: "0.1" }] });
  });
});

describe("pending orders", () => {
  const limit = open({ type: "limit", entry: price("1.08"), expiresAtMs: 1_772_640_000_500 });

  test("end when they were meant to, by the host's clock", () => {
    expect(outcome(limit, market(), { aheadMs: 60_000 })).toMatchObject({
      steps: [{ filling: "return", time: "specified", expires: 1_772_640_060_000 }],
    });
  });

  test("are refused where the broker would keep them longer", () => {
    expect(outcome(limit, broker({ expiries: ["gtc"] }))).toBe("expiry_not_supported");
  });

  test("keep their end, and the price of a stop-limit, when their stops are changed", () => {
    const one = pending({ kind: "stop_limit", price: "1.09", stopLimit: "1.085", expiresAtMs: 7_000 });
    const modify: Instruction = {
      ...{ kind: "modify", symbol: "EURUSD", target: "orders", side: "both", types: [] },
      stopLoss: price("1.08"),
    };
    expect(outcome(modify, market({ pendings: [one] }))).toMatchObject({
      steps: [{ kind: "stop_limit", price: "1.09", stoplimit: "1.085", time: "specified", expires: 7_000 }],
    });
  });
});

describe("what others made", () => {
  const others = { positions: [position({ orderId: null })], pendings: [pending({ orderId: null })] };
  const cancel: Instruction = { kind: "cancel", symbol: "EURUSD", side: "both", types: [] };

  test("is left alone unless the rules let it be managed", () => {
    expect(outcome(close(), market(others))).toBe("nothing_to_do");
    expect(outcome(cancel, market(others))).toBe("nothing_to_do");
    expect(outcome(close(), market(others), rules({ external: "manage" }))).toMatchObject({ steps: [{}] });
    expect(outcome(cancel, market(others), rules({ external: "manage" }))).toMatchObject({ steps: [{}] });
  });
});

test("a symbol that can only be closed is closed and not opened", () => {
  const from = broker({ tradeMode: "close_only" }, { positions: [position()] });
  expect(outcome(open(), from)).toBe("close_only");
  expect(outcome(close(), from)).toMatchObject({ steps: [{}] });
});

test("the slippage that is allowed goes with orders at the market only", () => {
  expect(outcome(open(), market(), rules({ deviation: 7 }))).toMatchObject({ steps: [{ deviation: 7 }] });
  const limit = open({ type: "limit", entry: price("1.08") });
  expect(outcome(limit, market(), rules({ deviation: 7 }))).toMatchObject({ steps: [{ deviation: 0 }] });
});
