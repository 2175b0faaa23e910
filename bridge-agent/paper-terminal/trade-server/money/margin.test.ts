import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { symbolSpecs } from "../market/symbols.ts";
import { specNamed } from "../market/testing.ts";
import { accountFigures, figuresWith } from "./account-figures.ts";
import { collateralOf, type Leg, marginFactor, marginOf, marginOfLegs, noLeg, withLots } from "./margin.ts";
import { decimal, depositIn, usd, usdrub } from "./testing.ts";

const eurusd = specNamed("EURUSD");
const gold = specNamed("XAUUSD");

function buy(spec: SymbolSpec, lots: string, price: string, leverage: number) {
  return marginOf(spec, "buy", decimal(lots), decimal(price), leverage, usd)?.toFixed(2);
}

function leg(...positions: readonly (readonly [lots: string, price: string])[]): Leg {
  return positions.reduce(
    (sum, [lots, price]) => withLots(sum, decimal(lots), decimal(price), decimal(1)),
    noLeg,
  );
}

const funds = (balance: string, profit = "0", margin = "0") => ({
  balance: decimal(balance),
  credit: decimal(0),
  profit: decimal(profit),
  margin: decimal(margin),
  assets: decimal(0),
});

function text(figures: Record<"equity" | "margin" | "free" | "level", Decimal>) {
  const { equity, margin, free, level } = figures;
  return [equity, margin, free, level].map((value) => value.toFixed(2));
}

describe("margin and account as MetaQuotes' book prints them", () => {
  it("rounds the margin of a gold order before the level is computed from it (G9)", () => {
    const margin = marginOf(gold, "buy", decimal("0.01"), decimal("1899.97"), 100, usd);
    const before = accountFigures(funds("15565.22"), 2);
    const after = figuresWith(before, margin ?? decimal(0));
    expect(text(after)).toEqual(["15565.22", "19.00", "15546.22", "81922.21"]);
  });

  it("of a lot of USDRUB at 1:100 leaves what the book leaves (G10)", () => {
    const margin = marginOfLegs(usdrub, leg(["1", "76.239"]), noLeg, 100, usd);
    const figures = accountFigures({ ...funds("10000", "-78.76"), margin }, 2);
    expect(text(figures)).toEqual(["9921.24", "1000.00", "8921.24", "992.12"]);
  });

  it("of two lots of USDRUB is twice that of one (E5)", () => {
    const margin = marginOfLegs(usdrub, leg(["1", "76.239"], ["1", "75.100"]), noLeg, 100, usd);
    const figures = accountFigures({ ...funds("8513.93"), margin }, 2);
    expect(text(figures)).toEqual(["8513.93", "2000.00", "6513.93", "425.70"]);
  });

  it("of an order is added to that of the positions (E6)", () => {
    const before = accountFigures(funds("9999.54", "0", "79.22"), 2);
    expect(text(figuresWith(before, decimal("79.04")))).toEqual(["9999.54", "158.26", "9841.28", "6318.43"]);
  });
});

