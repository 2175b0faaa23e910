import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Reading } from "./reading.ts";
import { readTime } from "./time.ts";

function read(text: string): number | string | undefined {
  const reading: Reading = { text, fault: undefined };
  return readTime(reading, text, 0) ?? reading.fault?.code;
}

describe("readTime", () => {
  it.each([
    ["2026-03-01T14:30:00Z", Date.UTC(2026, 2, 1, 14, 30)],
    ["2026-03-01T14:30:00.250Z", Date.UTC(2026, 2, 1, 14, 30, 0, 250)],
    ["2026-03-01T14:30:00+02:00", Date.UTC(2026, 2, 1, 12, 30)],
    ["2024-02-29T23:59:59-05:30", Date.UTC(2024, 2, 1, 5, 29, 59)],
    ["1772375400", 1772375400_000],
    ["1772375400123", 1772375400_123],
  ])("reads %s", (text, ms) => {
    expect(read(text)).toBe(ms);
  });

  it.each([
    "",
    "now",
    "2026-03-01",
    "2026-03-01 14:30:00Z",
    "2026-03-01T14:30:00",
    "2026-02-30T14:30:00Z",
    "2026-13-01T14:30:00Z",
    "2026-03-01T24:30:00Z",
    "2026-03-01T14:60:00Z",
    "2026-03-01T14:30:00+15:00",
    "177237540",
    "17723754001",
    "1772375400.5",
    "-1772375400",
  ])("refuses %j, which is no time or could be anywhere", (text) => {
    expect(read(text)).toBe("invalid_time");
  });

  it("reads back every time that a program writes", () => {
    const date = fc.date({ min: new Date("1970-01-01"), max: new Date("9999-12-31"), noInvalidDate: true });
    fc.assert(
      fc.property(date, (value) => {
        expect(read(value.toISOString())).toBe(value.getTime());
      }),
    );
  });
});
