import type { RateLimit } from "./limits.ts";

/** The events of one counter that still count, oldest first, and the block that an excess brought. */
export interface RateState {
  /** Epoch milliseconds of each event. */
  readonly timesMs: readonly number[];
  /** Epoch milliseconds; 0 when there is no block. */
  readonly blockedUntilMs: number;
}

export const freshRate: RateState = { timesMs: [], blockedUntilMs: 0 };

export interface RateVerdict {
  readonly allowed: boolean;
  /** A block began with this event. */
  readonly blocked: boolean;
  /** Further events that would be allowed now. */
  readonly remaining: number;
  /** Milliseconds until an event would be allowed; 0 when one is allowed now. */
  readonly retryAfterMs: number;
  readonly state: RateState;
}

/**
 * Counts one event at `nowMs` against `limit`, over an exact sliding window: never more than `limit.limit`
 * allowed events lie within any `windowMs`. An event that is refused does not count, but begins a block
 * unless there is one; knocking during a block does not lengthen it.
 */
export function countEvent(state: RateState, limit: RateLimit, nowMs: number): RateVerdict {
  const judged = peekRate(state, limit, nowMs);
  if (judged.allowed) {
    const timesMs = [...judged.state.timesMs, nowMs];
    const remaining = judged.remaining - 1;
    const retryAfterMs = remaining > 0 ? 0 : waitFor(timesMs, limit, nowMs);
    return { allowed: true, blocked: false, remaining, retryAfterMs, state: { ...judged.state, timesMs } };
  }
  if (judged.state.blockedUntilMs > nowMs || limit.blockMs === 0) return judged;
  const blockedUntilMs = nowMs + limit.blockMs;
  return {
    ...judged,
    blocked: true,
    retryAfterMs: limit.blockMs,
    state: { ...judged.state, blockedUntilMs },
  };
}

/** What an event at `nowMs` would be answered, without counting it. */
export function peekRate(state: RateState, limit: RateLimit, nowMs: number): RateVerdict {
  const timesMs = state.timesMs.filter((timeMs) => timeMs > nowMs - limit.windowMs);
  const blockedForMs = Math.max(0, state.blockedUntilMs - nowMs);
  const remaining = blockedForMs > 0 ? 0 : Math.max(0, limit.limit - timesMs.length);
  const retryAfterMs = Math.max(blockedForMs, remaining > 0 ? 0 : waitFor(timesMs, limit, nowMs));
  const kept: RateState = { timesMs, blockedUntilMs: blockedForMs > 0 ? state.blockedUntilMs : 0 };
  return { allowed: remaining > 0, blocked: false, remaining, retryAfterMs, state: kept };
}

/** Until so many of the oldest have left the window that one more fits. */
function waitFor(timesMs: readonly number[], limit: RateLimit, nowMs: number): number {
  const leaving = timesMs.at(-limit.limit);
  return leaving === undefined ? 0 : Math.max(0, leaving + limit.windowMs - nowMs);
}
