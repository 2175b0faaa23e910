import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { type ErrorFinding, type ErrorState, errorBurst, freshErrors } from "./error-burst.ts";
import { MINUTE_MS, randomFrom, START_MS } from "./security-test-support.ts";

function play(events: readonly { atMs: number; bad: boolean }[]): ErrorFinding[] {
  let state: ErrorState = freshErrors;
  return events.flatMap((event) => {
    const step = errorBurst(state, event);
    state = step.state;
    return step.finding ?? [];
  });
}

describe("a burst of errors", () => {
  it("is ten within ten minutes when nothing else comes, and not nine", () => {
    const bad = Array.from({ length: 10 }, (_, at) => ({ atMs: START_MS + at * 50_000, bad: true }));
    expect(play(bad.slice(1))).toEqual([]);
    expect(play(bad)).toEqual([{ errors: 10, all: 10 }]);
  });

  it("is found with the tenth error in a row after steady success, at the latest when it is half of all", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 60 }), (good) => {
        const events = [
          ...Array.from({ length: good }, (_, at) => ({ atMs: START_MS + at, bad: false })),
          ...Array.from({ length: 70 }, (_, at) => ({ atMs: START_MS + MINUTE_MS + at, bad: true })),
        ];
        expect(play(events)[0]?.errors).toBe(Math.max(10, good));
      }),
    );
  });

  it("is not what comes with a fifth of errors, at any rate, by 20 seeds", () => {
    for (let seed = 1; seed <= 20; seed++) {
      const random = randomFrom(seed);
      let atMs = START_MS;
      const events = Array.from({ length: 5_000 }, () => {
        atMs += random() * 20_000;
        return { atMs, bad: random() < 0.2 };
      });
      expect(play(events), `seed ${seed}`).toEqual([]);
    }
  });
});
