import type { Refusal } from "../../../src/domain/refusal.ts";
import type { TradeGate } from "../executor/executor-parts.ts";

/**
 * Whether anything may be passed to the terminal now (P5), opened and closed by the `Coordinator`. On its
 * own so that the executor can look at it. The clock is looked at each time: it can jump between two looks
 * of the coordinator, and what is late by one of its two readings must not pass.
 */
export class Gate implements TradeGate {
  readonly #clock: { readonly known: boolean };
  #gateway = false;
  #local = false;
  /** Why the agent's own orders wait, or the gateway's; for what expires while it waits. */
  reason: Refusal | null = null;

  constructor(clock: { readonly known: boolean }) {
    this.#clock = clock;
  }

  /** The gateway's orders may go. */
  get tradable(): boolean {
    return this.#gateway && this.#clock.known;
  }

  /** The agent's own orders may go: exits, and what its policy closes. They need neither gateway nor clock. */
  get local(): boolean {
    return this.#local;
  }

  /** Returns true when something opened that was closed. */
  set(gateway: boolean, local: boolean): boolean {
    const opened = (gateway && !this.#gateway) || (local && !this.#local);
    this.#gateway = gateway;
    this.#local = local;
    return opened;
  }

  get isOpen(): boolean {
    return this.#gateway;
  }
}
