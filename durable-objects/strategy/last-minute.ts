import type { AlertStore } from "./alert-store.ts";
import { firstSequenceOf, NUMBERS_PER_MS } from "./sequence.ts";

export const MINUTE_MS = 60_000;

/**
 * The accepted alerts of the last minute, for the limit on them. Counting them in the table would read every one of
 * them with every alert, so their numbers are in memory; after the object woke they are read again from the table,
 * which stays the truth.
 */
export class LastMinute {
  readonly #store: Pick<AlertStore, "acceptedNumbersSince">;
  /** Ascending. Null until somebody asks: most strategies have no limit. */
  #numbers: number[] | null = null;

  constructor(store: Pick<AlertStore, "acceptedNumbersSince">) {
    this.#store = store;
  }

  /** How many there are, and when the first of them came; null: there is none. */
  count(nowMs: number): { readonly count: number; readonly firstAtMs: number | null } {
    const from = firstSequenceOf(nowMs - MINUTE_MS);
    this.#numbers ??= [...this.#store.acceptedNumbersSince(from)];
    const gone = this.#numbers.findIndex((number) => number >= from);
    this.#numbers.splice(0, gone === -1 ? this.#numbers.length : gone);
    const [first] = this.#numbers;
    const firstAtMs = first === undefined ? null : Math.floor(first / NUMBERS_PER_MS);
    return { count: this.#numbers.length, firstAtMs };
  }

  /** To be called after the row of an accepted alert was stored. */
  add(number: number): void {
    this.#numbers?.push(number);
  }

  /** To be called when the limit may have changed: without one nobody counts, and nothing is to be kept. */
  forget(): void {
    this.#numbers = null;
  }
}
