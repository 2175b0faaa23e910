import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { firstLookMs, nextLookMs } from "./schedule.ts";

const DAY_MS = 86_400_000;
const NOW_MS = 1_795_000_000_000;
const year = 366 * DAY_MS;

describe("when to look for what is over", () => {
  it("an object with nothing in it wakes when something that came now could be over, not before", () => {
    expect(firstLookMs([{ dueMs: null, keptMs: year }], NOW_MS)).toBe(NOW_MS + year);
  });

  it("otherwise when the first row of any sort is over", () => {
    const stocks = [
      { dueMs: NOW_MS + 7 * DAY_MS, keptMs: year },
      { dueMs: NOW_MS + 3 * DAY_MS, keptMs: year },
    ];
    expect(firstLookMs(stocks, NOW_MS)).toBe(NOW_MS + 3 * DAY_MS);
  });

  it("after a look: soon while there is more, else not twice a day, however many rows become over one by one", () => {
    const soon = [{ dueMs: NOW_MS + 60_000, keptMs: year }];
    expect(nextLookMs(soon, NOW_MS, true)).toBeLessThan(NOW_MS + 10_000);
    expect(nextLookMs(soon, NOW_MS, false)).toBe(NOW_MS + DAY_MS);
    expect(nextLookMs([{ dueMs: NOW_MS - year, keptMs: year }], NOW_MS, false)).toBe(NOW_MS + DAY_MS);
  });

  it("is always ahead after a look, and never later than a day after a row is over", () => {
    const stock = fc.record({
      dueMs: fc.option(fc.integer({ min: NOW_MS - year, max: NOW_MS + year })),
      keptMs: fc.integer({ min: 30 * DAY_MS, max: year }),
    });
    fc.assert(
      fc.property(fc.array(stock, { minLength: 1, maxLength: 4 }), fc.boolean(), (stocks, more) => {
        const next = nextLookMs(stocks, NOW_MS, more);
        expect(next).toBeGreaterThan(NOW_MS);
        for (const { dueMs } of stocks) {
          if (dueMs !== null) expect(next).toBeLessThanOrEqual(Math.max(dueMs, NOW_MS) + DAY_MS);
        }
      }),
    );
  });
});
