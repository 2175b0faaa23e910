import { expect, test } from "vitest";
import { instantOf, isTimeZone, localTime, weekdayOf } from "./zoned-time.ts";

const newYork = "America/New_York";
const at = (text: string) => Date.parse(text);

test("the clocks of a zone are read with their weekday and daylight saving time", () => {
  expect(localTime(at("2026-01-05T04:30:00Z"), newYork)).toEqual({
    ...{ year: 2026, month: 1, day: 4, weekday: 0, minute: 23 * 60 + 30 },
  });
  expect(localTime(at("2026-07-05T04:30:00Z"), newYork)).toMatchObject({ day: 5, minute: 30 });
});

test("a time that a zone shows is found again, in summer and in winter", () => {
  expect(instantOf({ year: 2026, month: 1, day: 5 }, 17 * 60, newYork)).toBe(at("2026-01-05T22:00:00Z"));
  expect(instantOf({ year: 2026, month: 7, day: 5 }, 17 * 60, newYork)).toBe(at("2026-07-05T21:00:00Z"));
  expect(instantOf({ year: 2026, month: 7, day: 5 }, 0, "Asia/Kathmandu")).toBe(at("2026-07-04T18:15:00Z"));
});

test("a time that clocks show twice is the first of both, one that they skip is moved behind the gap", () => {
  // 2026-11-01: back from 02:00 EDT to 01:00 EST. 2026-03-08: forward from 02:00 EST to 03:00 EDT.
  expect(instantOf({ year: 2026, month: 11, day: 1 }, 90, newYork)).toBe(at("2026-11-01T05:30:00Z"));
  expect(instantOf({ year: 2026, month: 3, day: 8 }, 150, newYork)).toBe(at("2026-03-08T07:30:00Z"));
});

test("only names that the time zone database has are zones", () => {
  expect(["UTC", "Europe/Prague", newYork].every(isTimeZone)).toBe(true);
  expect(["", "Mars/Olympus", "local"].some(isTimeZone)).toBe(false);
});

test("weekdays count from Sunday", () => {
  expect(weekdayOf({ year: 2026, month: 11, day: 22 })).toBe(0);
});
