/**
 * Days and weekdays of the trade server's own clock, which brokers keep at UTC+2 or +3, so that a day ends
 * with the New York session. Times are epoch milliseconds UTC; `offsetMs` is server time minus UTC.
 */
export const MINUTE_MS = 60_000;
export const DAY_MS = 86_400_000;

/** The first moment of the server's day that has `atMs` in it. */
export function dayStartMs(atMs: number, offsetMs: number): number {
  return Math.floor((atMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
}

/** The day of the week at the server, 0 for Sunday as in ENUM_DAY_OF_WEEK. */
export function weekdayAt(atMs: number, offsetMs: number): number {
  // The epoch began on a Thursday.
  return (((Math.floor((atMs + offsetMs) / DAY_MS) + 4) % 7) + 7) % 7;
}

/** The end of a trading day: when it came, and which weekday ended. */
export interface DayRoll {
  readonly atMs: number;
  readonly endedWeekday: number;
}

/**
 * The ends of server days after `fromMs` up to and with `toMs`, in their order. What is due at them: swaps,
 * orders for the day, and what the symbol's `gtcMode` removes.
 */
export function dayRolls(fromMs: number, toMs: number, offsetMs: number): DayRoll[] {
  const rolls: DayRoll[] = [];
  for (let atMs = dayStartMs(fromMs, offsetMs) + DAY_MS; atMs <= toMs; atMs += DAY_MS) {
    rolls.push({ atMs, endedWeekday: weekdayAt(atMs - 1, offsetMs) });
  }
  return rolls;
}
