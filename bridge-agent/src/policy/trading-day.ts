import { addDays, type CalendarDay, dateText, instantOf, localTime } from "./zoned-time.ts";

/** When a trading day begins: so many minutes after midnight by the clocks of a zone. */
export interface DayStart {
  readonly minute: number;
  readonly zone: string;
}

export interface TradingDay {
  /** The calendar day on which it began, in the zone of `DayStart`: `2026-11-21`. */
  readonly date: string;
  readonly startMs: number;
  /** The start of the next one. */
  readonly endMs: number;
}

/** The latest answer for each start: the same one is asked for with every order. */
const latest = new Map<string, TradingDay>();

/** The trading day that `nowMs` (epoch milliseconds, host's clock) lies in. */
export function tradingDay(nowMs: number, start: DayStart): TradingDay {
  const key = `${start.minute} ${start.zone}`;
  const known = latest.get(key);
  if (known !== undefined && nowMs >= known.startMs && nowMs < known.endMs) return known;
  const today = localTime(nowMs, start.zone);
  const day = dayFrom(nowMs >= startOf(today, start) ? today : addDays(today, -1), start);
  latest.set(key, day);
  return day;
}

function dayFrom(day: CalendarDay, start: DayStart): TradingDay {
  return { date: dateText(day), startMs: startOf(day, start), endMs: startOf(addDays(day, 1), start) };
}

function startOf(day: CalendarDay, { minute, zone }: DayStart): number {
  return instantOf(day, minute, zone);
}
