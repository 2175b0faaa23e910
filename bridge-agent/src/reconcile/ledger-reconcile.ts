import { MAX_STEPS } from "../../../src/domain/ids.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { FromAgent, FromGateway } from "../../../src/protocol/agent-link.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { AwaitedSteps } from "../executor/awaited-steps.ts";
import type { Executor } from "../executor/executor.ts";
import { queryOf } from "../executor/submit.ts";
import type { Journal } from "../journal/journal.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import { foundOrder } from "./found-order.ts";
import { retell } from "./retell.ts";

type Request = Extract<FromGateway, { type: "reconcile" }>;
type Answer = Extract<FromTerminal, { type: "answer" }>;

export interface LedgerReconcileParts {
  readonly journal: Journal;
  readonly turns: Turns;
  readonly executor: Executor;
  readonly awaited: AwaitedSteps;
  readonly mirror: Mirror;
  readonly log: Log;
  /** Sends to the gateway's current link. */
  readonly send: (frame: FromAgent) => void;
}

/**
 * Answers the gateway's `reconcile`: which of the orders in its ledger the agent has never had. An order
 * that is not in the journal (which may have been lost) is looked for at the terminal first. What the
 * terminal knows is taken into the journal and reported; what nobody knows is entered as refused before
 * the answer leaves, so that its frame, should it still come from anywhere, can never be carried out.
 */
export class LedgerReconcile {
  readonly #parts: LedgerReconcileParts;
  #request: Request | undefined;
  /** What the terminal said so far of the orders that are looked for, step by step. */
  #lookups: Map<string, Answer[]> | undefined;
  #done = false;
  #ledgerLostReports = false;

  constructor(parts: LedgerReconcileParts) {
    this.#parts = parts;
  }

  /** True when the gateway of the current or last link has its answer. */
  get done(): boolean {
    return this.#done;
  }

  /**
   * A new link begins: nothing is traded until its `reconcile` is answered. `ledgerLostReports`: the
   * gateway has fewer reports than it once acknowledged, so the orders it names are reported anew.
   */
  begin(ledgerLostReports: boolean): void {
    this.#ledgerLostReports = ledgerLostReports;
    this.#request = undefined;
    this.#lookups = undefined;
    this.#done = false;
  }

  /** Takes the question; belongs into a turn. */
  requested(frame: Request): void {
    this.#parts.mirror.pips = frame.pips;
    this.#request = frame;
    this.#lookups = undefined;
    if (!this.#ledgerLostReports) return;
    this.#ledgerLostReports = false;
    for (const orderId of frame.orderIds) retell(orderId, this.#parts);
  }

  /** Goes on as soon as agent and terminal are reconciled; belongs into a turn. */
  proceed(ready: boolean): void {
    const { journal, turns } = this.#parts;
    if (!ready) this.#lookups = undefined;
    if (!ready || this.#request === undefined || this.#lookups !== undefined) return;
    this.#lookups = new Map();
    for (const orderId of this.#request.orderIds) {
      if (journal.standing(orderId) !== undefined) continue;
      this.#lookups.set(orderId, []);
      turns.toTerminal(queryOf(orderId, 0, null));
    }
    this.#finishIfAnswered();
  }

  /** Takes an answer of the terminal; false when it is about an order that is not looked for. */
  answered(frame: Answer): boolean {
    const answers = this.#lookups?.get(frame.order);
    if (answers === undefined || frame.step !== answers.length) return false;
    answers.push(frame);
    if (frame.state !== "never" && frame.step + 1 < MAX_STEPS) {
      this.#parts.turns.toTerminal(queryOf(frame.order, frame.step + 1, null));
    } else {
      this.#finishIfAnswered();
    }
    return true;
  }

  #finishIfAnswered(): void {
    const lookups = this.#lookups;
    const request = this.#request;
    if (lookups === undefined || request === undefined) return;
    for (const answers of lookups.values()) {
      const last = answers.at(-1);
      if (last === undefined || (last.state !== "never" && answers.length < MAX_STEPS)) return;
    }
    const { journal, turns, executor, awaited, mirror, log, send } = this.#parts;
    const neverSeen: string[] = [];
    for (const [orderId, answers] of lookups) {
      // Its frame came while the terminal was asked.
      if (executor.order(orderId) !== undefined || journal.standing(orderId) !== undefined) continue;
      journal.claimStrays(orderId);
      mirror.claim(orderId);
      const traces = {
        answers: answers.filter(({ state }) => state !== "never"),
        deals: journal.dealSteps(orderId),
        pendings: mirror.pendings.filter((pending) => pending.orderId === orderId),
      };
      const order = foundOrder(orderId, traces, mirror);
      if (order === undefined) {
        neverSeen.push(orderId);
        journal.refuse(orderId, 0, { event: "rejected", door: "agent", refusal: neverReceived });
        continue;
      }
      log.warn("order_found_at_terminal", { orderId, steps: order.steps.length });
      executor.adopt(order);
      for (const step of order.steps) if (step.result === null) awaited.add(order, step);
    }
    executor.settle();
    this.#request = undefined;
    this.#lookups = undefined;
    this.#done = true;
    turns.afterwards(() => send({ type: "reconciled", reconcileId: request.reconcileId, neverSeen }));
  }
}

/** The end of an order of which neither agent nor terminal has ever heard. */
const neverReceived: Refusal = refusal(
  "never_received",
  "Neither the agent nor the terminal ever received the order; it will not be carried out.",
);
