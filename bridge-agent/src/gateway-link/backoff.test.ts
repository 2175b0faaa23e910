import fc from "fast-check";
import { expect, test } from "vitest";
import { BACKOFF_FIRST_MS, BACKOFF_LAST_MS, backoffMs } from "./backoff.ts";

test("a pause is anything from 0 up to a bound that doubles to 10 s", () => {
  expect(backoffMs(0, () => 0.999_999)).toBe(BACKOFF_FIRST_MS - 1);
  expect(backoffMs(3, () => 0.5)).toBe(400);
  expect(backoffMs(7, () => 0.999_999)).toBe(BACKOFF_LAST_MS - 1);
  expect(backoffMs(5, () => 0)).toBe(0);
});

test("no attempt waits longer than the bound, however many there were", () => {
  const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });
  fc.assert(
    fc.property(fc.nat(1_000_000), random, (attempt, value) => {
      const pause = backoffMs(attempt, () => value);
      expect(pause).toBeGreaterThanOrEqual(0);
      expect(pause).toBeLessThan(BACKOFF_LAST_MS);
    }),
  );
});
