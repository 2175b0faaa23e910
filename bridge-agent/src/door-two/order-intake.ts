import type { Executor } from "../executor/executor.ts";
import type { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { ReceivedOrder } from "../gateway-link/order-inbox.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import { retell } from "../reconcile/retell.ts";
import { admit, type Self } from "./order-gate.ts";

export interface IntakeParts {
  readonly self: Self;
  readonly journal: Journal;
  readonly turns: Turns;
  readonly executor: Executor;
  readonly clock: GatewayClock;
  readonly log: Log;
}

/** Takes order frames that arrived together: each is judged, all are journaled in one turn. */
export class OrderIntake {
  readonly #parts: IntakeParts;

  constructor(parts: IntakeParts) {
    this.#parts = parts;
  }

  take(orders: readonly ReceivedOrder[]): void {
    const { turns, executor } = this.#parts;
    turns.run(() => {
      for (const order of orders) this.#takeOne(order);
      turns.acknowledge();
      executor.settle();
    });
  }

  #takeOne(received: ReceivedOrder): void {
    const { self, journal, turns, executor, clock, log } = this.#parts;
    const { seq } = received;
    journal.handled(seq);
    const isKnown = (id: string) => executor.order(id) !== undefined || journal.standing(id) !== undefined;
    const admission = admit(received, self, clock.known ? clock.nowMs() : null, isKnown);
    switch (admission.verdict) {
      case "accepted":
        executor.accept(seq, admission.order);
        return;
      case "known":
        // A new number for an order that we have: the ledger forgot that it gave it out.
        log.error("order_given_twice", { orderId: admission.orderId, seq });
        retell(admission.orderId, this.#parts);
        return;
      case "refused": {
        const { orderId, event } = admission;
        log.warn("order_refused", { orderId, seq, code: "refusal" in event ? event.refusal?.code : null });
        if (orderId === null) return;
        journal.refuse(orderId, seq, event);
        turns.report(orderId, event);
      }
    }
  }
}
