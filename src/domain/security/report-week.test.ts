import fc from "fast-check";
import { expect, it } from "vitest";
import { nextReportMs, reportedWeek, WEEK_MS, weekOf } from "./report-week.ts";

const time = fc.integer({ min: Date.UTC(2000, 0), max: Date.UTC(2100, 0) });

it("a week begins on Monday at midnight UTC, leap days or not", () => {
  fc.assert(
    fc.property(time, (ms) => {
      const monday = new Date(weekOf(ms));
      expect([monday.getUTCDay(), monday.getUTCHours(), monday.getUTCMinutes()]).toEqual([1, 0, 0]);
      expect(ms - weekOf(ms)).toBeGreaterThanOrEqual(0);
      expect(ms - weekOf(ms)).toBeLessThan(WEEK_MS);
    }),
  );
});

it("a report is due on Monday at six, of the week that ended then", () => {
  const monday = Date.UTC(2026, 10, 16);
  const six = monday + 6 * 3_600_000;
  expect(reportedWeek(six)).toBe(monday - WEEK_MS);
  expect(reportedWeek(six - 1)).toBe(monday - 2 * WEEK_MS);
  expect(nextReportMs(six - 1)).toBe(six);
  expect(nextReportMs(six)).toBe(six + WEEK_MS);
});

it("whenever one looks, the next report is that of the week after the one that is due now", () => {
  fc.assert(
    fc.property(time, (ms) => {
      expect(nextReportMs(ms)).toBeGreaterThan(ms);
      expect(reportedWeek(nextReportMs(ms))).toBe(reportedWeek(ms) + WEEK_MS);
    }),
  );
});
