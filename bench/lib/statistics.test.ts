import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { median, percentile, range } from "./statistics.ts";

const values = fc.array(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 50 });

describe("median", () => {
  it("is the middle of an odd number of values, in whatever order they come", () => {
    expect(median([9, 1, 5])).toBe(5);
  });

  it("is the mean of the two in the middle of an even number", () => {
    expect(median([4, 1, 2, 100])).toBe(3);
  });

  it("has as many values below it as above it", () => {
    fc.assert(
      fc.property(values, (list) => {
        const middle = median(list);
        const below = list.filter((value) => value < middle).length;
        const above = list.filter((value) => value > middle).length;
        expect(below).toBeLessThanOrEqual(list.length / 2);
        expect(above).toBeLessThanOrEqual(list.length / 2);
      }),
    );
  });

  it("sorts numbers as numbers, not as text", () => {
    expect(median([10, 9, 100])).toBe(10);
  });

  it("throws when a round measured nothing, instead of printing NaN", () => {
    expect(() => median([])).toThrow("no values");
    expect(() => median([1, Number.NaN])).toThrow("not a measurement");
  });

  it("leaves the values of its caller in their order", () => {
    const list = [3, 1, 2];
    median(list);
    expect(list).toEqual([3, 1, 2]);
  });
});

describe("percentile", () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  it("takes the nearest rank, so it is always a value that was measured", () => {
    expect(percentile(hundred, 99)).toBe(99);
    expect(percentile(hundred, 50)).toBe(50);
    expect(percentile([7], 99)).toBe(7);
  });

  it("gives the greatest value at 100 and the least at 0", () => {
    expect(percentile(hundred, 100)).toBe(100);
    expect(percentile(hundred, 0)).toBe(1);
  });

  it("is not exceeded by at least that share of the values", () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 100 }), (list, percent) => {
        const found = percentile(list, percent);
        const within = list.filter((value) => value <= found).length;
        expect(within / list.length).toBeGreaterThanOrEqual(percent / 100);
      }),
    );
  });

  it("throws when there are no values", () => {
    expect(() => percentile([], 99)).toThrow("no values");
  });
});

describe("range", () => {
  it("gives the least and the greatest value", () => {
    expect(range([10, 9, 100])).toEqual({ least: 9, greatest: 100 });
  });

  it("throws when there are no values", () => {
    expect(() => range([])).toThrow("no values");
  });
});
