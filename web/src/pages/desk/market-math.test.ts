import { describe, expect, test } from "vitest";
import type { Position } from "../../../../src/protocol/agent-link.ts";
import {
  closingPrice,
  directionOf,
  floatingProfit,
  gainedPips,
  halfOf,
  pipsBetween,
  priceText,
  signed,
  sumOf,
} from "./market-math.ts";
import type { SymbolFacts } from "./symbol-facts.ts";

const eurusd: SymbolFacts = {
  ...{ symbol: "EURUSD", digits: 5, point: "0.00001", minLots: "0.01", maxLots: "10", lotStep: "0.01" },
  ...{ pip: "0.0001", tickSize: "0.00001", tickValue: "1" },
};
const tick = { symbol: "EURUSD", bid: "1.08432", ask: "1.0844", atMs: 1 };

function position(fields: Partial<Position>): Position {
  return {
    ...{ position: "7", symbol: "EURUSD", side: "long", lots: "0.3", openPrice: "1.084" },
    ...{ stopLoss: null, takeProfit: null, magic: "0", orderId: null, openedAtMs: 1 },
    ...fields,
  };
}

describe("figures of the desk", () => {
  test("a price has the symbol's digits, and is left alone where these are not known", () => {
    expect(priceText("1.0844", eurusd)).toBe("1.08440");
    expect(priceText("1.0844", undefined)).toBe("1.0844");
  });

  test("a long position is closed at the bid, a short one at the ask", () => {
    expect(closingPrice("long", tick)).toBe("1.08432");
    expect(closingPrice("short", tick)).toBe("1.0844");
  });

  test("a gain is counted in the position's direction, in pips and in money", () => {
    expect(gainedPips(position({}), tick, eurusd)).toBe("3.2");
    expect(gainedPips(position({ side: "short" }), tick, eurusd)).toBe("-4.0");
    expect(floatingProfit(position({}), tick, eurusd)).toBe("9.60");
    expect(floatingProfit(position({ side: "short" }), tick, eurusd)).toBe("-12.00");
  });

  test("without the value of a tick no profit is shown, rather than a wrong one", () => {
    expect(floatingProfit(position({}), tick, { ...eurusd, tickValue: null })).toBeNull();
    expect(floatingProfit(position({}), tick, { ...eurusd, tickSize: "0" })).toBeNull();
    expect(floatingProfit(position({}), tick, undefined)).toBeNull();
    expect(pipsBetween("1", "2", { pip: null })).toBeNull();
  });

  test("a sum is of what is known, and none where nothing is", () => {
    expect(sumOf(["0.1", null, "0.2"])).toBe("0.30");
    expect(sumOf([null])).toBeNull();
  });

  test("gain and loss are told by their sign", () => {
    expect([signed("1.20"), signed("-3.40"), signed("-0.00")]).toEqual(["+1.20", "−3.40", "0.00"]);
    expect([directionOf("1.10", "1.2"), directionOf("1.2", "1.1"), directionOf("1.10", "1.1")]).toEqual([
      ...["up", "down", "same"],
    ]);
  });

  test("half of a position is whole steps, and nothing where that is less than the least size", () => {
    expect(halfOf("0.3", eurusd)).toBe("0.15");
    expect(halfOf("0.03", eurusd)).toBe("0.01");
    expect(halfOf("0.01", eurusd)).toBeNull();
    expect(halfOf("0.3", undefined)).toBeNull();
  });
});
