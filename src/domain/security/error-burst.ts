import { ERROR_SHARE, ERRORS_NEEDED } from "./thresholds.ts";

export interface ErrorFinding {
  readonly errors: number;
  /** Of so many in all. */
  readonly all: number;
}

/** Many errors among what came lately (ERROR_WINDOW_MS), and at least as many as of what went well. */
export function errorBurst({ errors, all }: ErrorFinding): ErrorFinding | null {
  return errors >= ERRORS_NEEDED && errors >= all * ERROR_SHARE ? { errors, all } : null;
}
