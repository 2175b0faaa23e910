import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import { symbolOf } from "../testing/fixtures.ts";
import { floatingOf, marginOf, noExposure, profitOf, withLots } from "./money.ts";

const decimal = (text: string) => new Decimal(text);

describe("profit", () => {
  it.each([
    ["1", "76.239", "76.421", "238.15"],
    ["1", "75.750", "76.421", "878.03"],
    ["2", "74.721", "76.421", "4449.04"],
  ])("of %s lots from %s to %s where USD is the base is %s, as printed in MetaQuotes' book", (...row) => {
    const [lots, open, close, expected] = row;
    const profit = profitOf(symbolOf("USDJPY"), "long", decimal(lots), decimal(open), decimal(close));
    expect(profit.toFixed(2)).toBe(expected);
  });

  it("of a small loss is as printed in MetaQuotes' book", () => {
    const lots = decimal("0.01");
    const profit = profitOf(symbolOf("EURUSD"), "long", lots, decimal("1.08344"), decimal("1.08340"));
    expect(profit.toFixed(2)).toBe("-0.04");
  });

  it("of a short is that of a long, negated, where no conversion is needed", () => {
    const [lots, open, close] = [decimal("0.3"), decimal("2650.25"), decimal("2641.10")];
    const gold = symbolOf("XAUUSD");
    expect(profitOf(gold, "short", lots, open, close).toFixed(2)).toBe("274.50");
    expect(profitOf(gold, "long", lots, open, close).toFixed(2)).toBe("-274.50");
  });
});

describe("exposure", { timeout: 30_000 }, () => {
  const positions = fc.array(
    fc.record({
      direction: fc.constantFrom("long" as const, "short" as const),
      lots: fc.integer({ min: 1, max: 500 }).map((steps) => decimal("0.01").times(steps)),
      price: fc.integer({ min: 100_000, max: 120_000 }).map((points) => decimal("0.00001").times(points)),
    }),
  );
  const symbol = symbolOf("EURUSD");
  const quote = { bid: "1.08500", ask: "1.08510" };

  it("gives the same floating profit as the positions one by one", () => {
    fc.assert(
      fc.property(positions, (open) => {
        let exposure = noExposure;
        let single = decimal("0");
        for (const { direction, lots, price } of open) {
          exposure = withLots(exposure, direction, lots, price);
          const close = decimal(direction === "long" ? quote.bid : quote.ask);
          single = single.plus(profitOf(symbol, direction, lots, price, close));
        }
        const rounding = decimal("0.005").times(open.length);
        expect(floatingOf(symbol, exposure, quote).minus(single).abs().lessThanOrEqualTo(rounding)).toBe(
          true,
        );
      }),
    );
  });

  it("is back to nothing when everything that was added is taken away", () => {
    fc.assert(
      fc.property(positions, (open) => {
        let exposure = noExposure;
        for (const { direction, lots, price } of open) exposure = withLots(exposure, direction, lots, price);
        for (const { direction, lots, price } of open) {
          exposure = withLots(exposure, direction, lots.negated(), price);
        }
        expect(floatingOf(symbol, exposure, quote).isZero()).toBe(true);
        expect(marginOf(symbol, exposure, quote).isZero()).toBe(true);
      }),
    );
  });

  it("takes margin for the larger direction only: the other one is hedged", () => {
    const long = withLots(noExposure, "long", decimal("2"), decimal("1.085"));
    const hedged = withLots(long, "short", decimal("1.5"), decimal("1.085"));
    expect(marginOf(symbol, long, quote).toFixed(2)).toBe("434.04");
    expect(marginOf(symbol, hedged, quote).toFixed(2)).toBe("434.04");
  });
});
