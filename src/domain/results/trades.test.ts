import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../decimal.ts";
import { type ResultDeal, resultsOf, tradesOf } from "./trades.ts";

const [trend, range] = [`str_${"1".repeat(26)}`, `str_${"2".repeat(26)}`];

function deal(ticket: string, position: string, over: Partial<ResultDeal> = {}): ResultDeal {
  const base = { symbol: "EURUSD", entry: "in", lots: "0.1", profit: "0", atMs: Number(ticket) } as const;
  return { deal: ticket, position, strategyId: trend, ...base, ...over };
}
const out = (ticket: string, position: string, profit: string, over: Partial<ResultDeal> = {}): ResultDeal =>
  deal(ticket, position, { entry: "out", profit, ...over });

describe("trades", () => {
  it("are positions with what closed of them: an open one is none, closings in parts are one", () => {
    const trades = tradesOf([
      deal("1", "a", { lots: "0.3" }),
      deal("2", "b"),
      out("3", "a", "5.5"),
      out("4", "a", "-1.25", { lots: "0.2" }),
    ]);
    expect(trades).toEqual([
      { position: "a", symbol: "EURUSD", strategyId: trend, lots: "0.3", profit: "4.25", deals: 2, atMs: 4 },
    ]);
  });

  it("belong to the strategy that opened the position, whoever closed it", () => {
    const closedByHand = [deal("1", "a"), out("2", "a", "1", { strategyId: null })];
    const closedByOther = [deal("3", "b"), out("4", "b", "1", { strategyId: range })];
    const openedByHand = [deal("5", "c", { strategyId: null }), out("6", "c", "1", { strategyId: range })];
    const openedEarlier = [out("7", "d", "1", { strategyId: range })];
    const deals = [...closedByHand, ...closedByOther, ...openedByHand, ...openedEarlier];
    expect(tradesOf(deals).map(({ strategyId }) => strategyId)).toEqual([trend, trend, null, range]);
  });

  it("count a deal once, and are the same in whatever order the deals come", () => {
    const deals = [
      deal("1", "a"),
      out("2", "a", "3"),
      deal("3", "b"),
      out("4", "b", "-2"),
      out("5", "b", "-1"),
    ];
    const wanted = tradesOf(deals);
    fc.assert(
      fc.property(fc.shuffledSubarray([...deals, ...deals], { minLength: 10 }), (told) => {
        expect(new Set(tradesOf(told).map((one) => JSON.stringify(one)))).toEqual(
          new Set(wanted.map((one) => JSON.stringify(one))),
        );
      }),
    );
  });
});

describe("results", () => {
  it("are empty figures without trades, and no division by nothing", () => {
    const { total, strategies, symbols } = resultsOf([]);
    expect([strategies, symbols]).toEqual([[], []]);
    expect(total).toMatchObject({ trades: 0, profit: "0", profitFactor: null, expectancy: null });
    const { total: won } = resultsOf(tradesOf([out("1", "a", "7")]));
    expect(won).toMatchObject({
      profitFactor: null,
      averageLoss: null,
      largestLoss: null,
      expectancy: "7.00",
    });
  });

  it("have the figures that a trader computes by hand", () => {
    const trades = tradesOf([
      out("1", "a", "10"),
      out("2", "b", "20.50"),
      out("3", "c", "-7.25"),
      out("4", "d", "0"),
      out("5", "e", "-12.75", { symbol: "USDJPY", strategyId: range }),
    ]);
    const { total, symbols, strategies } = resultsOf(trades);
    expect(total).toEqual({
      ...{ trades: 5, deals: 5, lots: "0.5", profit: "10.5", wins: 2, losses: 2, won: "30.5", lost: "-20" },
      ...{ profitFactor: "1.52", averageWin: "15.25", averageLoss: "-10.00", expectancy: "2.10" },
      ...{ largestWin: "20.5", largestLoss: "-12.75" },
    });
    expect(symbols.map(({ symbol, profit }) => [symbol, profit])).toEqual([
      ["EURUSD", "23.25"],
      ["USDJPY", "-12.75"],
    ]);
    expect(strategies.map(({ strategyId }) => strategyId)).toEqual([trend, range]);
  });

  it("add up: the strategies' profits, and the symbols', are the total, without rounding", () => {
    const money = fc.integer({ min: -1e9, max: 1e9 }).map((cents) => new Decimal(cents).div(1_000).toFixed());
    const one = fc.record({
      profit: money,
      position: fc.nat(20).map(String),
      symbol: fc.constantFrom("EURUSD", "USDJPY", "XAUUSD"),
      strategyId: fc.constantFrom(trend, range, null),
    });
    fc.assert(
      fc.property(fc.array(one, { maxLength: 60 }), (told) => {
        const deals = told.map(({ profit, position, ...over }, at) =>
          out(String(at), position, profit, over),
        );
        const { total, strategies, symbols } = resultsOf(tradesOf(deals));
        const of = (parts: readonly { profit: string }[]): string =>
          parts.reduce((sum, { profit }) => sum.plus(profit), new Decimal(0)).toFixed();
        expect(of(deals)).toBe(total.profit);
        expect(of(strategies)).toBe(total.profit);
        expect(of(symbols)).toBe(total.profit);
        expect(new Decimal(total.won).plus(total.lost).toFixed()).toBe(total.profit);
        expect(total.wins + total.losses).toBeLessThanOrEqual(total.trades);
      }),
    );
  });
});
