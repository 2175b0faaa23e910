/** What becomes of a notice after an attempt to hand it to a channel. Notices are no orders: they may be given up. */

/** A notice that could not be handed over within a day is told to nobody any more; the list still has it. */
export const OLDEST_MS = 24 * 3_600_000;
/** Attempts for an answer that says that the channel is not there or not allowed; people mend such things. */
const MOST_REFUSED = 3;
const FIRST_PAUSE_MS = 5_000;
const LONGEST_PAUSE_MS = 3_600_000;
/** Refusals are looked at again slowly: nothing heals by itself within seconds. */
const REFUSED_PAUSE_MS = 5 * 60_000;

/** Posts to one channel within any minute; what comes faster goes together, as a digest. */
export const MOST_POSTS = 10;
export const POSTS_WINDOW_MS = 60_000;

export interface Attempt {
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** What the receiver asked for; null when it did not. */
  readonly retryAfterMs: number | null;
  /** Attempts so far, this one included. */
  readonly attempts: number;
  /** When the notice was told, epoch milliseconds. */
  readonly toldAtMs: number;
  /** The channel refused the notice before this one too. */
  readonly failing: boolean;
}

export type DeliveryVerdict =
  | { readonly state: "delivered" }
  | { readonly state: "waiting"; readonly nextAtMs: number; readonly reason: string }
  /** `stop`: the receiver wants nothing more at all (410 Gone, as Standard Webhooks has it). */
  | { readonly state: "given_up"; readonly reason: string; readonly stop: boolean };

/** Worth another attempt by themselves: timeouts, "too early", "too many", and the receiver's own faults. */
const PASSING = new Set([408, 409, 425, 429]);
/** The channel is not there, not allowed, or somewhere else. */
const REFUSING = new Set([401, 402, 403, 404, 405]);

/** `random` is in [0, 1) and spreads the pauses. */
export function judgeAttempt(attempt: Attempt, random: number, nowMs: number): DeliveryVerdict {
  const { status, attempts, toldAtMs, failing } = attempt;
  if (status !== null && status >= 200 && status <= 299) return { state: "delivered" };
  const reason = status === null ? "not_reached" : `answered_${status}`;
  if (status === 410) return { state: "given_up", reason, stop: true };
  const refusing = status !== null && (REFUSING.has(status) || (status >= 300 && status <= 399));
  if (refusing && (failing || attempts >= MOST_REFUSED)) return { state: "given_up", reason, stop: false };
  const passing = status === null || status >= 500 || PASSING.has(status);
  // Whatever else it says, it says of this message, and would say again.
  if (!refusing && !passing) return { state: "given_up", reason, stop: false };
  const nextAtMs = nowMs + Math.max(attempt.retryAfterMs ?? 0, pauseMs(attempts, refusing, random));
  if (nextAtMs - toldAtMs > OLDEST_MS) return { state: "given_up", reason, stop: false };
  return { state: "waiting", nextAtMs, reason };
}

function pauseMs(attempts: number, refusing: boolean, random: number): number {
  const first = refusing ? REFUSED_PAUSE_MS : FIRST_PAUSE_MS;
  const ceiling = Math.min(LONGEST_PAUSE_MS, first * 3 ** Math.min(attempts - 1, 12));
  return Math.ceil(ceiling * (0.5 + random / 2));
}

/** When one more post is allowed, given the times of the last ones; not in the future when it is now. */
export function postAllowedAtMs(postsMs: readonly number[], nowMs: number): number {
  const recent = postsMs.filter((timeMs) => timeMs > nowMs - POSTS_WINDOW_MS);
  const leaving = recent.at(-MOST_POSTS);
  return leaving === undefined ? nowMs : leaving + POSTS_WINDOW_MS;
}

/** Posts that are still allowed now. */
export function postsLeft(postsMs: readonly number[], nowMs: number): number {
  const recent = postsMs.filter((timeMs) => timeMs > nowMs - POSTS_WINDOW_MS);
  return Math.max(0, MOST_POSTS - recent.length);
}
