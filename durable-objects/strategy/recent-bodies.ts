import type { AlertStore } from "./alert-store.ts";
import { bodyKey } from "./body-key.ts";

/**
 * The accepted alerts of the duplicate window by their body. An index for them would cost a
 * written row for every alert, so they are in memory; after the object woke they are read again
 * from the table, which stays the truth.
 */
export class RecentBodies {
  readonly #store: AlertStore;
  /** Oldest first. Null until read, and after the window changed. */
  #known: Map<string, { id: string; receivedAtMs: number }> | null = null;

  constructor(store: AlertStore) {
    this.#store = store;
  }

  /** The accepted alert with this body and without an id of its own, not older than the window. */
  find(key: string, nowMs: number, windowMs: number): { id: string; receivedAtMs: number } | undefined {
    const known = this.#load(nowMs, windowMs);
    for (const [oldest, entry] of known) {
      if (entry.receivedAtMs > nowMs - windowMs) break;
      known.delete(oldest);
    }
    return known.get(key);
  }

  /** To be called after the alert's row was stored. */
  add(key: string, id: string, receivedAtMs: number): void {
    // An older entry of this body goes first: the map must stay in the order of time.
    this.#known?.delete(key);
    this.#known?.set(key, { id, receivedAtMs });
  }

  /** To be called when the window may have changed: a longer one needs older alerts. */
  forget(): void {
    this.#known = null;
  }

  #load(nowMs: number, windowMs: number): Map<string, { id: string; receivedAtMs: number }> {
    if (this.#known !== null) return this.#known;
    const known = new Map<string, { id: string; receivedAtMs: number }>();
    for (const { id, body, explicitId, receivedAtMs } of this.#store.acceptedSince(nowMs - windowMs)) {
      if (explicitId === null) known.set(bodyKey(body), { id, receivedAtMs });
    }
    this.#known = known;
    return known;
  }
}
