import { describe, expect, it } from "vitest";
import { barFrames } from "../../../../../src/domain/alert/exits.ts";
import { specNamed } from "../testing.ts";
import { barsAt, frameMs } from "./bars.ts";
import { duringSessions } from "./price-source.ts";
import { recordedTicks } from "./recorded-ticks.ts";
import { seededWalk } from "./seeded-walk.ts";

const HOUR_MS = 3_600_000;
const OFFSET_MS = 2 * HOUR_MS;
const eurusd = specNamed("EURUSD");
const NOW_MS = Date.parse("2026-11-18T10:20:30Z");

describe("bars", () => {
  it("have the first, highest, lowest and last bid of their ticks", () => {
    const atMs = Date.parse("2026-11-18T10:20:00Z");
    const source = recordedTicks({
      timesMs: [atMs - 1, atMs, atMs + 10_000, atMs + 20_000, NOW_MS],
      bidPoints: [100_000, 108_500, 108_700, 108_400, 108_450],
      askPoints: [100_010, 108_510, 108_710, 108_410, 108_460],
    });
    expect(barsAt(source, eurusd, "M1", 2, NOW_MS, OFFSET_MS)).toEqual([
      { atMs: atMs - 60_000, open: "1.00000", high: "1.00000", low: "1.00000", close: "1.00000", ticks: 1 },
      { atMs, open: "1.08500", high: "1.08700", low: "1.08400", close: "1.08450", ticks: 4 },
    ]);
  });

  it.each(barFrames)(
    "of %s begin at whole frames of server time, and the last is the present one",
    (frame) => {
      const bars = barsAt(seededWalk(1), eurusd, frame, 5, NOW_MS, OFFSET_MS);
      expect(bars).toHaveLength(5);
      for (const [i, bar] of bars.entries()) {
        expect((bar.atMs + OFFSET_MS) % frameMs[frame]).toBe(0);
        expect(bar.atMs - (bars[i - 1]?.atMs ?? bar.atMs - frameMs[frame])).toBe(frameMs[frame]);
      }
      expect(NOW_MS - (bars.at(-1)?.atMs ?? 0)).toBeLessThan(frameMs[frame]);
    },
  );

  it("of an hour are made of those of its minutes", () => {
    const nowMs = Date.parse("2026-11-18T10:59:59.999Z");
    const minutes = barsAt(seededWalk(3), eurusd, "M1", 60, nowMs, OFFSET_MS);
    const hour = barsAt(seededWalk(3), eurusd, "H1", 1, nowMs, OFFSET_MS)[0];
    expect(hour).toEqual({
      atMs: minutes[0]?.atMs,
      open: minutes[0]?.open,
      high: minutes
        .map(({ high }) => high)
        .sort()
        .at(-1),
      low: minutes.map(({ low }) => low).sort()[0],
      close: minutes.at(-1)?.close,
      ticks: 14_400,
    });
  });

  it("are left out while the market is closed, and go on before the weekend", () => {
    const source = duringSessions(seededWalk(1), OFFSET_MS);
    const monday = Date.parse("2026-11-22T22:10:00Z");
    const times = barsAt(source, eurusd, "M5", 3, monday, OFFSET_MS).map(({ atMs }) => atMs);
    expect(times).toEqual([
      Date.parse("2026-11-20T21:50:00Z"),
      Date.parse("2026-11-22T22:05:00Z"),
      Date.parse("2026-11-22T22:10:00Z"),
    ]);
  });

  it("are as many as there are when the history is shorter", () => {
    const source = recordedTicks({ timesMs: [NOW_MS], bidPoints: [108_500], askPoints: [108_510] });
    expect(barsAt(source, eurusd, "D1", 100, NOW_MS, OFFSET_MS)).toHaveLength(1);
  });
});
