import { describe, expect, it } from "vitest";
import { specNamed } from "../testing.ts";
import { bySymbol, duringSessions, quoteAt, ticksBetween } from "./price-source.ts";
import { recordedTicks, repeatedTicks } from "./recorded-ticks.ts";
import { seededWalk } from "./seeded-walk.ts";
import { parseTickExport, TICK_EXPORT_HEADER } from "./tick-export.ts";

const usdchf = specNamed("USDCHF");
const HOUR_MS = 3_600_000;

function parsed(...lines: string[]) {
  return parseTickExport([TICK_EXPORT_HEADER, ...lines].join("\r\n"), 5, 2 * HOUR_MS);
}

function seriesOf(...lines: string[]) {
  const found = parsed(...lines);
  if (!found.ok) throw new Error(found.error.message);
  return found.value;
}

describe("ticks in MetaTrader's export format", () => {
  it("are read in server time, and an empty price is that of the line before", () => {
    const series = seriesOf(
      "2026.11.20\t23:54:58.120\t0.88501\t0.88514\t\t\t6",
      "2026.11.20\t23:54:58.730\t0.88503\t\t\t\t2",
      "2026.11.20\t23:54:59.999\t\t0.88520\t\t\t4",
    );
    expect(series).toEqual({
      timesMs: [
        Date.parse("2026-11-20T21:54:58.120Z"),
        Date.parse("2026-11-20T21:54:58.730Z"),
        Date.parse("2026-11-20T21:54:59.999Z"),
      ],
      bidPoints: [88_501, 88_503, 88_503],
      askPoints: [88_514, 88_514, 88_520],
    });
  });

  it("begin when both prices are known, and need no milliseconds, no flags and no more digits", () => {
    const series = seriesOf(
      "2026.11.20\t10:00:00\t0.885",
      "2026.11.20\t10:00:01\t\t0.8852000",
      "2026.11.20\t10:00:02\t\t\t0.8851\t100\t24",
    );
    expect(series.bidPoints).toEqual([88_500, 88_500]);
    expect(series.askPoints).toEqual([88_520, 88_520]);
  });

  it.each([
    ["a time that is none", ["2026.13.20\t10:00:00\t0.88\t0.89"], 2, "no time"],
    ["a line of something else", ["hello"], 2, "no time"],
    ["a price that is none", ["2026.11.20\t10:00:00\t0,88\t0.89"], 2, "the bid is no price"],
    ["more digits than the symbol has", ["2026.11.20\t10:00:00\t0.88\t0.890001"], 2, "the ask is no price"],
    ["an ask below the bid", ["2026.11.20\t10:00:00\t0.88\t0.87"], 2, "not below the bid"],
    ["a price of zero", ["2026.11.20\t10:00:00\t0\t0.87"], 2, "above zero"],
    [
      "a step back in time",
      ["2026.11.20\t10:00:01\t0.88\t0.89", "", "2026.11.20\t10:00:00\t0.88\t0.89"],
      4,
      "earlier than the line before",
    ],
    ["no ticks", [], 1, "no ticks"],
  ])("are refused with the line that is wrong: %s", (_what, lines, line, message) => {
    const found = parsed(...lines);
    expect(found.ok ? undefined : found.error.line).toBe(line);
    expect(found.ok ? "" : found.error.message).toContain(message);
  });

  it("are refused without their header", () => {
    const found = parseTickExport("2026.11.20\t10:00:00\t0.88\t0.89", 5, 0);
    expect(found.ok ? undefined : found.error).toMatchObject({ line: 1 });
  });
});

