import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { expiryFor } from "./expiry.ts";
import type { OrderTime } from "./instrument.ts";
import type { PlanNote } from "./normalise.ts";
import { eurusd } from "./sizing-test-support.ts";

const HOUR = 3_600_000;
/** Wednesday 2026-03-04 12:00 UTC; the server is two hours ahead, so its day ends at 21:59:59 UTC. */
const nowMs = Date.UTC(2026, 2, 4, 12);
const endOfDay = Date.UTC(2026, 2, 4, 21, 59, 59);
const clock = { nowMs, serverOffsetMs: 2 * HOUR };

function expiry(expiries: readonly OrderTime[], expiresAtMs: number | undefined) {
  const notes: PlanNote[] = [];
  const found = expiryFor(expiresAtMs, eurusd({ expiries }), clock, notes);
  return { ...(found.ok ? found.value : {}), notes: notes.map(({ code }) => code) };
}

function codeOf(expiries: readonly OrderTime[], expiresAtMs: number) {
  const found = expiryFor(expiresAtMs, eurusd({ expiries }), clock, []);
  return found.ok ? "taken" : found.error.code;
}

describe("an order without an end", () => {
  test("stands until it is cancelled where that is allowed, or nothing is said", () => {
    const forever = { time: "gtc", expiresMs: 0, notes: [] };
    expect(expiry(["day", "gtc"], undefined)).toEqual(forever);
    expect(expiry([], undefined)).toEqual(forever);
  });

  test("ends with the server's day where it is not, and that is said", () => {
    const notes = ["expires_with_day"];
    expect(expiry(["day", "specified"], undefined)).toEqual({ time: "day", expiresMs: 0, notes });
    expect(expiry(["specified_day"], undefined)).toEqual({
      ...{ time: "specified_day", expiresMs: endOfDay, notes },
    });
    expect(expiry(["specified"], undefined)).toEqual({ time: "specified", expiresMs: endOfDay, notes });
  });
});

describe("an order with an end", () => {
  test("ends then, to the second, where that is allowed", () => {
    expect(expiry(["gtc", "specified"], nowMs + HOUR + 999)).toEqual({
      ...{ time: "specified", expiresMs: nowMs + HOUR, notes: [] },
    });
  });

  test("ends with the last day that is over by then where only days are allowed", () => {
    const expected = { time: "specified_day", expiresMs: endOfDay + 48 * HOUR, notes: ["expires_early"] };
    expect(expiry(["gtc", "specified_day", "day"], endOfDay + 50 * HOUR)).toEqual(expected);
    expect(expiry(["specified_day"], endOfDay)).toEqual({
      ...{ time: "specified_day", expiresMs: endOfDay, notes: [] },
    });
    expect(expiry(["day"], endOfDay + HOUR)).toEqual({ time: "day", expiresMs: 0, notes: ["expires_early"] });
  });

  test("is refused where it would stand longer than it may", () => {
    expect(codeOf(["gtc"], endOfDay + HOUR)).toBe("expiry_not_supported");
    expect(codeOf(["gtc", "day", "specified_day"], nowMs + HOUR)).toBe("expiry_not_supported");
  });

  test("is refused when that time has passed", () => {
    expect(codeOf(["specified"], nowMs)).toBe("expiry_passed");
    expect(codeOf(["specified"], nowMs + 999)).toBe("expiry_passed");
  });

  test("never stands longer than it was meant to, whatever the broker allows", () => {
    const times = fc.subarray<OrderTime>(["gtc", "day", "specified", "specified_day"]);
    fc.assert(
      fc.property(times, fc.integer({ min: 0, max: 400 * HOUR }), (allowed, ahead) => {
        const found = expiryFor(nowMs + ahead, eurusd({ expiries: allowed }), clock, []);
        if (!found.ok) return;
        const { time, expiresMs } = found.value;
        expect(allowed).toContain(time);
        expect(time).not.toBe("gtc");
        const end = time === "day" ? endOfDay : expiresMs;
        expect(end).toBeLessThanOrEqual(nowMs + ahead);
        expect(end).toBeGreaterThan(nowMs);
      }),
    );
  });
});
