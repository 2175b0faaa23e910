import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { circumstances, market } from "../testing/fixtures.ts";
import { plan } from "./plan.ts";

type Open = Extract<Instruction, { kind: "open" }>;

function open(changes: Partial<Open> = {}): Open {
  return { kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.10", ...changes };
}

function stepOf(instruction: Open, from = market()) {
  const planned = plan(instruction, from, circumstances());
  if (!planned.ok) throw new Error(planned.error.code);
  return planned.value.phases[0]?.[0];
}

function codeOf(instruction: Open, from = market()) {
  const planned = plan(instruction, from, circumstances());
  return planned.ok ? "planned" : planned.error.code;
}

const pips = (value: string) => ({ unit: "pips", value }) as const;
const percent = (value: string) => ({ unit: "percent", value }) as const;
const price = (value: string) => ({ unit: "price", value }) as const;

test("a market order goes without a price, so that the terminal takes the market's own", () => {
  expect(stepOf(open())).toEqual({
    action: "deal",
    symbol: "EURUSD",
    side: "buy",
    kind: "market",
    lots: "0.1",
    price: "0",
    sl: "0",
    tp: "0",
    position: "0",
    ticket: "0",
    stoplimit: "0",
    by: "0",
    filling: "fok",
    time: "gtc",
    expires: 0,
    deviation: 20,
  });
});

describe("distances", () => {
  test("pips count from the ask for a buy and from the bid for a sell", () => {
    expect(stepOf(open({ stopLoss: pips("20"), takeProfit: pips("40") }))).toMatchObject({
      sl: "1.08310",
      tp: "1.08910",
    });
    expect(stepOf(open({ side: "sell", stopLoss: pips("20"), takeProfit: pips("40") }))).toMatchObject({
      sl: "1.08700",
      tp: "1.08100",
    });
  });

  test("a pip of a pair with 3 digits is 10 points", () => {
    expect(stepOf(open({ symbol: "USDJPY", stopLoss: pips("20") }))).toMatchObject({ sl: "151.312" });
  });

  test("percent are of the reference price and rounded to the symbol's digits", () => {
    expect(stepOf(open({ stopLoss: percent("1") }))).toMatchObject({ sl: "1.07425" });
  });

  test("pips of what is no currency pair are refused until the account's table says what a pip is", () => {
    const gold = open({ symbol: "XAUUSD", stopLoss: pips("50") });
    expect(codeOf(gold)).toBe("pip_unknown");
    expect(stepOf(gold, market({ pips: { XAUUSD: "0.1" } }))).toMatchObject({ sl: "2645.25" });
  });

  test("the account's table comes before the rule for currency pairs", () => {
    const own = market({ pips: { EURUSD: "0.001" } });
    expect(stepOf(open({ stopLoss: pips("2") }), own)).toMatchObject({ sl: "1.08310" });
  });

  test("a distance beyond zero is refused", () => {
    expect(codeOf(open({ stopLoss: percent("100") }))).toBe("price_not_positive");
  });
});

describe("sides", () => {
  test.each([
    ["a buy's stop above the bid", open({ stopLoss: price("1.08505") }), "stop_loss_wrong_side"],
    ["a buy's stop at the bid", open({ stopLoss: price("1.08500") }), "stop_loss_wrong_side"],
    ["a buy's target below the bid", open({ takeProfit: price("1.08400") }), "take_profit_wrong_side"],
    [
      "a sell's stop below the ask",
      open({ side: "sell", stopLoss: price("1.08505") }),
      "stop_loss_wrong_side",
    ],
    [
      "a sell's target above the ask",
      open({ side: "sell", takeProfit: price("1.09") }),
      "take_profit_wrong_side",
    ],
    ["a distance smaller than the spread", open({ stopLoss: pips("0.5") }), "stop_loss_wrong_side"],
  ])("%s is refused", (_, instruction, code) => {
    expect(codeOf(instruction)).toBe(code);
  });
});

describe("pending orders", () => {
  test.each([
    ["buy", "limit", "1.08310"],
    ["buy", "stop", "1.08710"],
    ["sell", "limit", "1.08700"],
    ["sell", "stop", "1.08300"],
  ] as const)("the distance of a %s %s counts in its own direction", (side, type, expected) => {
    expect(stepOf(open({ side, type, entry: pips("20") }))).toMatchObject({
      action: "pending",
      kind: type,
      price: expected,
    });
  });

  test.each([
    ["buy", "limit", "1.08600"],
    ["buy", "stop", "1.08400"],
    ["sell", "limit", "1.08400"],
    ["sell", "stop", "1.08600"],
  ] as const)("a %s %s on the wrong side of the market is refused", (side, type, entry) => {
    expect(codeOf(open({ side, type, entry: price(entry) }))).toBe("entry_wrong_side");
  });

  test("stops of a pending order count from its own price", () => {
    const step = stepOf(
      open({ type: "limit", entry: price("1.08"), stopLoss: pips("10"), takeProfit: pips("10") }),
    );
    expect(step).toMatchObject({ price: "1.08000", sl: "1.07900", tp: "1.08100" });
  });

  test("a pending order without a price is refused", () => {
    expect(codeOf(open({ type: "stop" }))).toBe("entry_missing");
  });
});

test.each([
  ["0.001", "volume_too_small"],
  ["100.01", "volume_too_large"],
  ["0.105", "volume_off_step"],
])("%s lots are refused as %s", (lots, code) => {
  expect(codeOf(open({ lots }))).toBe(code);
});

test("a symbol that the terminal does not know is refused", () => {
  expect(codeOf(open({ symbol: "NOPE" }))).toBe("unknown_symbol");
});

test("whatever the levels, a planned stop protects and a planned target pays", () => {
  const level = fc.record({
    unit: fc.constantFrom("price" as const, "pips" as const, "percent" as const),
    value: fc.integer({ min: 1, max: 300_000 }).map((n) => new Decimal(n).dividedBy(100_000).toFixed()),
  });
  const anyOpen = fc.record({
    side: fc.constantFrom("buy" as const, "sell" as const),
    type: fc.constantFrom("market" as const, "limit" as const, "stop" as const),
    entry: level,
    stopLoss: level,
    takeProfit: level,
  });
  let planned = 0;
  fc.assert(
    fc.property(anyOpen, (levels) => {
      const outcome = plan(open(levels), market(), circumstances());
      if (!outcome.ok) return;
      planned += 1;
      const step = outcome.value.phases[0]?.[0];
      const side = levels.side === "buy" ? 1 : -1;
      const reference = step?.action === "pending" ? step.price : side === 1 ? "1.08500" : "1.08510";
      expect(new Decimal(step?.tp ?? "0").comparedTo(reference)).toBe(side);
      expect(new Decimal(step?.sl ?? "0").comparedTo(reference)).toBe(-side);
    }),
    { numRuns: 2_000 },
  );
  expect(planned).toBeGreaterThan(20);
});
