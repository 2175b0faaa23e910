import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { arrivals, MINUTE_MS, randomFrom, START_MS } from "./security-test-support.ts";
import { freshVolume, suddenVolume, unusualFrom, type VolumeState, volumeAfter } from "./sudden-volume.ts";
import { VOLUME_FLOOR } from "./thresholds.ts";

/** Plays minutes with so many events each, and says in which of them something was found. */
function play(
  state: VolumeState,
  startMs: number,
  counts: readonly number[],
): { state: VolumeState; at: number[] } {
  let current = state;
  const at: number[] = [];
  counts.forEach((count, minute) => {
    for (let one = 0; one < count; one++) {
      const step = suddenVolume(current, { atMs: startMs + minute * MINUTE_MS + one, count: 1 });
      current = step.state;
      if (step.finding !== null && at.at(-1) !== minute) at.push(minute);
    }
  });
  return { state: current, at };
}

const steady = (seed: number, mean: number, minutes: number) => {
  const random = randomFrom(seed);
  return Array.from({ length: minutes }, () => arrivals(random, mean));
};

/** Ten weeks of minutes among them would take long; each mean gets a day and a half. */
const MINUTES = 2_000;

describe("steady traffic", () => {
  it.each([0.01, 0.2, 1, 5, 20, 60])("of %d a minute gives no alarm, by 20 seeds", (mean) => {
    for (let seed = 1; seed <= 20; seed++) {
      expect(play(freshVolume(START_MS), START_MS, steady(seed, mean, MINUTES)).at, `seed ${seed}`).toEqual(
        [],
      );
    }
  });

  it("that comes in a burst at every full hour, up to the floor, gives none", () => {
    const hourly = Array.from({ length: MINUTES }, (_, minute) => (minute % 60 === 0 ? VOLUME_FLOOR - 1 : 0));
    expect(play(freshVolume(START_MS), START_MS, hourly).at).toEqual([]);
  });

  it("that grows slowly, to twelve times within a day, gives none", () => {
    const growing = Array.from({ length: 1_440 }, (_, minute) => Math.round(5 + (minute / 1_440) * 55));
    expect(play(freshVolume(START_MS), START_MS, growing).at).toEqual([]);
  });
});

describe("a cold start", () => {
  it("gives no alarm within its first hour, whatever comes", () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 500 }), { maxLength: 59 }), (counts) => {
        expect(play(freshVolume(START_MS), START_MS, counts).at).toEqual([]);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a flood", () => {
  it("of twelve times the usual is found within its first minute, at any usual rate and with any seed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 1e6 }), fc.constantFrom(1, 5, 20), (seed, mean) => {
        const before = play(freshVolume(START_MS), START_MS, steady(seed, mean, 400)).state;
        const startMs = START_MS + 400 * MINUTE_MS;
        expect(play(before, startMs, [Math.max(VOLUME_FLOOR, mean * 12)]).at).toEqual([0]);
      }),
      { numRuns: 40 },
    );
  });

  it("does not make itself usual: after an hour of it, it is still found", () => {
    const before = play(freshVolume(START_MS), START_MS, steady(7, 5, 400)).state;
    const flood = Array.from({ length: 60 }, () => 500);
    const { at } = play(before, START_MS + 400 * MINUTE_MS, flood);
    expect(at[0]).toBe(0);
    expect(at.at(-1)).toBe(59);
  });

  it("that never ends becomes usual within days", () => {
    const before = play(freshVolume(START_MS), START_MS, steady(7, 5, 400)).state;
    const lasting = Array.from({ length: 4_000 }, () => 60);
    const { at } = play(before, START_MS + 400 * MINUTE_MS, lasting);
    expect(at[0]).toBe(0);
    expect(at.at(-1)).toBeLessThan(2_880);
  });

  it("is told with what is usual", () => {
    const before = play(freshVolume(START_MS), START_MS, steady(3, 4, 400)).state;
    const { finding } = suddenVolume(before, { atMs: START_MS + 400 * MINUTE_MS, count: 300 });
    expect(finding?.count).toBe(300);
    expect(Math.abs((finding?.usual ?? 0) - 4)).toBeLessThan(2);
  });
});

describe("what is usual", () => {
  it("is the same from the stored history as from the events themselves", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 60 }), { minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(counts, (each) => {
        const first = each.findIndex((count) => count > 0);
        fc.pre(first >= 0);
        const sinceMs = START_MS + first * MINUTE_MS;
        const endMs = START_MS + each.length * MINUTE_MS;
        const before = play(freshVolume(sinceMs), START_MS, each).state;
        const played = suddenVolume(before, { atMs: endMs, count: 0 }).state;
        const minutes = each
          .map((count, minute) => [START_MS / MINUTE_MS + minute, count] as const)
          .filter(([, count]) => count > 0);
        expect(volumeAfter({ sinceMs, events: 1, minutes }, endMs)).toEqual(played);
      }),
    );
  });

  it("of a strategy that was quiet for days is nothing, and a flood of it is found", () => {
    const known = { sinceMs: START_MS, events: 10, minutes: [] };
    const state = volumeAfter(known, START_MS + 1_000 * MINUTE_MS);
    expect(unusualFrom(state)).toBe(VOLUME_FLOOR);
    expect(unusualFrom(volumeAfter({ ...known, events: 3 }, START_MS + 1_000 * MINUTE_MS))).toBe(
      Number.POSITIVE_INFINITY,
    );
    expect(unusualFrom(volumeAfter(null, START_MS))).toBe(Number.POSITIVE_INFINITY);
  });

  it("fades when nothing comes, and a gap of years is no longer to count than one of two days", () => {
    const before = play(freshVolume(START_MS), START_MS, steady(5, 60, 300)).state;
    const later = suddenVolume(before, { atMs: START_MS + 1e12, count: 1 });
    expect(unusualFrom(later.state)).toBe(VOLUME_FLOOR);
  });

  it("does not change when the clock goes back", () => {
    const before = play(freshVolume(START_MS), START_MS, steady(5, 6, 300)).state;
    const back = suddenVolume(before, { atMs: START_MS, count: 1 });
    expect(back.state).toEqual({ ...before, count: before.count + 1 });
  });
});
