import fc from "fast-check";
import { expect, test } from "vitest";
import { backoffMs } from "./backoff.ts";

const random = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true });

test("the first restart comes within 100 ms", () => {
  fc.assert(fc.property(random, (value) => backoffMs(0, value) < 100));
});

test("the longest wait doubles with every failure and stays at 5 s, however many there were", () => {
  expect([1, 2, 3].map((failures) => backoffMs(failures, 0.999_999))).toEqual([199, 399, 799]);
  fc.assert(fc.property(fc.nat(), random, (failures, value) => backoffMs(failures, value) < 5_000));
});

test("jitter is full: the shortest wait is none", () => {
  expect(backoffMs(10, 0)).toBe(0);
});
