import { floorsOf, newBreaches, watchesMoney } from "./money-limits.ts";
import { type Breach, firstState, type Money, type MoneyState, seen } from "./money-state.ts";
import type { Policy } from "./policy.ts";
import { tradingDay } from "./trading-day.ts";

/** What came of looking at the account's money. */
export interface Look {
  readonly state: MoneyState;
  /** Limits that are reached now and were not before. */
  readonly breaches: readonly Breach[];
  /** Something changed that must not be forgotten. */
  readonly worthKeeping: boolean;
}

/**
 * Brings the state up to the account's money as it is at `nowMs` (host's clock), and finds the limits that
 * it reaches. Pure.
 */
export function lookAt(state: MoneyState | undefined, money: Money, policy: Policy, nowMs: number): Look {
  const { starts: minute, zone } = policy.day;
  const day = tradingDay(nowMs, { minute, zone });
  const next = state === undefined ? firstState(money, day) : seen(state, money, day);
  const breaches = newBreaches(floorsOf(policy, next), money, next, nowMs);
  const after = breaches.length === 0 ? next : { ...next, breaches: [...next.breaches, ...breaches] };
  const turned = state === undefined || state.day.startMs !== after.day.startMs;
  return {
    state: after,
    breaches,
    worthKeeping: turned || breaches.length > 0 || (watchesMoney(policy) && !sameMarks(state, after)),
  };
}

/** The state after a person resumed: no breach, and with `reset` day and peaks as the account is now. */
export function resumed(
  state: MoneyState | undefined,
  money: Money | undefined,
  policy: Policy,
  nowMs: number,
  reset: boolean,
): MoneyState | undefined {
  if (reset && money !== undefined) {
    const { starts: minute, zone } = policy.day;
    return firstState(money, tradingDay(nowMs, { minute, zone }));
  }
  return state === undefined ? undefined : { ...state, breaches: [], previous: null };
}

function sameMarks(a: MoneyState, b: MoneyState): boolean {
  return (
    a.day.highEquity === b.day.highEquity &&
    a.peakEquity === b.peakEquity &&
    a.highEndOfDay === b.highEndOfDay &&
    a.lastBalance === b.lastBalance
  );
}
