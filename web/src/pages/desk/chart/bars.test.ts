import { describe, expect, test } from "vitest";
import { frameMs } from "../../../../../src/domain/alert/exits.ts";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";
import { barAt, barsOfTicks, withTicks, withTold } from "./bars.ts";

const MINUTE = frameMs.M1;
const T = 1_700_000_040_000;

function bar(atMs: number, open: string, high = open, low = open, close = open, ticks = 1): MarketBar {
  return { atMs, open, high, low, close, ticks };
}
function tick(atMs: number, bid: string): Tick {
  return { symbol: "EURUSD", bid, ask: "9", atMs };
}

describe("ticks continue the bars", () => {
  const bars = [bar(T - MINUTE, "1.09"), bar(T, "1.1")];

  test("within the last bar its bid makes close, high and low; nobody else's does", () => {
    const after = withTicks(bars, [tick(T + 1, "1.2"), tick(T + 2, "1.05"), tick(T + 59_999, "1.15")], "M1");
    expect(after).toEqual([bars[0], bar(T, "1.1", "1.2", "1.05", "1.15", 4)]);
    expect(after[0]).toBe(bars[0]);
  });

  test("prices are compared as decimals, not as text", () => {
    const after = withTicks([bar(T, "9.5")], [tick(T + 1, "10.25")], "M1");
    expect(after).toEqual([bar(T, "9.5", "10.25", "9.5", "10.25", 2)]);
  });

  test("a tick at the first millisecond of the next bar begins it", () => {
    const after = withTicks(bars, [tick(T + MINUTE, "1.3"), tick(T + MINUTE + 5, "1.2")], "M1");
    expect(after.slice(1)).toEqual([bars[1], bar(T + MINUTE, "1.3", "1.3", "1.2", "1.2", 2)]);
  });

  test("a tick of an older bar changes nothing: the terminal has counted it", () => {
    expect(withTicks(bars, [tick(T - 1, "5")], "M1")).toBe(bars);
    expect(withTicks(bars, [tick(T - 1, "5"), tick(T, "1.1")], "M1")).toEqual([
      bars[0],
      bar(T, "1.1", "1.1", "1.1", "1.1", 2),
    ]);
  });

  test("a time without ticks makes no bars, and the next begins at a whole frame", () => {
    const after = withTicks(bars, [tick(T + 7 * MINUTE + 30_000, "1.4")], "M1");
    expect(after.map(({ atMs }) => atMs)).toEqual([T - MINUTE, T, T + 7 * MINUTE]);
  });

  test("days begin when those of the venue's server do, not at midnight UTC", () => {
    const day = Date.UTC(2026, 10, 19, 22);
    const after = withTicks([bar(day, "1")], [tick(Date.UTC(2026, 10, 20, 3), "2")], "D1");
    expect(after).toEqual([bar(day, "1", "2", "1", "2", 2)]);
    const next = withTicks(after, [tick(Date.UTC(2026, 10, 22, 22, 0, 1), "3")], "D1");
    expect(next.at(-1)).toEqual(bar(Date.UTC(2026, 10, 22, 22), "3"));
  });

  test("without a bar to go on from there is none, and without ticks nothing changes", () => {
    expect(withTicks([], [tick(T, "1")], "M1")).toEqual([]);
    expect(withTicks(bars, [], "M1")).toBe(bars);
  });

  test("a page that stays open for days does not grow for ever", () => {
    const many = Array.from({ length: 3_000 }, (_, index) => tick(T + index * MINUTE, "1"));
    const after = withTicks(bars, many, "M1");
    expect(after).toHaveLength(1_000);
    expect(after.at(-1)?.atMs).toBe(T + 2_999 * MINUTE);
  });
});

describe("bars that are told anew", () => {
  const held = [bar(T, "1"), bar(T + MINUTE, "2"), bar(T + 2 * MINUTE, "3")];

  test("count where both have one; older and newer ones stay", () => {
    const told = [bar(T + MINUTE, "7")];
    expect(withTold(held, told, "M1")).toEqual([held[0], told[0], held[2]]);
  });

  test("close the gap after the last one", () => {
    const told = [bar(T + 2 * MINUTE, "8"), bar(T + 9 * MINUTE, "9")];
    expect(withTold(held, told, "M1")).toEqual([held[0], held[1], ...told]);
    const next = [bar(T + 3 * MINUTE, "8")];
    expect(withTold(held, next, "M1")).toEqual([...held, ...next]);
  });

  test("take the place of bars that they do not reach: no hole is left that nobody sees", () => {
    const told = [bar(T + 50 * MINUTE, "8")];
    expect(withTold(held, told, "M1")).toEqual(told);
  });

  test("are nothing when there are none", () => {
    expect(withTold(held, [], "M1")).toBe(held);
    expect(withTold([], held, "M1")).toBe(held);
  });
});

test("without the terminal ticks make bars of their own, which begin at whole frames", () => {
  const ticks = [tick(T + 20_000, "2"), tick(T + 30_000, "3"), tick(T + 3 * MINUTE, "1")];
  expect(barsOfTicks(ticks, "M1")).toEqual([bar(T, "2", "3", "2", "3", 2), bar(T + 3 * MINUTE, "1")]);
  expect(barsOfTicks([], "M1")).toEqual([]);
});

test("a moment belongs to the bar in whose time it lies", () => {
  const bars = [bar(T, "1"), bar(T + MINUTE, "2"), bar(T + 5 * MINUTE, "3")];
  expect(barAt(bars, T - 1)).toBeUndefined();
  expect(barAt(bars, T)).toBe(bars[0]);
  expect(barAt(bars, T + 3 * MINUTE)).toBe(bars[1]);
  expect(barAt(bars, T + 90 * MINUTE)).toBe(bars[2]);
  expect(barAt([], T)).toBeUndefined();
});
