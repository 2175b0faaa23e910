import { isSettled } from "../../src/domain/order/queue.ts";
import { expire } from "./dispatcher.ts";
import type { Ledger } from "./ledger.ts";
import type { OpenOrder } from "./open-order.ts";
import type { Terminal } from "./terminal.ts";

/** How long after its deadline an order may be under way before somebody should look at it. */
const UNSETTLED_AFTER_MS = 60_000;

/** Looks after orders that time runs out for, whether or not an agent is there. */
export class Watch {
  readonly #ledger: Ledger;
  readonly #terminal: Pick<Terminal, "reason">;

  constructor(ledger: Ledger, terminal: Pick<Terminal, "reason">) {
    this.#ledger = ledger;
    this.#terminal = terminal;
  }

  /**
   * Expires what was not given to the agent in time and raises an alarm for what is still under way long
   * after its deadline. Belongs into a transaction. Returns when to look again, null for never.
   */
  check(nowMs: number): number | null {
    const { open, alarms } = this.#ledger;
    // A copy: what expires leaves the list while it is walked.
    for (const order of [...open.values()]) {
      if (open.get(order.id)?.state === "pending") {
        if (nowMs > order.deadlineMs) expire(this.#ledger, order, nowMs, this.#terminal.reason);
      } else if (nowMs > order.deadlineMs + UNSETTLED_AFTER_MS && this.#isLate(order)) {
        alarms.raise(order.id, "unsettled", nowMs);
      }
    }
    let nextMs: number | null = null;
    for (const order of open.values()) {
      const dueMs = this.#dueMs(order);
      if (dueMs !== null && (nextMs === null || dueMs < nextMs)) nextMs = dueMs;
    }
    return nextMs;
  }

  /** The first millisecond at which `check` would do something about the order. */
  #dueMs(order: OpenOrder): number | null {
    if (order.state === "pending") return order.deadlineMs + 1;
    return this.#isLate(order) ? order.deadlineMs + UNSETTLED_AFTER_MS + 1 : null;
  }

  #isLate({ id, state, instruction }: OpenOrder): boolean {
    return !isSettled(state, instruction) && this.#ledger.alarms.of(id) === undefined;
  }
}
