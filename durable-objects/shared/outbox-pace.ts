/** How fast one destination is tried: the rules of the outbox, without its rows. */

/** Under load one RPC carries many messages; SQLite takes 100 parameters and RPC 32 MiB, so this is no limit. */
export const MAX_BATCH = 64;

const FIRST_BACKOFF_MS = 250;
/** Entries live 30 s by default: a longer pause would let them lapse although the destination is back. */
const LONGEST_BACKOFF_MS = 8_000;
/** So often must the same message fail alone before it is suspected. */
const PROBE_AFTER_FAILURES = 3;
const FIRST_PARKING_MS = 60_000;
const LONGEST_PARKING_MS = 3_600_000;

export interface Pace {
  /** Failed attempts since the last success. */
  readonly failures: number;
  /** How many messages the next attempt carries at most. */
  readonly batch: number;
}

export const freshPace: Pace = { failures: 0, batch: MAX_BATCH };

export function afterSuccess(pace: Pace): Pace {
  return { failures: 0, batch: Math.min(MAX_BATCH, pace.batch * 2) };
}

/** After a failure messages go one by one, so that a message that cannot be taken shows itself. */
export function afterFailure(pace: Pace): Pace {
  return { failures: pace.failures + 1, batch: 1 };
}

/** True when the first message failed alone so often that the fault may be its own. */
export function shouldProbe(pace: Pace): boolean {
  return pace.failures > PROBE_AFTER_FAILURES;
}

/**
 * Milliseconds until the next attempt: exponential with full jitter. `random` is in [0, 1); `longestMs` is another
 * limit for a destination that is not ours and whose messages do not lapse.
 */
export function backoffMs(failures: number, random: number, longestMs = LONGEST_BACKOFF_MS): number {
  const ceiling = Math.min(longestMs, FIRST_BACKOFF_MS * 2 ** Math.min(failures - 1, 16));
  return Math.ceil(ceiling * random);
}

/** Milliseconds for which a message is set aside the `times`-th time (from 1). */
export function parkingMs(times: number): number {
  return Math.min(LONGEST_PARKING_MS, FIRST_PARKING_MS * 2 ** Math.min(times - 1, 16));
}
