import { describe, expect, it } from "vitest";
import { Decimal, isDecimalText } from "../../../../src/domain/decimal.ts";
import { currencyPairs } from "../money/conversion.ts";
import { tripleSwapDay } from "./symbol-spec.ts";
import { specOf, symbolSpecs } from "./symbols.ts";
import { specNamed } from "./testing.ts";

describe.each(symbolSpecs)("the specification of $symbol", (spec) => {
  it("has digits, point, tick size and lots that go together", () => {
    expect(spec.point).toBe(new Decimal(10).pow(-spec.digits).toFixed());
    expect(new Decimal(spec.tickSize).modulo(spec.point).toNumber()).toBe(0);
    for (const lots of [spec.minLots, spec.maxLots]) {
      expect(new Decimal(lots).modulo(spec.lotStep).toNumber()).toBe(0);
    }
    expect(new Decimal(spec.minLots).lessThan(spec.maxLots)).toBe(true);
    expect(spec.walk.middlePoints % Math.round(Number(spec.tickSize) * 10 ** spec.digits)).toBe(0);
  });

  it("writes every number as plain decimal text", () => {
    const { contract, marginInitial, marginMaintenance, marginHedged, lotLimit, levelLots } = spec;
    const numbers = [contract, marginInitial, marginMaintenance, marginHedged, lotLimit, levelLots];
    const rates = Object.values(spec.marginRates).flatMap((rate) => [rate.initial, rate.maintenance]);
    for (const text of [...numbers, ...rates, spec.swapLong, spec.swapShort, spec.tickValue]) {
      expect(isDecimalText(text)).toBe(true);
    }
  });

  it("counts seven nights a week", () => {
    expect(spec.swapFactors.reduce((sum, nights) => sum + nights, 0)).toBe(7);
  });

  it("has sessions in rising order that do not overlap", () => {
    for (const day of spec.sessions) {
      day.forEach((session, i) => {
        expect(session.fromMinute).toBeGreaterThanOrEqual(day[i - 1]?.toMinute ?? 0);
        expect(session.fromMinute).toBeLessThan(session.toMinute);
      });
    }
  });

  it("can have its profits and margins converted to dollars by the server's own pairs", () => {
    const pairs = currencyPairs(symbolSpecs);
    for (const currency of [spec.profitCurrency, spec.marginCurrency]) {
      const known = currency === "USD" || pairs.has(`${currency}/USD`) || pairs.has(`USD/${currency}`);
      expect(known).toBe(true);
    }
  });
});

describe("the instruments", () => {
  it("have every name once, and those that the paper terminal always had", () => {
    expect(new Set(symbolSpecs.map((spec) => spec.symbol)).size).toBe(symbolSpecs.length);
    for (const symbol of ["EURUSD", "GBPUSD", "USDJPY", "AUDUSD", "XAUUSD", "BTCUSD", "US30"]) {
      expect(specOf(symbol)?.symbol).toBe(symbol);
    }
    expect(specOf("NOPE")).toBeUndefined();
  });

  it("show each of the four execution modes", () => {
    const modes = new Set(symbolSpecs.map((spec) => spec.execution));
    expect([...modes].sort()).toEqual(["exchange", "instant", "market", "request"]);
  });

  it("count the weekend on Wednesday for pairs and on Friday for indices", () => {
    expect(tripleSwapDay(specNamed("EURUSD"))).toBe(3);
    expect(tripleSwapDay(specNamed("US30"))).toBe(5);
  });
});
