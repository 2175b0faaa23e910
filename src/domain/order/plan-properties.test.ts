import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Leg } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { instructionSchema } from "./instruction.ts";
import { buy, code, facts, plan, price } from "./plan-test-support.ts";

describe("planning: properties", () => {
  const decimals = fc
    .tuple(fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 0, max: 5 }))
    .map(([digits, scale]) => new Decimal(digits).dividedBy(new Decimal(10).pow(scale)).toFixed());
  const levels = fc.option(
    fc.record({
      unit: fc.constantFrom("price" as const, "pips" as const, "percent" as const),
      value: decimals,
    }),
    { nil: undefined },
  );
  const legs = fc.array(
    fc.oneof(
      fc.record({
        action: fc.constant("open" as const),
        side: fc.constantFrom("buy" as const, "sell" as const),
        type: fc.constantFrom("market" as const, "limit" as const, "stop" as const),
        size: fc.record({ unit: fc.constantFrom("lots" as const, "notional" as const), value: decimals }),
        entry: levels,
        stopLoss: levels,
        takeProfit: levels,
      }),
      fc.record({
        action: fc.constant("target" as const),
        side: fc.constantFrom("long" as const, "short" as const, "flat" as const),
        exact: fc.boolean(),
        order: fc.option(fc.constantFrom("buy" as const, "sell" as const), { nil: undefined }),
        size: fc.record({ unit: fc.constant("lots" as const), value: decimals }),
        stopLoss: levels,
        takeProfit: levels,
      }),
      fc.record({
        action: fc.constant("modify" as const),
        target: fc.constantFrom("positions" as const, "orders" as const),
        side: fc.constantFrom("long" as const, "short" as const, "both" as const),
        types: fc.constant<("limit" | "stop")[]>([]),
        stopLoss: levels,
        takeProfit: levels,
      }),
      fc.record({
        action: fc.constant("close" as const),
        scope: fc.constantFrom("symbol" as const, "account" as const),
        side: fc.constantFrom("long" as const, "short" as const, "both" as const),
        amount: fc.oneof(
          fc.constant({ unit: "all" as const }),
          fc.record({ unit: fc.constantFrom("percent" as const, "lots" as const), value: decimals }),
        ),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  );

  it("whatever is planned is a valid instruction within the account's limits", () => {
    fc.assert(
      fc.property(legs, fc.constantFrom("EURUSD", "OANDA:EURUSD", "BTCUSD", "nope"), (given, symbol) => {
        const planned = plan({ legs: given, symbol });
        if (!planned.ok) {
          expect(planned.error.code).toMatch(/^[a-z_]+$/);
          return;
        }
        expect(planned.value.length).toBe(given.length);
        for (const { instruction } of planned.value) {
          const read = instructionSchema.parse(JSON.parse(JSON.stringify(instruction)));
          expect(JSON.stringify(read)).toBe(JSON.stringify(instruction));
          if (instruction.kind !== "open" || instruction.lots === undefined) continue;
          const step = facts.find((known) => known.symbol === instruction.symbol)?.lotStep ?? "0";
          const lots = new Decimal(instruction.lots);
          expect(lots.greaterThanOrEqualTo("0.01") && lots.lessThanOrEqualTo("10")).toBe(true);
          expect(lots.modulo(step).isZero()).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("turning an order and its prices around gives the same verdict for the other side", () => {
    const mirror = (text: string): string => new Decimal("100").minus(text).toFixed();
    const prices = fc
      .integer({ min: 1, max: 9_999 })
      .map((cents) => new Decimal(cents).dividedBy(100).toFixed());
    fc.assert(
      fc.property(prices, prices, prices, (entry, stop, target) => {
        const long: Leg = {
          ...buy,
          type: "limit",
          entry: price(entry),
          stopLoss: price(stop),
          takeProfit: price(target),
        };
        const short: Leg = {
          ...long,
          side: "sell",
          entry: price(mirror(entry)),
          stopLoss: price(mirror(stop)),
          takeProfit: price(mirror(target)),
        };
        expect(code({ legs: [short] })).toBe(code({ legs: [long] }));
      }),
    );
  });
});
