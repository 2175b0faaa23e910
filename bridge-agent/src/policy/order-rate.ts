/** The window of `orders.max_per_minute`. */
export const RATE_WINDOW_MS = 60_000;

/** The times that still lie in the window at `nowMs`; all of one clock that never goes back. */
export function inWindow(times: readonly number[], nowMs: number): number[] {
  return times.filter((at) => nowMs - at < RATE_WINDOW_MS);
}

/** Milliseconds until one more entry fits under `most`; 0 when it does now. */
export function waitMs(times: readonly number[], most: number, nowMs: number): number {
  const counted = inWindow(times, nowMs);
  if (counted.length < most) return 0;
  const leaves = counted.at(counted.length - most);
  return leaves === undefined ? RATE_WINDOW_MS : leaves + RATE_WINDOW_MS - nowMs;
}
