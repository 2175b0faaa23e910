import type { Step } from "./finding.ts";
import { countRecent, type RecentCounts, totalRecent } from "./recent-counts.ts";
import { ERROR_SHARE, ERROR_WINDOW_MS, ERRORS_NEEDED } from "./thresholds.ts";

/** What went well and what did not, lately. */
export interface ErrorState {
  readonly good: RecentCounts;
  readonly bad: RecentCounts;
}

export const freshErrors: ErrorState = { good: [], bad: [] };

export interface ErrorFinding {
  readonly errors: number;
  /** Of so many in all. */
  readonly all: number;
}

/** Many errors in a short time, and more of them than of what went well. */
export function errorBurst(
  state: ErrorState,
  { atMs, bad }: { readonly atMs: number; readonly bad: boolean },
): Step<ErrorState, ErrorFinding> {
  const next: ErrorState = bad
    ? { ...state, bad: countRecent(state.bad, atMs, 1, ERROR_WINDOW_MS) }
    : { ...state, good: countRecent(state.good, atMs, 1, ERROR_WINDOW_MS) };
  if (!bad) return { state: next, finding: null };
  const errors = totalRecent(next.bad, atMs, ERROR_WINDOW_MS);
  const all = errors + totalRecent(next.good, atMs, ERROR_WINDOW_MS);
  const burst = errors >= ERRORS_NEEDED && errors >= all * ERROR_SHARE;
  return { state: next, finding: burst ? { errors, all } : null };
}
