import type { BarFrame } from "../../../../../src/domain/alert/exits.ts";

const HALF_DAY_MS = 43_200_000;
const MINUTE_MS = 60_000;

/**
 * A bar's time on the reader's wall clock, as epoch milliseconds that read right in UTC. Of a day's bar it is a moment
 * of that day wherever the reader is: a day of the venue's server begins some hours before or after midnight UTC.
 */
export function wallClockMs(atMs: number, frame: BarFrame): number {
  if (frame === "D1") return atMs + HALF_DAY_MS;
  return atMs - new Date(atMs).getTimezoneOffset() * MINUTE_MS;
}

const parts = {
  year: { year: "numeric" },
  month: { month: "short" },
  day: { day: "numeric", month: "short" },
  time: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
} as const;

/** Formats moments of the wall clock in the reader's language. */
export function clockWords(locale?: string) {
  const of = (options: Intl.DateTimeFormatOptions): ((wallMs: number) => string) => {
    const format = new Intl.DateTimeFormat(locale, { ...options, timeZone: "UTC" });
    return (wallMs) => format.format(wallMs);
  };
  return {
    year: of(parts.year),
    month: of(parts.month),
    day: of(parts.day),
    time: of(parts.time),
    second: of({ ...parts.time, second: "2-digit" }),
    date: of({ weekday: "short", ...parts.day, ...parts.year }),
    moment: of({ weekday: "short", ...parts.day, ...parts.time }),
  };
}

/** The zone in which times are shown, e.g. `Europe/Berlin`. */
export function readerZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
