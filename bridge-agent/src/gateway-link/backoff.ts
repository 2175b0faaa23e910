/** First and largest upper bound of a pause before connecting again. */
export const BACKOFF_FIRST_MS = 100;
export const BACKOFF_LAST_MS = 10_000;
/** A link that held this long was a good one: the next loss starts from the shortest pause again. */
export const BACKOFF_STABLE_MS = 10_000;

/**
 * How long to wait before attempt `attempt` (0 is the first after a loss), in milliseconds. Full jitter:
 * anything from 0 up to a bound that doubles, so that agents cut off together do not come back together.
 * `random` gives numbers in [0, 1).
 */
export function backoffMs(attempt: number, random: () => number): number {
  const bound = Math.min(BACKOFF_LAST_MS, BACKOFF_FIRST_MS * 2 ** Math.min(attempt, 20));
  return Math.floor(random() * bound);
}