describe("margin by calculation mode", () => {
  const modes: readonly (readonly [string, Partial<SymbolSpec>, string])[] = [
    ["forex", { calcMode: "forex", contract: "100000", marginCurrency: "USD" }, "1000.00"],
    ["forex_no_leverage", { calcMode: "forex_no_leverage", contract: "100000" }, "200000.00"],
    ["cfd", { calcMode: "cfd", contract: "100" }, "10000.00"],
    ["cfd_leverage", { calcMode: "cfd_leverage", contract: "100" }, "50.00"],
    ["cfd_index", { calcMode: "cfd_index", contract: "100", tickValue: "0.02" }, "20000.00"],
    ["exch_stocks", { calcMode: "exch_stocks", contract: "100" }, "10000.00"],
    ["exch_stocks_moex", { calcMode: "exch_stocks_moex", contract: "100" }, "10000.00"],
    ["futures", { calcMode: "futures", marginInitial: "700" }, "1400.00"],
    ["exch_futures", { calcMode: "exch_futures", marginInitial: "700" }, "1400.00"],
    ["exch_futures_forts", { calcMode: "exch_futures_forts", marginInitial: "700" }, "1400.00"],
    ["exch_bonds", { calcMode: "exch_bonds", contract: "1", faceValue: "1000" }, "1000.00"],
    ["exch_bonds_moex", { calcMode: "exch_bonds_moex", contract: "1", faceValue: "1000" }, "1000.00"],
    ["serv_collateral", { calcMode: "serv_collateral" }, "0.00"],
  ];
  it.each(modes)("%s", (_mode, change, expected) => {
    // Two lots at 50, leverage 1:200.
    expect(buy({ ...gold, ...change }, "2", "50", 200)).toBe(expected);
  });

  it("is money for a lot in any mode where the initial margin is set", () => {
    expect(buy({ ...gold, marginInitial: "321.50" }, "2", "50", 200)).toBe("643.00");
  });

  it("is multiplied by the rate of the order's type, which is usually zero for pending orders", () => {
    const rates = { ...gold.marginRates, sell: { initial: "1.5", maintenance: "0" } };
    const spec = { ...gold, marginRates: rates };
    const of = (type: "buy" | "sell" | "sell_limit") =>
      marginOf(spec, type, decimal(2), decimal(50), 200, usd)?.toFixed(2);
    expect([of("buy"), of("sell"), of("sell_limit")]).toEqual(["50.00", "75.00", "0.00"]);
  });

  it("to keep a position is the maintenance margin where there is one, otherwise the initial one", () => {
    const es = specNamed("ES");
    const lots = decimal(2);
    expect(marginOf(es, "buy", lots, decimal(5850), 100, usd)?.toFixed(2)).toBe("26400.00");
    expect(marginOf(es, "buy", lots, decimal(5850), 100, usd, "maintenance")?.toFixed(2)).toBe("24000.00");
    const own = { ...es, marginMaintenance: "0" };
    expect(marginOf(own, "buy", lots, decimal(5850), 100, usd, "maintenance")?.toFixed(2)).toBe("26400.00");
    const buyRate = { initial: "2", maintenance: "0.5" };
    const rated = { ...gold, marginRates: { ...gold.marginRates, buy: buyRate } };
    expect(marginOf(rated, "buy", lots, decimal(50), 200, usd)?.toFixed(2)).toBe("100.00");
    expect(marginOf(rated, "buy", lots, decimal(50), 200, usd, "maintenance")?.toFixed(2)).toBe("25.00");
  });

  it("is converted at the order's own price where the symbol is the pair of the two currencies", () => {
    expect(buy(eurusd, "1", "1.10000", 100)).toBe("1100.00");
  });

  it("is converted by the present rate otherwise: the ask for buys, the bid for sells", () => {
    const eurgbp = specNamed("EURGBP");
    expect(buy(eurgbp, "1", "0.85000", 100)).toBe("1085.10");
    expect(marginOf(eurgbp, "sell", decimal(1), decimal("0.85"), 100, usd)?.toFixed(2)).toBe("1085.00");
    expect(marginFactor(eurgbp, "buy", decimal("0.85"), depositIn("USD", ["EURUSD"]))).toBeNull();
    expect(
      marginOf(eurgbp, "buy", decimal(1), decimal("0.85"), 100, depositIn("USD", ["EURUSD"])),
    ).toBeNull();
  });

  it("is backed by collateral, which is no equity", () => {
    const shares = { ...specNamed("AAPL"), calcMode: "serv_collateral", liquidityRate: "0.8" } as const;
    const assets = collateralOf(shares, decimal(10), decimal("200"), decimal(1));
    const figures = accountFigures({ ...funds("500", "0", "1000"), assets }, 2);
    expect(text(figures)).toEqual(["500.00", "1000.00", "1100.00", "210.00"]);
    expect(collateralOf(gold, decimal(10), decimal("200"), decimal(1)).toNumber()).toBe(0);
  });
});

