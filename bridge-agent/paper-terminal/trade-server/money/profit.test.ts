import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symbolSpecs } from "../market/symbols.ts";
import { specNamed } from "../market/testing.ts";
import { conversion, convert } from "./conversion.ts";
import { profitOf, rawProfit } from "./profit.ts";
import { decimal, depositIn, usd, usdrub } from "./testing.ts";

const eurusd = specNamed("EURUSD");

function profit(...row: [spec: typeof eurusd, lots: string, open: string, close: string]) {
  const [spec, lots, open, close] = row;
  return profitOf(spec, "long", decimal(lots), decimal(open), decimal(close), usd)?.toFixed(2);
}

describe("profit in the deposit currency", () => {
  it.each([
    ["1", "76.239", "76.421", "238.15"],
    ["1", "75.750", "76.421", "878.03"],
    ["2", "74.721", "76.421", "4449.04"],
  ])(
    "of %s lots of USDRUB from %s to %s is %s: divided by the closing price (G6)",
    (lots, open, close, text) => {
      expect(profit(usdrub, lots, open, close)).toBe(text);
    },
  );

  it("of a reversal is that of the closed part at the weighted opening price (G5)", () => {
    const weighted = decimal("1.10011").plus("1.10009").dividedBy(2);
    expect(weighted.toFixed(5)).toBe("1.10010");
    expect(profit(eurusd, "0.02", weighted.toFixed(), "1.10018")).toBe("0.16");
    const rest = profitOf(eurusd, "short", decimal("0.01"), decimal("1.10018"), decimal("1.10017"), usd);
    expect(rest?.toFixed(2)).toBe("0.01");
  });

  it("of a close-by is the difference of the two opening prices (G8)", () => {
    expect(profit(eurusd, "0.01", "1.08344", "1.08340")).toBe("-0.04");
  });

  it("is rounded half away from zero, for losses as for gains", () => {
    expect(profit(eurusd, "0.01", "1.10000", "1.100005")).toBe("0.01");
    expect(profit(eurusd, "0.01", "1.100005", "1.10000")).toBe("-0.01");
  });

  it("of a cross is converted by the other pair: a gain at its bid, a loss at its ask", () => {
    const eurgbp = specNamed("EURGBP");
    expect(profit(eurgbp, "1", "0.85000", "0.85100")).toBe("127.00");
    expect(profit(eurgbp, "1", "0.85100", "0.85000")).toBe("-127.02");
  });

  it("of a cross against the yen is divided: a gain by the ask, a loss by the bid", () => {
    const gbpjpy = specNamed("GBPJPY");
    expect(profit(gbpjpy, "1", "192.000", "192.300")).toBe("197.99");
    expect(profit(gbpjpy, "1", "192.300", "192.000")).toBe("-198.02");
  });

  it("goes through the dollar where the two currencies have no pair", () => {
    const francs = depositIn("CHF");
    const audnzd = { ...eurusd, symbol: "NZDAUD", baseCurrency: "NZD", profitCurrency: "AUD" };
    const gain = profitOf(audnzd, "long", decimal(1), decimal("1.1"), decimal("1.101"), francs);
    // 100 AUD at 0.65500 USD, at 0.88500 CHF.
    expect(gain?.toFixed(2)).toBe("57.97");
  });

  it("is none where the server has no way to convert it", () => {
    const cut = depositIn("USD", ["GBPUSD"]);
    const lost = profitOf(specNamed("EURGBP"), "long", decimal(1), decimal("0.85"), decimal("0.86"), cut);
    expect(lost).toBeNull();
  });

  it("of a future is counted in ticks", () => {
    expect(profit(specNamed("ES"), "2", "5850.00", "5851.25")).toBe("125.00");
  });

  it("of a bond is counted in percent of its face value, and collateral has none", () => {
    const bond = { ...specNamed("AAPL"), calcMode: "exch_bonds", faceValue: "1000", contract: "1" } as const;
    expect(profit(bond, "5", "98.20", "98.70")).toBe("25.00");
    const collateral = { ...specNamed("AAPL"), calcMode: "serv_collateral" } as const;
    expect(profit(collateral, "5", "98.20", "98.70")).toBe("0.00");
  });
});

describe("profit in the profit currency", () => {
  const specs = fc.constantFrom(...symbolSpecs);
  const lots = fc.integer({ min: 1, max: 10_000 }).map((steps) => decimal("0.01").times(steps));
  const prices = fc.integer({ min: 1, max: 10_000_000 }).map((points) => decimal("0.00001").times(points));

  it("of a short is that of a long, negated", () => {
    fc.assert(
      fc.property(specs, lots, prices, prices, (spec, volume, open, close) => {
        const long = rawProfit(spec, "long", volume, open, close);
        expect(rawProfit(spec, "short", volume, open, close).negated().equals(long)).toBe(true);
      }),
    );
  });

  it("of a way is that of its two halves", () => {
    fc.assert(
      fc.property(specs, lots, prices, prices, prices, (spec, volume, open, middle, close) => {
        const halves = rawProfit(spec, "long", volume, open, middle).plus(
          rawProfit(spec, "long", volume, middle, close),
        );
        const difference = halves.minus(rawProfit(spec, "long", volume, open, close));
        expect(difference.abs().toNumber()).toBeLessThan(1e-15);
      }),
    );
  });
});

describe("conversion", () => {
  it("never brings more than it takes: a gain is worth no more than the cost of the same amount", () => {
    const currencies = fc.constantFrom("USD", "EUR", "GBP", "JPY", "CHF", "AUD");
    fc.assert(
      fc.property(currencies, currencies, (from, to) => {
        const gain = conversion(from, to, "gain", depositIn(to));
        const cost = conversion(from, to, "cost", depositIn(to));
        if (gain === null || cost === null) throw new Error("these pairs all have prices");
        const [brings, takes] = [convert(decimal(1000), gain), convert(decimal(1000), cost)];
        expect(brings.isPositive()).toBe(true);
        expect(brings.lessThanOrEqualTo(takes)).toBe(true);
        expect(brings.equals(takes)).toBe(from === to);
      }),
    );
  });
});
