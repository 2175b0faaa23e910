/**
 * How long a later leg waits for one whose outcome nobody knows. Most doubts are settled within a second or
 * two, by the venue's records. Waiting to the deadline would hold up every order behind it in the account's
 * queues, an emergency close among them.
 */
export const DOUBT_PATIENCE_MS = 5_000;

/** Since when orders are unknown, as far as this process has seen. */
export class LongDoubts {
  readonly #since = new Map<string, number>();
  readonly #nowMs: () => number;

  /** `nowMs`: a clock that never jumps. */
  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** `unknown`: what the order's last report says. */
  note(orderId: string, unknown: boolean): void {
    if (!unknown) this.#since.delete(orderId);
    else if (!this.#since.has(orderId)) this.#since.set(orderId, this.#nowMs());
  }

  forget(orderId: string): void {
    this.#since.delete(orderId);
  }

  /** True when an order has been unknown for longer than a later leg waits. */
  isLong(orderId: string): boolean {
    const since = this.#since.get(orderId);
    return since !== undefined && this.#nowMs() - since > DOUBT_PATIENCE_MS;
  }
}
