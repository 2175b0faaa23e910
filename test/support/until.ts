const POLL_MS = 25;

/** Resolves after `ms` milliseconds. Only for pacing and polling; a test never waits a fixed time for a result. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/**
 * Asks `probe` again and again until it gives something other than undefined, at most for `limitMs`.
 * Throws with `what` when the time is over, and passes on whatever `probe` throws.
 */
export async function until<T>(
  what: string,
  limitMs: number,
  probe: () => Promise<T | undefined> | T | undefined,
  everyMs: number = POLL_MS,
): Promise<T> {
  const end = Date.now() + limitMs;
  for (;;) {
    const value = await probe();
    if (value !== undefined) return value;
    if (Date.now() >= end) throw new Error(`after ${limitMs} ms still no ${what}`);
    await pause(everyMs);
  }
}
