/** When what is over is looked for. All times are epoch milliseconds. */

const DAY_MS = 86_400_000;
/** Between two parts of one deletion, so that what else the object has to do comes in between. */
const TURN_MS = 1_000;

/** One sort of rows, as far as the schedule needs to know it. */
export interface StockTimes {
  /** When the oldest row is over; null when there is none. */
  readonly dueMs: number | null;
  /** How long a row that is made now is kept, in milliseconds. */
  readonly keptMs: number;
}

/**
 * When to look first after the object woke: when the first row is over, and, where there are no rows yet, not
 * before one that came now could be.
 */
export function firstLookMs(stocks: readonly StockTimes[], nowMs: number): number {
  return Math.min(...stocks.map(({ dueMs, keptMs }) => dueMs ?? nowMs + keptMs));
}

/**
 * When to look again after a look: soon while there is more to delete, otherwise when the next row is over, but not
 * twice within a day, so that rows which become over one by one do not wake the object one by one.
 */
export function nextLookMs(stocks: readonly StockTimes[], nowMs: number, more: boolean): number {
  return more ? nowMs + TURN_MS : Math.max(firstLookMs(stocks, nowMs), nowMs + DAY_MS);
}
