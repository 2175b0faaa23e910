import { createHash } from "node:crypto";
import { deriveOrderId } from "../../../src/domain/ids.ts";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { Instruction, OrderRules } from "../../../src/domain/order/instruction.ts";
import type { Journal } from "../journal/journal.ts";
import { nothingReported, type Order, type OrderOrigin, type StepRequest } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { Executor } from "./executor.ts";
import { newStep } from "./new-step.ts";

const sha256 = (text: string): Uint8Array => createHash("sha256").update(text).digest();

/** The agent's own orders come from no account's settings: what they close may be rounded and moved. */
const localRules: OrderRules = { stops: "widen", lots: "round_down", external: "leave", deviation: 100 };

export type LocalOrigin = Exclude<OrderOrigin, "gateway">;

export interface LocalOrder {
  readonly origin: LocalOrigin;
  /** The same key means the same order, ever: what has it once is not done again. */
  readonly key: string;
  /** What is to be done, or the requests themselves, which then are one phase. */
  readonly what: { readonly instruction: Instruction } | { readonly steps: readonly StepRequest[] };
  /** By the gateway's clock, as of every order. */
  readonly deadlineMs: number;
  /** Differences from the rules of the agent's own orders, e.g. for positions that others made. */
  readonly rules?: Partial<OrderRules>;
}

export interface LocalOrdersParts {
  readonly journal: Pick<Journal, "journalId" | "standing">;
  readonly turns: Pick<Turns, "run">;
  readonly executor: Pick<Executor, "order" | "adopt" | "settle" | "onLocalEnd">;
}

/**
 * Orders that the agent makes by itself, for managed exits and for its policy. They run through the
 * executor like any other, journal and all, and are never reported to the gateway: what they do is told in
 * notes on the orders that opened the positions.
 */
export class LocalOrders {
  readonly #journal: LocalOrdersParts["journal"];
  readonly #turns: LocalOrdersParts["turns"];
  readonly #executor: LocalOrdersParts["executor"];

  constructor(parts: LocalOrdersParts) {
    this.#journal = parts.journal;
    this.#turns = parts.turns;
    this.#executor = parts.executor;
  }

  /** The id of the order with this key, whether or not it exists. */
  idOf(origin: LocalOrigin, key: string): string {
    return deriveOrderId(sha256, `${this.#journal.journalId}|${origin}`, key, 0);
  }

  /** True while the order has not ended. */
  isOpen(orderId: string): boolean {
    return this.#executor.order(orderId) !== undefined;
  }

  /** Takes the order and brings it as far as it can go, unless there ever was one with its key. */
  carryOut({ origin, key, what, deadlineMs, rules }: LocalOrder): string {
    const orderId = this.idOf(origin, key);
    if (this.#executor.order(orderId) !== undefined || this.#journal.standing(orderId) !== undefined) {
      return orderId;
    }
    const requests = "steps" in what ? what.steps : [];
    const order: Order = {
      ...{ orderId, seq: 0, origin, after: null, deadlineMs, rules: { ...localRules, ...rules } },
      instruction: "instruction" in what ? what.instruction : null,
      steps: requests.map((request, step) => newStep(step, 0, request)),
      reported: nothingReported,
    };
    this.#turns.run(() => {
      this.#executor.adopt(order);
      this.#executor.settle();
    });
    return orderId;
  }

  /** `ended` is told, within the turn, of every order of this origin that ends, and how. */
  onEnd(origin: LocalOrigin, ended: (order: Order, end: OrderEvent) => void): void {
    this.#executor.onLocalEnd(origin, ended);
  }
}
