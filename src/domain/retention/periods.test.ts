import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  checkPeriods,
  defaultLimits,
  defaultPeriods,
  keptMs,
  periodsSchema,
  readLimits,
  retentionClasses,
} from "./periods.ts";

const YEARS = { trading: 7, audit: 5, sessions: 1, errors: 2 } as const;

describe("ASVS 14.2.7: how long what is kept", () => {
  it("is 7, 5, 1 and 2 years by default, whichever years these are", () => {
    for (const name of retentionClasses) {
      const shortest = Math.min(
        ...Array.from({ length: 400 }, (_, at) => {
          const from = Date.UTC(2000 + at, 1, 1);
          return Date.UTC(2000 + at + YEARS[name], 1, 1) - from;
        }),
      );
      expect(keptMs(defaultPeriods, name)).toBeGreaterThanOrEqual(shortest);
      const longest = Date.UTC(2000 + YEARS[name] + 1, 1, 1) - Date.UTC(2000, 1, 1);
      expect(keptMs(defaultPeriods, name)).toBeLessThan(longest);
    }
  });

  it("is never set below the floor or above the ceiling, and is taken within them", () => {
    fc.assert(
      fc.property(fc.constantFrom(...retentionClasses), fc.integer({ min: 1, max: 36_525 }), (name, days) => {
        const { min, max } = defaultLimits[name];
        const checked = checkPeriods({ ...defaultPeriods, [name]: days }, defaultLimits);
        expect(checked.ok).toBe(days >= min && days <= max);
        if (!checked.ok) {
          expect(checked.error.code).toBe(days < min ? "retention_too_short" : "retention_too_long");
          expect(checked.error.message).toContain(name);
        }
      }),
    );
  });

  it("is whole days of all four classes, and nothing else", () => {
    for (const wrong of [
      {},
      { ...defaultPeriods, trading: 0 },
      { ...defaultPeriods, trading: 400.5 },
      { ...defaultPeriods, trading: "2557" },
      { ...defaultPeriods, trading: Number.POSITIVE_INFINITY },
      { ...defaultPeriods, trading: 36_526 },
      { ...defaultPeriods, alerts: 1 },
    ]) {
      expect(periodsSchema.safeParse(wrong).success, JSON.stringify(wrong)).toBe(false);
    }
  });
});

describe("the operator's limits", () => {
  it("replace those of a class and leave the others", () => {
    expect(readLimits(undefined)).toEqual(defaultLimits);
    expect(readLimits("")).toEqual(defaultLimits);
    const limits = readLimits('{"trading": {"min": 1827, "max": 3653}}');
    expect(limits).toEqual({ ...defaultLimits, trading: { min: 1_827, max: 3_653 } });
    expect(checkPeriods({ ...defaultPeriods, trading: 366 }, limits).ok).toBe(false);
  });

  it("are an error of the deployment when they make no sense, or when a live session could be deleted", () => {
    for (const wrong of [
      "{",
      "[]",
      '{"trading": {"min": 10}}',
      '{"trading": {"min": 10, "max": 9}}',
      '{"other": {"min": 1, "max": 9}}',
      '{"sessions": {"min": 1, "max": 366}}',
      '{"errors": {"min": 1, "max": 366}}',
    ]) {
      expect(() => readLimits(wrong), wrong).toThrow();
    }
  });
});
