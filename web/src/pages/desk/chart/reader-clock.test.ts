import { afterEach, describe, expect, test } from "vitest";
import { clockWords, wallClockMs } from "./reader-clock.ts";

const zone = process.env["TZ"];
afterEach(() => {
  if (zone === undefined) delete process.env["TZ"];
  else process.env["TZ"] = zone;
});
const words = clockWords("en-GB");

describe("times are those of the reader's wall clock", () => {
  test.each([
    ["Europe/Berlin", "Wed, 1 Jul 2026, 00:30"],
    ["America/New_York", "Tue, 30 Jun 2026, 18:30"],
    ["Asia/Kolkata", "Wed, 1 Jul 2026, 04:00"],
  ])("in %s", (name, expected) => {
    process.env["TZ"] = name;
    const wallMs = wallClockMs(Date.UTC(2026, 5, 30, 22, 30), "M30");
    expect(`${words.date(wallMs)}, ${words.time(wallMs)}`).toBe(expected);
  });

  test("within a minute the seconds are said", () => {
    process.env["TZ"] = "Asia/Kolkata";
    expect(words.second(wallClockMs(Date.UTC(2026, 5, 30, 22, 30, 5), "H1"))).toBe("04:00:05");
  });

  test("an hour that a clock has twice is another moment each time", () => {
    process.env["TZ"] = "Europe/Berlin";
    const first = Date.UTC(2026, 9, 25, 0, 30);
    expect(words.time(wallClockMs(first, "M30"))).toBe("02:30");
    expect(words.time(wallClockMs(first + 3_600_000, "M30"))).toBe("02:30");
  });

  test("a day is the venue's, wherever the reader is: it does not become the evening before", () => {
    for (const name of ["America/Los_Angeles", "Pacific/Auckland", "UTC"]) {
      process.env["TZ"] = name;
      // Midnight of the 20th on a server two hours ahead of UTC, and of one five hours behind.
      expect(words.date(wallClockMs(Date.UTC(2026, 10, 19, 22), "D1"))).toBe("Fri, 20 Nov 2026");
      expect(words.date(wallClockMs(Date.UTC(2026, 10, 20, 5), "D1"))).toBe("Fri, 20 Nov 2026");
    }
  });
});
