import { expect, test } from "vitest";
import type { MarketBar } from "../../../../../src/protocol/market-link.ts";
import type { Execution } from "../use-history.ts";
import { executionsWithin, executionWords, marksOf } from "./executions.ts";

const MINUTE = 60_000;

function deal(id: number, atMs: number, over: Partial<Execution> = {}): Execution {
  return {
    ...{ deal: String(id), ticket: "1", position: "1", symbol: "EURUSD", side: "buy", entry: "in" },
    ...{ lots: "0.1", price: "1.085", profit: "0", atMs, orderId: null, alertId: null },
    ...over,
  };
}
const bars = [0, 1, 2].map(
  (index): MarketBar => ({ atMs: index * MINUTE, open: "1", high: "1", low: "1", close: "1", ticks: 1 }),
);

test("an execution is marked in the bar of its time, at its price", () => {
  expect(marksOf([deal(1, MINUTE + 59_000)], bars)).toEqual([
    { id: "1", barMs: MINUTE, side: "buy", price: "1.085", text: "0.1 @ 1.085" },
  ]);
});

test("executions before the first bar have no place on the chart; the others are in their order", () => {
  const late = bars.slice(1);
  expect(
    executionsWithin([deal(3, 2 * MINUTE), deal(2, MINUTE), deal(1, 5)], late).map(({ deal }) => deal),
  ).toEqual(["2", "3"]);
  expect(marksOf([deal(1, 5)], [])).toEqual([]);
});

test("several in a bar and direction have one text, with how many they are", () => {
  const marks = marksOf([deal(1, 1), deal(2, 2), deal(3, 3, { side: "sell" })], bars);
  expect(marks.map(({ text }) => text)).toEqual(["", "2 deals", "0.1 @ 1.085"]);
});

test("so many that words would cover each other have none, and are all there", () => {
  const marks = marksOf(
    Array.from({ length: 100 }, (_, index) => deal(index, index)),
    bars,
  );
  expect(marks).toHaveLength(100);
  expect(new Set(marks.map(({ text }) => text))).toEqual(new Set([""]));
});

test("an execution in words says what it did to the position", () => {
  expect(executionWords(deal(1, 1))).toBe("Bought 0.1 at 1.085, opened");
  expect(executionWords(deal(1, 1, { side: "sell", entry: "out" }))).toBe("Sold 0.1 at 1.085, closed");
});
