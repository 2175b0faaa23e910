import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { dayRolls, weekdayAt } from "./server-time.ts";
import { isOpen, lastOpenMs, nextOpenMs, openSpans } from "./sessions.ts";
import { alwaysOpen } from "./symbol-groups.ts";
import type { WeekSessions } from "./symbol-spec.ts";
import { specNamed } from "./testing.ts";

const HOUR_MS = 3_600_000;
/** A server at UTC+2: its Friday 23:55 is 21:55 UTC. */
const OFFSET_MS = 2 * HOUR_MS;
const at = (text: string) => Date.parse(`${text}Z`) - OFFSET_MS;

const sessionsOf = (symbol: string) => specNamed(symbol).sessions;

describe("a trading session", () => {
  const forex = sessionsOf("EURUSD");

  it("is in server time, begins with its first minute and ends before its last", () => {
    expect(isOpen(forex, at("2026-11-16T00:04:59.999"), OFFSET_MS)).toBe(false);
    expect(isOpen(forex, at("2026-11-16T00:05:00"), OFFSET_MS)).toBe(true);
    expect(isOpen(forex, at("2026-11-20T23:54:59.999"), OFFSET_MS)).toBe(true);
    expect(isOpen(forex, at("2026-11-20T23:55:00"), OFFSET_MS)).toBe(false);
    expect(isOpen(forex, at("2026-11-21T12:00:00"), OFFSET_MS)).toBe(false);
  });

  it("may end at 24:00", () => {
    expect(isOpen(forex, at("2026-11-17T23:59:59.999"), OFFSET_MS)).toBe(true);
    expect(isOpen(forex, at("2026-11-18T00:00:00"), OFFSET_MS)).toBe(false);
  });

  it("may end on the next day, also where that day has none of its own", () => {
    const brent = sessionsOf("XBRUSD");
    expect(isOpen(brent, at("2026-11-21T00:59:59"), OFFSET_MS)).toBe(true);
    expect(isOpen(brent, at("2026-11-21T01:00:00"), OFFSET_MS)).toBe(false);
    expect(lastOpenMs(brent, at("2026-11-22T09:00:00"), OFFSET_MS)).toBe(at("2026-11-21T01:00:00") - 1);
    expect(lastOpenMs(brent, at("2026-11-18T02:00:00"), OFFSET_MS)).toBe(at("2026-11-18T01:00:00") - 1);
  });

  it("opens again on Monday after a weekend", () => {
    expect(nextOpenMs(forex, at("2026-11-21T12:00:00"), OFFSET_MS)).toBe(at("2026-11-23T00:05:00"));
    expect(lastOpenMs(forex, at("2026-11-21T12:00:00"), OFFSET_MS)).toBe(at("2026-11-20T23:55:00") - 1);
  });

  it("is never on for an instrument without sessions", () => {
    const never: WeekSessions = [[], [], [], [], [], [], []];
    expect(isOpen(never, 0, OFFSET_MS)).toBe(false);
    expect(nextOpenMs(never, 0, OFFSET_MS)).toBeNull();
    expect(lastOpenMs(never, 0, OFFSET_MS)).toBeNull();
  });

  it("has no pause for an instrument that is always open", () => {
    expect(openSpans(alwaysOpen, 0, 20 * 24 * HOUR_MS, OFFSET_MS)).toEqual([
      { fromMs: 0, toMs: 20 * 24 * HOUR_MS },
    ]);
  });

  it("is told the same by every question about it", () => {
    const moments = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });
    const symbols = fc.constantFrom("EURUSD", "XBRUSD", "US30", "AAPL", "BTCUSD");
    fc.assert(
      fc.property(symbols, moments, (symbol, moment) => {
        const sessions = sessionsOf(symbol);
        const open = isOpen(sessions, moment, OFFSET_MS);
        const next = nextOpenMs(sessions, moment, OFFSET_MS) ?? Number.NaN;
        const last = lastOpenMs(sessions, moment, OFFSET_MS) ?? Number.NaN;
        expect(isOpen(sessions, next, OFFSET_MS)).toBe(true);
        expect(isOpen(sessions, last, OFFSET_MS)).toBe(true);
        expect(next === moment && last === moment).toBe(open);
        expect(openSpans(sessions, moment, moment + 1, OFFSET_MS)).toHaveLength(open ? 1 : 0);
        if (!open) expect(openSpans(sessions, last + 1, next, OFFSET_MS)).toEqual([]);
      }),
    );
  });
});

describe("the server's day", () => {
  it("ends at the server's midnight, not at that of UTC", () => {
    const rolls = dayRolls(at("2026-11-18T22:00:00"), at("2026-11-20T00:00:00"), OFFSET_MS);
    expect(rolls).toEqual([
      { atMs: at("2026-11-19T00:00:00"), endedWeekday: 3 },
      { atMs: at("2026-11-20T00:00:00"), endedWeekday: 4 },
    ]);
  });

  it("ends once for whoever asks from one moment to the next", () => {
    const times = fc.array(fc.integer({ min: 0, max: 40 * 24 * 3600 }), { minLength: 2, maxLength: 20 });
    fc.assert(
      fc.property(times, (seconds) => {
        const moments = seconds.map((second) => 1_790_000_000_000 + second * 1000).sort((a, b) => a - b);
        const pieces = moments.slice(1).flatMap((to, i) => dayRolls(moments[i] ?? to, to, OFFSET_MS));
        const whole = dayRolls(moments[0] ?? 0, moments.at(-1) ?? 0, OFFSET_MS);
        expect(pieces).toEqual(whole);
      }),
    );
  });

  it("has the weekday of the server", () => {
    expect(weekdayAt(at("2026-11-22T00:00:00"), OFFSET_MS)).toBe(0);
    expect(weekdayAt(at("2026-11-21T23:59:59"), OFFSET_MS)).toBe(6);
  });
});
