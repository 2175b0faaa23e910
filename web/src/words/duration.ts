const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const HOUR_MS = 60 * MINUTE_MS;
/** Below this people think in milliseconds, and the hops of an order should be compared to the millisecond. */
const COUNTED_IN_MS = 10 * SECOND_MS;

/** "12 ms", "34.5 s", "12 min 3 s", "3 h 12 min". */
export function durationWords(ms: number): string {
  const size = Math.abs(ms);
  const sign = ms < 0 ? "−" : "";
  if (size < COUNTED_IN_MS) return `${sign}${Math.round(size)} ms`;
  if (size < MINUTE_MS) return `${sign}${(size / SECOND_MS).toFixed(1)} s`;
  if (size < HOUR_MS) {
    return `${sign}${Math.floor(size / MINUTE_MS)} min ${Math.floor((size % MINUTE_MS) / SECOND_MS)} s`;
  }
  return `${sign}${Math.floor(size / HOUR_MS)} h ${Math.floor((size % HOUR_MS) / MINUTE_MS)} min`;
}
