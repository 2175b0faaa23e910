import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";

/** An `order` frame after its signature was looked at. */
export interface ReceivedOrder {
  readonly seq: number;
  readonly jws: string;
  readonly verified: Result<SignedOrder, Refusal>;
}

export interface InboxOptions {
  /** The highest frame that is in the journal. */
  readonly handledSeq: number;
  verify(jws: string): Promise<Result<SignedOrder, Refusal>>;
  /** Takes orders in the order of their numbers; all that are ready at once come together. */
  deliver(orders: readonly ReceivedOrder[]): void;
  /** A frame came whose number was handled before: it wants its acknowledgement again. */
  repeated(): void;
  /** Numbers are missing before this frame. */
  gap(seq: number): void;
}

interface Slot {
  readonly seq: number;
  readonly jws: string;
  verified: Result<SignedOrder, Refusal> | undefined;
}

/**
 * The `order` frames of one link. Signatures are verified side by side, off the event loop; orders are
 * delivered strictly by number, and whatever is verified by the end of an event loop turn is delivered
 * together, so that a burst is journaled with one commit. A new link begins with a new inbox: what the
 * old one had not delivered comes again.
 */
export class OrderInbox {
  readonly #options: InboxOptions;
  readonly #slots: Slot[] = [];
  #received: number;
  #scheduled = false;
  #closed = false;

  constructor(options: InboxOptions) {
    this.#options = options;
    this.#received = options.handledSeq;
  }

  receive(seq: number, jws: string): void {
    if (this.#closed) return;
    if (seq <= this.#received) {
      this.#options.repeated();
      return;
    }
    if (seq !== this.#received + 1) {
      this.#options.gap(seq);
      return;
    }
    this.#received = seq;
    const slot: Slot = { seq, jws, verified: undefined };
    this.#slots.push(slot);
    void this.#options.verify(jws).then((verified) => {
      slot.verified = verified;
      this.#schedule();
    });
  }

  /** From now on nothing is delivered. */
  close(): void {
    this.#closed = true;
  }

  #schedule(): void {
    if (this.#scheduled || this.#slots[0]?.verified === undefined) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#closed) this.#deliver();
    });
  }

  #deliver(): void {
    const ready: ReceivedOrder[] = [];
    for (;;) {
      const { seq, jws, verified } = this.#slots[0] ?? {};
      if (seq === undefined || jws === undefined || verified === undefined) break;
      ready.push({ seq, jws, verified });
      this.#slots.shift();
    }
    if (ready.length > 0) this.#options.deliver(ready);
  }
}
