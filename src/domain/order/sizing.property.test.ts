import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Size } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import type { InstrumentFacts } from "./instrument.ts";
import { lotsOfSize, type Sizing } from "./sizing.ts";
import { eurusd, sizing, usdjpy, xauusd } from "./sizing-test-support.ts";

const price = (facts: InstrumentFacts, from: number, to: number) =>
  fc.integer({ min: from, max: to }).map((ticks) => new Decimal(facts.tickSize).times(ticks));

const money = fc.integer({ min: 1, max: 5_000_000 }).map((cents) => new Decimal(cents).dividedBy(100));

/** A trade with an entry, a stop on the right side, and a tick value as the terminal would tell it. */
const trade = fc
  .constantFrom(
    eurusd({ maxLots: "1000000" }),
    xauusd({ maxLots: "1000000" }),
    usdjpy({ maxLots: "1000000" }),
  )
  .chain((facts) =>
    fc.record({
      facts: fc.constant(facts),
      side: fc.constantFrom("buy" as const, "sell" as const),
      entry: price(facts, 90_000, 300_000),
      distance: price(facts, 1, 20_000),
      step: fc.constantFrom("0.01", "0.1", "1", "0.001"),
    }),
  )
  .map(({ facts, side, entry, distance, step }) => {
    const stop = side === "buy" ? entry.minus(distance) : entry.plus(distance);
    // A terminal tells tick values with a limited number of digits.
    const converted =
      facts.symbol === "USDJPY" ? new Decimal(100).dividedBy(entry).toDecimalPlaces(8) : new Decimal(1);
    const tick = converted.toFixed();
    const told = { ...facts, lotStep: step, minLots: step, tickValue: tick, tickLoss: tick };
    return { facts: told, side, entry, stop, quote: { bid: entry.toFixed(), ask: entry.toFixed() } };
  });

/** What the server books when the stop fills at its price: profit currency over the closing price, in cents. */
function booked({ facts, entry, stop }: Sizing, lots: string): Decimal {
  if (stop === undefined) throw new Error("no stop");
  const inProfitCurrency = entry.minus(stop).abs().times(facts.contractSize).times(lots);
  const loss = facts.symbol === "USDJPY" ? inProfitCurrency.dividedBy(stop) : inProfitCurrency;
  return loss.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

describe("sizing", () => {
  test("the loss that is booked at the stop, cents and all, is never more than was asked for", () => {
    let sized = 0;
    fc.assert(
      fc.property(trade, money, (given, asked) => {
        const input = sizing({ ...given, size: { unit: "risk_money", value: asked.toFixed() } });
        const lots = lotsOfSize(input);
        if (!lots.ok) return;
        sized += 1;
        expect(booked(input, lots.value).lessThanOrEqualTo(asked)).toBe(true);
        expect(new Decimal(lots.value).modulo(input.facts.lotStep).isZero()).toBe(true);
      }),
      { numRuns: 3_000 },
    );
    expect(sized).toBeGreaterThan(100);
  });

  test("percent of balance and equity are never exceeded either", () => {
    const percent = fc.integer({ min: 1, max: 10_000 }).map((n) => new Decimal(n).dividedBy(100));
    fc.assert(
      fc.property(trade, percent, fc.boolean(), (given, asked, ofBalance) => {
        const unit: Size["unit"] = ofBalance ? "balance_percent_loss" : "equity_percent_loss";
        const input = sizing({ ...given, size: { unit, value: asked.toFixed() } });
        const lots = lotsOfSize(input);
        if (!lots.ok) return;
        const most = asked.times(ofBalance ? "10000.00" : "9500.00").dividedBy(100);
        expect(booked(input, lots.value).lessThanOrEqualTo(most)).toBe(true);
      }),
      { numRuns: 1_000 },
    );
  });

  test("one step more would be more than was asked for, so nothing is given away", () => {
    fc.assert(
      fc.property(trade, money, (given, asked) => {
        fc.pre(given.facts.symbol !== "USDJPY");
        const input = sizing({ ...given, size: { unit: "risk_money", value: asked.toFixed() } });
        const lots = lotsOfSize(input);
        if (!lots.ok) return;
        const more = new Decimal(lots.value).plus(input.facts.lotStep);
        expect(booked(input, more.toFixed()).greaterThanOrEqualTo(asked)).toBe(true);
      }),
    );
  });

  test("who asks for more never gets less, whatever the unit", () => {
    const unit = fc.constantFrom<Size["unit"]>(
      "risk_money",
      "balance_percent_loss",
      "equity_percent_loss",
      "balance_percent_margin",
      "equity_percent",
      "position_percent",
      "notional",
    );
    fc.assert(
      fc.property(trade, unit, money, money, (given, of, one, two) => {
        const lots = (value: Decimal) => {
          const size = { unit: of, value: value.toFixed() };
          const found = lotsOfSize(sizing({ ...given, size, heldLots: new Decimal("1.23") }));
          return found.ok ? new Decimal(found.value) : null;
        };
        const less = lots(Decimal.min(one, two));
        const more = lots(Decimal.max(one, two));
        if (less !== null && more !== null) expect(less.lessThanOrEqualTo(more)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });

  test("a stop that is further away never gives more lots for the same money", () => {
    fc.assert(
      fc.property(trade, money, fc.integer({ min: 1, max: 5_000 }), (given, asked, further) => {
        const size: Size = { unit: "risk_money", value: asked.toFixed() };
        const away = new Decimal(given.facts.tickSize).times(given.side === "buy" ? -further : further);
        const near = lotsOfSize(sizing({ ...given, size }));
        const far = lotsOfSize(sizing({ ...given, size, stop: given.stop.plus(away) }));
        if (near.ok && far.ok) expect(new Decimal(far.value).lessThanOrEqualTo(near.value)).toBe(true);
      }),
    );
  });
});
