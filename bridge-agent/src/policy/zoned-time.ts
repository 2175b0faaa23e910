/** A calendar day. `month` counts from 1. */
export interface CalendarDay {
  readonly year: number;
  readonly month: number;
  readonly day: number;
}

/** What a clock on the wall of a time zone shows. */
export interface LocalTime extends CalendarDay {
  /** 0 is Sunday, as in MetaTrader's and JavaScript's own numbering. */
  readonly weekday: number;
  /** Whole minutes since the clock showed 00:00. */
  readonly minute: number;
}

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/** Making a formatter costs some hundred times as much as using it. */
const formats = new Map<string, Intl.DateTimeFormat>();

function formatOf(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat("en-US", {
    timeZone: zone,
    calendar: "gregory",
    numberingSystem: "latn",
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
  });
  formats.set(zone, made);
  return made;
}

/** True for a name that the IANA time zone database has, such as `Europe/Prague`, and for `UTC`. */
export function isTimeZone(zone: string): boolean {
  try {
    formatOf(zone);
    return true;
  } catch (cause) {
    if (cause instanceof RangeError) return false;
    throw cause;
  }
}

/** What the clocks of `zone` show at `ms` (epoch milliseconds). */
export function localTime(ms: number, zone: string): LocalTime {
  const shown = new Map<string, number>();
  for (const { type, value } of formatOf(zone).formatToParts(ms)) shown.set(type, Number(value));
  const part = (type: string) => shown.get(type) ?? 0;
  const day = { year: part("year"), month: part("month"), day: part("day") };
  return { ...day, weekday: weekdayOf(day), minute: part("hour") * 60 + part("minute") };
}

/** The day that lies `days` after (or, below zero, before) a day. */
export function addDays({ year, month, day }: CalendarDay, days: number): CalendarDay {
  const moved = new Date(Date.UTC(year, month - 1, day + days));
  return { year: moved.getUTCFullYear(), month: moved.getUTCMonth() + 1, day: moved.getUTCDate() };
}

/** 0 is Sunday. */
export function weekdayOf({ year, month, day }: CalendarDay): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay();
}

/** `2026-11-21`. */
export function dateText({ year, month, day }: CalendarDay): string {
  return [String(year).padStart(4, "0"), ...[month, day].map((part) => String(part).padStart(2, "0"))].join(
    "-",
  );
}

/**
 * The moment (epoch milliseconds) at which the clocks of `zone` show `minute` on a day. Where clocks are
 * put back and show it twice, the first time counts; where they are put forward and never show it, the
 * moment that is as long after the change as the time lies in the gap.
 */
export function instantOf(day: CalendarDay, minute: number, zone: string): number {
  const asUtc = Date.UTC(day.year, day.month - 1, day.day) + minute * MINUTE_MS;
  // The offset is one of those in force a day before and a day after: zones do not change twice in two days.
  const candidates = [asUtc - DAY_MS, asUtc + DAY_MS].map((near) => asUtc - offsetAt(near, zone));
  const shown = candidates.filter((ms) => ms + offsetAt(ms, zone) === asUtc);
  return shown.length > 0 ? Math.min(...shown) : Math.max(...candidates);
}

/** Local time minus UTC in milliseconds, to the minute. */
function offsetAt(ms: number, zone: string): number {
  const { year, month, day, minute } = localTime(ms, zone);
  const whole = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  return Date.UTC(year, month - 1, day) + minute * MINUTE_MS - whole;
}
