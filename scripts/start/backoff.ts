const FIRST_MS = 100;
const LONGEST_MS = 5_000;

/** A child that ran this long was healthy: the next failure starts from the shortest delay again. */
export const STABLE_AFTER_MS = 10_000;

/**
 * How long to wait before a child is started again, in ms: full jitter, so that several children that died
 * together do not come back in step. `failures` counts from 0, `random` is in [0, 1).
 */
export function backoffMs(failures: number, random: number): number {
  return Math.floor(random * Math.min(LONGEST_MS, FIRST_MS * 2 ** failures));
}
