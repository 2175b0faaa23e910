import { ERROR_WINDOW_MS } from "../../src/domain/security/thresholds.ts";

/** Of a burst of errors the newest are enough to see it. */
export const MOST_OUTCOMES = 200;

/** One alert or order, by its number. */
export interface Outcome {
  readonly number: number;
  readonly atMs: number;
  readonly failed: boolean;
}

/**
 * How the newest alerts of a strategy or orders of an account came out. They are read from storage at the first
 * failure after the object woke and kept up to date in memory from then on, so that not every failure of a burst reads
 * them all; while nothing fails there is nothing to keep.
 */
export class RecentErrors {
  readonly #stored: () => readonly Outcome[];
  #known: Map<number, Outcome> | null = null;

  /** `stored` reads the newest, at most `MOST_OUTCOMES`, the newest first. */
  constructor(stored: () => readonly Outcome[]) {
    this.#stored = stored;
  }

  /** To be called with whatever came, after it was stored. */
  came(outcome: Outcome): void {
    const known = this.#known;
    if (known === null) return;
    known.set(outcome.number, outcome);
    for (const oldest of known.keys()) {
      if (known.size <= MOST_OUTCOMES) break;
      known.delete(oldest);
    }
  }

  /** To be called with what failed after it came, and of which storage knows that. */
  failed(number: number): void {
    const outcome = this.#known?.get(number);
    if (outcome !== undefined) this.#known?.set(number, { ...outcome, failed: true });
  }

  /** How many failed within the window that ends now, of how many. */
  counts(nowMs: number): { readonly errors: number; readonly all: number } {
    this.#known ??= new Map([...this.#stored()].reverse().map((outcome) => [outcome.number, outcome]));
    let errors = 0;
    let all = 0;
    for (const { atMs, failed } of this.#known.values()) {
      if (atMs <= nowMs - ERROR_WINDOW_MS) continue;
      all++;
      if (failed) errors++;
    }
    return { errors, all };
  }
}