describe("margin of covered positions", () => {
  const margin = (spec: SymbolSpec, long: Leg, short: Leg) =>
    marginOfLegs(spec, long, short, 100, usd).toFixed(2);

  it("with the whole contract as hedged size is that of one direction", () => {
    const flat = { ...usdrub, marginHedged: "100000" };
    expect(margin(flat, leg(["1", "76"]), leg(["1", "76"]))).toBe("1000.00");
    expect(margin(flat, leg(["3", "76"]), leg(["1", "76"]))).toBe("3000.00");
  });

  it("with half the contract is half, with none nothing, and the rest pays in full", () => {
    const long = leg(["2", "76"], ["1", "75"]);
    expect(margin({ ...usdrub, marginHedged: "50000" }, long, leg(["1", "76"]))).toBe("2500.00");
    expect(margin({ ...usdrub, marginHedged: "0" }, long, leg(["1", "76"]))).toBe("2000.00");
    expect(margin({ ...usdrub, marginHedged: "0" }, leg(["1", "76"]), leg(["1", "76"]))).toBe("0.00");
  });

  it("takes covered lots at the average of all positions, and the rest at that of the larger direction", () => {
    // Covered: 1 lot at (1*2000 + 1*2100 + 1*2400) / 3; the rest: 1 lot at (2000 + 2100) / 2.
    const long = leg(["1", "2000"], ["1", "2100"]);
    expect(margin(gold, long, leg(["1", "2400"]))).toBe("4216.67");
    expect(margin(gold, leg(["1", "2400"]), long)).toBe("4216.67");
  });

  it("takes covered lots at the average of both rates, and the rest at that of its direction", () => {
    const rates = { ...gold.marginRates, sell: { initial: "3", maintenance: "0" } };
    const spec = { ...gold, marginRates: rates };
    expect(margin(spec, leg(["1", "2000"]), leg(["2", "2000"]))).toBe("10000.00");
  });

  it("is money for a lot where the initial margin is set", () => {
    expect(margin(specNamed("ES"), leg(["3", "5850"]), leg(["1", "5860"]))).toBe("30600.00");
  });

  it("is the larger of both directions, each at its own average price, where that is how it is counted", () => {
    const spec = { ...gold, hedgedByLeg: true };
    expect(margin(spec, leg(["1", "2000"]), leg(["1", "2400"]))).toBe("2400.00");
    expect(margin(spec, leg(["2", "2000"]), leg(["1", "2400"]))).toBe("4000.00");
    expect(margin(spec, noLeg, noLeg)).toBe("0.00");
  });

  interface Opened {
    readonly isLong: boolean;
    readonly lots: Decimal;
    readonly price: Decimal;
    readonly factor: Decimal;
  }
  const positions: fc.Arbitrary<Opened[]> = fc.array(
    fc.record({
      isLong: fc.boolean(),
      lots: fc.integer({ min: 1, max: 500 }).map((steps) => decimal("0.01").times(steps)),
      price: fc.integer({ min: 1, max: 9_000_000 }).map((points) => decimal("0.001").times(points)),
      factor: fc.integer({ min: 1, max: 20_000 }).map((points) => decimal("0.0001").times(points)),
    }),
    { maxLength: 12 },
  );
  const specs = fc.constantFrom(
    ...symbolSpecs,
    { ...gold, hedgedByLeg: true },
    { ...gold, marginHedged: "0" },
  );

  function legsOf(open: readonly Opened[]): [Leg, Leg] {
    let [long, short] = [noLeg, noLeg];
    for (const { isLong, lots, price, factor } of open) {
      if (isLong) long = withLots(long, lots, price, factor);
      else short = withLots(short, lots, price, factor);
    }
    return [long, short];
  }

  it("is never negative, and never more than both directions without cover", () => {
    fc.assert(
      fc.property(specs, positions, (spec, open) => {
        const [long, short] = legsOf(open);
        const whole = marginOfLegs(spec, long, short, 500, usd);
        const apart = marginOfLegs(spec, long, noLeg, 500, usd).plus(
          marginOfLegs(spec, noLeg, short, 500, usd),
        );
        expect(whole.isNegative()).toBe(false);
        // Averages of prices and of factors are taken apart from each other, so only one factor compares.
        const sameFactor = new Set(open.map(({ factor }) => factor.toFixed())).size <= 1;
        const samePrice = new Set(open.map(({ price }) => price.toFixed())).size <= 1;
        if (sameFactor && samePrice) expect(whole.lessThanOrEqualTo(apart.plus("0.01"))).toBe(true);
      }),
    );
  });

  it("does not depend on the order in which positions were opened", () => {
    fc.assert(
      fc.property(specs, positions, (spec, open) => {
        const [long, short] = legsOf(open);
        const [longAgain, shortAgain] = legsOf(open.toReversed());
        const again = marginOfLegs(spec, longAgain, shortAgain, 500, usd);
        expect(marginOfLegs(spec, long, short, 500, usd).equals(again)).toBe(true);
      }),
    );
  });

  it("is nothing when every position was taken away again", () => {
    fc.assert(
      fc.property(specs, positions, (spec, open) => {
        const gone = open.map(({ lots, ...position }) => ({ ...position, lots: lots.negated() }));
        const [long, short] = legsOf([...open, ...gone]);
        expect([long.cost, long.converted, short.cost].every((sum) => sum.isZero())).toBe(true);
        expect(marginOfLegs(spec, long, short, 500, usd).isZero()).toBe(true);
      }),
    );
  });
});
