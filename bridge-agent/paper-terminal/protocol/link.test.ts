import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { backoffMs } from "./link.ts";

describe("the wait before the next attempt", () => {
  it("has a ceiling that doubles from 50 ms to 2 s, and any length under it", () => {
    expect([0, 1, 2, 3, 4, 5, 6, 1_000].map((attempt) => backoffMs(attempt, 1))).toEqual([
      ...[50, 100, 200, 400, 800, 1_600, 2_000, 2_000],
    ]);
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 1, noNaN: true }), (attempt, random) => {
        const wait = backoffMs(attempt, random);
        expect(wait).toBeGreaterThanOrEqual(0);
        expect(wait).toBeLessThanOrEqual(backoffMs(attempt, 1));
      }),
    );
  });
});