describe("recorded ticks", () => {
  const first = Date.parse("2026-11-17T10:00:00Z");
  const series = {
    timesMs: [first, first + 1000, first + 1000, first + 5000],
    bidPoints: [88_500, 88_510, 88_520, 88_530],
    askPoints: [88_515, 88_525, 88_535, 88_545],
  };

  it("hold each price until the next, have none before the first, and keep the last", () => {
    const source = recordedTicks(series);
    expect(source.at(usdchf, first - 1)).toBeUndefined();
    expect(source.at(usdchf, first + 999)?.bidPoints).toBe(88_500);
    // Of two ticks in one millisecond the later one is on.
    expect(source.at(usdchf, first + 1000)?.bidPoints).toBe(88_520);
    expect(quoteAt(source, usdchf, first + 9_999_999)).toEqual({
      bid: "0.88530",
      ask: "0.88545",
      atMs: first + 5000,
    });
  });

  it("are told from the first moment, inclusive, to the last, exclusive, and no more than wanted", () => {
    const source = recordedTicks(series);
    const bids = (from: number, to: number, limit: number) =>
      ticksBetween(source, usdchf, first + from, first + to, limit).map(({ bid }) => bid);
    expect(bids(1000, 5000, 10)).toEqual(["0.88510", "0.88520"]);
    expect(bids(0, 5001, 10)).toHaveLength(4);
    expect(bids(0, 5001, 2)).toEqual(["0.88500", "0.88510"]);
    expect(bids(0, 5001, 0)).toEqual([]);
    expect(source.span(usdchf, first, first + 5000)).toEqual({
      open: 88_500,
      high: 88_520,
      low: 88_500,
      close: 88_520,
      ticks: 3,
    });
    expect(source.span(usdchf, first + 5001, first + 9000)).toBeUndefined();
  });

  it("can be played later than they were", () => {
    expect(recordedTicks(series, HOUR_MS).at(usdchf, first + HOUR_MS)?.bidPoints).toBe(88_500);
    expect(recordedTicks(series, HOUR_MS).at(usdchf, first + HOUR_MS - 1)).toBeUndefined();
  });

  it("can be repeated by whole weeks for ever, so that weekends stay weekends", () => {
    const weekMs = 7 * 24 * HOUR_MS;
    const source = repeatedTicks(series);
    for (const weeks of [-3, 0, 1, 1000]) {
      const beginsMs = first + weeks * weekMs;
      expect(source.at(usdchf, beginsMs + 1000)).toEqual({
        atMs: beginsMs + 1000,
        bidPoints: 88_520,
        askPoints: 88_535,
      });
      // Until it begins again, the last price stands.
      expect(source.at(usdchf, beginsMs + weekMs - 1)?.bidPoints).toBe(88_530);
    }
    const times = ticksBetween(source, usdchf, first + 1000, first + 2 * weekMs + 1, 100);
    expect(times.map(({ atMs }) => atMs - first)).toEqual([
      1000,
      1000,
      5000,
      weekMs,
      weekMs + 1000,
      weekMs + 1000,
      weekMs + 5000,
      2 * weekMs,
    ]);
    expect(ticksBetween(source, usdchf, first, first + 9 * weekMs, 3)).toHaveLength(3);
    expect(source.span(usdchf, first + 1000, first + 2 * weekMs + 1)).toEqual({
      open: 88_510,
      high: 88_530,
      low: 88_500,
      close: 88_500,
      ticks: 8,
    });
  });

  it("price the symbol that they are of, and the walk prices the others", () => {
    const source = bySymbol(new Map([["USDCHF", recordedTicks(series)]]), seededWalk(1));
    const eurusd = specNamed("EURUSD");
    expect(source.at(usdchf, first)?.bidPoints).toBe(88_500);
    expect(source.at(eurusd, first)).toEqual(seededWalk(1).at(eurusd, first));
    expect(source.span(usdchf, first, first + 1)?.ticks).toBe(1);
    expect(ticksBetween(source, eurusd, first, first + 1000, 9)).toHaveLength(4);
  });
});

describe("prices while the market is closed", () => {
  const eurusd = specNamed("EURUSD");
  const walk = seededWalk(1);
  const source = duringSessions(walk, 2 * HOUR_MS);
  const closeMs = Date.parse("2026-11-20T21:55:00Z");
  const openMs = Date.parse("2026-11-22T22:05:00Z");

  it("stand still at the last one of the session", () => {
    const last = walk.at(eurusd, closeMs - 1);
    expect(source.at(eurusd, closeMs - 1)).toEqual(last);
    expect(source.at(eurusd, openMs - 1)).toEqual(last);
    expect(source.at(eurusd, openMs)).toEqual(walk.at(eurusd, openMs));
  });

  it("are told as no ticks", () => {
    const ticks = ticksBetween(source, eurusd, closeMs - 500, openMs + 500, 100);
    expect(ticks.map(({ atMs }) => atMs)).toEqual([closeMs - 500, closeMs - 250, openMs, openMs + 250]);
    expect(source.span(eurusd, closeMs - 500, openMs + 500)?.ticks).toBe(4);
    expect(ticksBetween(source, eurusd, closeMs - 500, openMs + 500, 1)).toHaveLength(1);
    expect(source.span(eurusd, closeMs, openMs)).toBeUndefined();
  });

  it("are none for a symbol that has no sessions", () => {
    const never = { ...eurusd, sessions: [[], [], [], [], [], [], []] as const };
    expect(source.at(never, closeMs)).toBeUndefined();
  });
});
