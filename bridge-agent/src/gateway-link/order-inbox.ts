import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Result } from "../../../src/domain/result.ts";
import type { SignedHalt } from "../../../src/protocol/signed-halt.ts";

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
  verifyHalt(jws: string): Promise<Result<SignedHalt, Refusal>>;
  /** Takes orders in the order of their numbers; all that are ready at once come together. */
  deliver(orders: readonly ReceivedOrder[]): void;
  /** Takes a halt in its turn among the orders. */
  halt(verified: Result<SignedHalt, Refusal>): void;
  /** A frame came whose number was handled before: it wants its acknowledgement again. */
  repeated(): void;
  /** Numbers are missing before this frame. */
  gap(seq: number): void;
}

interface OrderSlot {
  readonly seq: number;
  readonly jws: string;
  verified: Result<SignedOrder, Refusal> | undefined;
}

/** It stands between the orders before and after it, so that a lifting is in force for what follows it. */
interface HaltSlot {
  readonly halt: true;
  verified: Result<SignedHalt, Refusal> | undefined;
}

/** What must not begin before that which came before it is in force. */
interface WorkSlot {
  readonly work: () => void;
}

/**
 * The `order` frames of one link. Signatures are verified side by side, off the event loop; orders are
 * delivered strictly by number, and whatever is verified by the end of an event loop turn is delivered
 * together, so that a burst is journaled with one commit. A new link begins with a new inbox: what the
 * old one had not delivered comes again.
 */
export class OrderInbox {
  readonly #options: InboxOptions;
  readonly #slots: (OrderSlot | HaltSlot | WorkSlot)[] = [];
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
    const slot: OrderSlot = { seq, jws, verified: undefined };
    this.#slots.push(slot);
    void this.#options.verify(jws).then((verified) => {
      slot.verified = verified;
      this.#schedule();
    });
  }

  /** Takes a `halt` frame; it has no number, and its turn is after the orders that came before it. */
  receiveHalt(jws: string): void {
    if (this.#closed) return;
    const slot: HaltSlot = { halt: true, verified: undefined };
    this.#slots.push(slot);
    void this.#options.verifyHalt(jws).then((verified) => {
      slot.verified = verified;
      this.#schedule();
    });
  }

  /**
   * Does `work` behind what waits for its signature to be looked at; at once when nothing does. Without this a
   * `reconcile` would overtake the halt before it, and let go what the halt is there to stop.
   */
  inTurn(work: () => void): void {
    if (this.#closed) return;
    if (this.#slots.length === 0) work();
    else this.#slots.push({ work });
  }

  /** From now on nothing is delivered. */
  close(): void {
    this.#closed = true;
  }

  #schedule(): void {
    const [first] = this.#slots;
    if (this.#scheduled || first === undefined || isWaiting(first)) return;
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      if (!this.#closed) this.#deliver();
    });
  }

  #deliver(): void {
    let ready: ReceivedOrder[] = [];
    const handOver = () => {
      if (ready.length > 0) this.#options.deliver(ready);
      ready = [];
    };
    for (;;) {
      const slot = this.#slots[0];
      if (slot === undefined || isWaiting(slot) || this.#closed) break;
      this.#slots.shift();
      if ("seq" in slot) {
        const { seq, jws, verified } = slot;
        if (verified !== undefined) ready.push({ seq, jws, verified });
        continue;
      }
      handOver();
      if ("work" in slot) slot.work();
      else if (slot.verified !== undefined) this.#options.halt(slot.verified);
    }
    handOver();
  }
}

/** True while its signature is still being looked at. */
function isWaiting(slot: OrderSlot | HaltSlot | WorkSlot): boolean {
  return "verified" in slot && slot.verified === undefined;
}
