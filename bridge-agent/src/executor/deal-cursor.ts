import type { Journal } from "../journal/journal.ts";

/**
 * MetaTrader does not promise that deals are told in their order, so the newest one proves nothing about
 * those before it. The cursor follows at this distance, and the deals in between are told again after a
 * reconnect, where the journal recognises them by their tickets.
 */
const SETTLE_MS = 30_000;

/** Moves the journal's deal cursor behind the deals as they come. */
export class DealCursor {
  readonly #journal: Pick<Journal, "dealHandled">;
  readonly #monotonicMs: () => number;
  #recent: { readonly deal: string; readonly atMs: number }[] = [];

  constructor(journal: Pick<Journal, "dealHandled">, monotonicMs: () => number) {
    this.#journal = journal;
    this.#monotonicMs = monotonicMs;
  }

  /** A deal is handled in this turn. Also moves the cursor up to deals that are old enough by now. */
  note(deal: string): void {
    const now = this.#monotonicMs();
    this.#recent.push({ deal, atMs: now });
    const settled = this.#recent.findIndex(({ atMs }) => atMs > now - SETTLE_MS);
    if (settled <= 0) return;
    for (const { deal: old } of this.#recent.splice(0, settled)) this.#journal.dealHandled(old);
  }

  /** The terminal has told every deal up to `deal`. */
  complete(deal: string): void {
    this.#journal.dealHandled(deal);
    this.#recent = [];
  }
}
