import { expect, it } from "vitest";
import { AtrCache, averageTrueRange, type Bar } from "./atr.ts";

function bar(high: number, low: number, close: number, index = 0): Bar {
  return { atMs: index, high: String(high), low: String(low), close: String(close) };
}

const bars = [bar(10, 8, 9), bar(12, 9, 11), bar(11, 10, 10), bar(16, 12, 15), bar(15, 13, 14)];

it("is the mean of the first ranges and then Wilder's moving average; a gap counts as range", () => {
  // True ranges after the first bar: 3, 1, 6 (from the close of 10), 2.
  expect(averageTrueRange(bars, 2, 0)?.toNumber()).toBe(3);
  expect(averageTrueRange(bars, 4, 0)?.toNumber()).toBe(3);
  expect(averageTrueRange(bars, 3, 0)?.toDecimalPlaces(6).toNumber()).toBe(2.888889);
});

it("takes bars back by its shift", () => {
  expect(averageTrueRange(bars, 2, 1)?.toNumber()).toBe(4);
  expect(averageTrueRange(bars, 2, 2)?.toNumber()).toBe(2);
});

it("is not known with too few bars, or when nothing moves", () => {
  expect(averageTrueRange(bars, 5, 0)).toBeUndefined();
  expect(averageTrueRange(bars, 2, 3)).toBeUndefined();
  expect(averageTrueRange([bar(1, 1, 1), bar(1, 1, 1)], 1, 0)).toBeUndefined();
});

it("is worked out once for the same bars, and anew for others", () => {
  const cache = new AtrCache();
  const first = cache.of(bars, 2, 0);
  expect(cache.of(bars, 2, 0)).toBe(first);
  expect(cache.of(bars, 2, 1)?.toNumber()).toBe(4);
  expect(cache.of([...bars, bar(20, 10, 15)], 2, 0)?.toNumber()).toBe(6.5);
});
