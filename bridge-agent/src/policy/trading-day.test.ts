import fc from "fast-check";
import { expect, test } from "vitest";
import { tradingDay } from "./trading-day.ts";

const at = (text: string) => Date.parse(text);
const fivePm = { minute: 17 * 60, zone: "America/New_York" };

test("a day that begins in the afternoon has the date on which it began", () => {
  expect(tradingDay(at("2026-07-06T20:59:59Z"), fivePm).date).toBe("2026-07-05");
  expect(tradingDay(at("2026-07-06T21:00:00Z"), fivePm)).toEqual({
    date: "2026-07-06",
    startMs: at("2026-07-06T21:00:00Z"),
    endMs: at("2026-07-07T21:00:00Z"),
  });
});

test("the days on which clocks change have 23 and 25 hours", () => {
  const hours = (text: string) => {
    const { startMs, endMs } = tradingDay(at(text), { minute: 0, zone: "Europe/Prague" });
    return (endMs - startMs) / 3_600_000;
  };
  expect(hours("2026-03-29T12:00:00Z")).toBe(23);
  expect(hours("2026-10-25T12:00:00Z")).toBe(25);
  expect(hours("2026-10-26T12:00:00Z")).toBe(24);
});

test("every moment lies in its day, and days follow each other without a gap", () => {
  const zones = ["UTC", "Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata"];
  fc.assert(
    fc.property(
      fc.integer({ min: at("2024-01-01T00:00:00Z"), max: at("2030-01-01T00:00:00Z") }),
      fc.integer({ min: 0, max: 1439 }),
      fc.constantFrom(...zones),
      (ms, minute, zone) => {
        const day = tradingDay(ms, { minute, zone });
        expect(day.startMs).toBeLessThanOrEqual(ms);
        expect(day.endMs).toBeGreaterThan(ms);
        expect(tradingDay(day.endMs, { minute, zone }).startMs).toBe(day.endMs);
        expect(tradingDay(day.startMs - 1, { minute, zone }).endMs).toBe(day.startMs);
      },
    ),
  );
});
