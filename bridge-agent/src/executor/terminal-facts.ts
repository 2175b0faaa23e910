import { refusal } from "../../../src/domain/refusal.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { Journal } from "../journal/journal.ts";
import type { Order, Step, StepDeal, StepResult } from "../journal/records.ts";
import type { Turns } from "../journal/turns.ts";
import type { Log } from "../log.ts";
import { classify, type Verdict } from "../reconcile/classify.ts";
import { doubtRefusal } from "../reconcile/doubts.ts";
import { evidenceOf, type VenueLists } from "../reconcile/evidence.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import type { TerminalIdentity } from "../terminal-link/terminal-identity.ts";
import type { AwaitedSteps } from "./awaited-steps.ts";
import type { DealCursor } from "./deal-cursor.ts";
import type { Executor } from "./executor.ts";

type Frame<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;
type OutcomeFrame = Frame<"result"> | Frame<"answer">;
interface Found {
  readonly order: Order;
  readonly step: Step;
}

/** Is told of deals: every time one is told, with whose it is, and once when one of ours is entered. */
export interface DealWatch {
  readonly told: (frame: Frame<"deal">, orderId: string | null) => void;
  readonly entered: (frame: Frame<"deal">, orderId: string) => void;
}

export interface TerminalFactsParts {
  readonly watch?: DealWatch;
  readonly executor: Executor;
  readonly awaited: AwaitedSteps;
  readonly journal: Pick<Journal, "addDeal" | "addStray" | "originOf" | "standing" | "isGateways">;
  readonly turns: Pick<Turns, "report">;
  readonly cursor: DealCursor;
  readonly market: VenueLists & Pick<Mirror, "placed">;
  readonly terminal: TerminalIdentity;
  readonly log: Log;
}

/**
 * Enters what the terminal says of steps. Belongs into a turn; `Executor.settle` draws the conclusions
 * once everything that arrived together is entered, so that it costs one commit and few reports.
 *
 * A frame that names no order, because the terminal's journal is lost or was restored, is matched by its
 * magic number with the agent's own journal.
 */
export class TerminalFacts {
  readonly #parts: TerminalFactsParts;

  constructor(parts: TerminalFactsParts) {
    this.#parts = parts;
  }

  /** The step is in the terminal's journal. Nobody waits for this, so it may be settled a little later. */
  journaled({ order, step, at }: Frame<"journaled">): void {
    const found = this.#find(order, step);
    if (found === undefined || found.step.submitted) return;
    this.#parts.executor.times.journaled(order, at);
    found.step.submitted = true;
    this.#parts.executor.touch(found.order, found.step);
  }

  /**
   * What came of a step: the answer to a `submit` or to a `query`, however late it comes. Returns true when
   * nobody knows.
   */
  outcome(frame: OutcomeFrame): boolean {
    const found = this.#find(frame.order, frame.step);
    if (found === undefined || found.step.result !== null) return false;
    const { executor, market, terminal } = this.#parts;
    executor.times.outcome(frame.order, frame.at);
    // From now on `never` would mean that the terminal has lost its journal.
    if (!neverSent.has(frame.state)) found.step.submitted = true;
    const verdict = classify(evidenceOf(found.order, found.step, frame, market, terminal.journalId));
    this.#conclude(found, frame, verdict);
    executor.touch(found.order, found.step);
    return verdict.verdict === "unknown";
  }

  deal(frame: Frame<"deal">): void {
    const { journal, cursor, executor } = this.#parts;
    cursor.note(frame.deal);
    // Stops and targets belong to the position, whatever order opened it.
    const isBrokers = frame.reason === "sl" || frame.reason === "tp" || frame.reason === "so";
    const origin = isBrokers ? null : this.#originOf(frame);
    this.#parts.watch?.told(frame, origin?.orderId ?? null);
    if (isBrokers) return;
    if (origin === null) {
      if (frame.magic !== "0") journal.addStray(frame.magic, dealOf(frame));
      return;
    }
    const { orderId } = origin;
    if (!journal.addDeal(orderId, origin.step, dealOf(frame))) return;
    this.#parts.watch?.entered(frame, orderId);
    const found = this.#find(orderId, origin.step);
    if (found !== undefined) {
      executor.times.outcome(orderId, frame.at);
      found.step.deals.push(dealOf(frame));
      this.#reached(found);
      executor.touch(found.order, found.step);
    } else if (journal.standing(orderId)?.standing === "ended") {
      this.#afterEnd(orderId, frame);
    }
  }

  /** An order that was reported as ended has executed nevertheless: its owner has to see that. */
  #afterEnd(orderId: string, frame: Frame<"deal">): void {
    const { journal, turns, log } = this.#parts;
    log.error("deal_after_end", { orderId, deal: frame.deal });
    if (!journal.isGateways(orderId)) return;
    const { remaining: _, ...deal } = dealOf(frame);
    const message =
      "The broker executed a deal for the order after its end had been reported; look at the account.";
    turns.report(orderId, { event: "noted", code: "deal_after_end", message, deal });
  }

  #originOf({
    order,
    step,
    magic,
  }: Frame<"deal">): { readonly orderId: string; readonly step: number } | null {
    return order === "" ? this.#parts.journal.originOf(magic) : { orderId: order, step };
  }

  /** A pending order stands: the answer for a step of which nobody could say what came of it. */
  pending(frame: Frame<"pending">): void {
    const { journal, executor } = this.#parts;
    const origin = frame.order === "" ? journal.originOf(frame.magic) : null;
    const found = this.#find(origin?.orderId ?? frame.order, origin?.step ?? frame.step);
    if (found === undefined || found.step.result !== null) return;
    this.#reached(found);
    if (found.step.unknown === null) return;
    this.#place(found, frame.ticket);
    executor.touch(found.order, found.step);
  }

  gone(frame: Frame<"gone">): void {
    const { journal, executor } = this.#parts;
    const origin = frame.order === "" ? journal.originOf(frame.magic) : null;
    const orderId = origin?.orderId ?? frame.order;
    const found = this.#find(orderId, origin?.step ?? frame.step);
    if (found === undefined || found.step.gone !== null) return;
    executor.times.outcome(orderId, frame.at);
    found.step.gone = frame.reason;
    this.#reached(found);
    executor.touch(found.order, found.step);
  }

  #conclude(found: Found, frame: OutcomeFrame, verdict: Verdict): void {
    const { awaited, log } = this.#parts;
    const { order, step } = found;
    if (verdict.verdict === "unknown") {
      step.unknown = doubtRefusal(verdict.doubt, frame);
      awaited.unclear(order.orderId, step.step);
      if (verdict.doubt === "contradiction") {
        log.error("terminal_contradicts_itself", {
          orderId: order.orderId,
          step: step.step,
          state: frame.state,
        });
      }
      return;
    }
    awaited.delete(order.orderId, step.step);
    if (verdict.verdict === "confirmed") this.#showPlaced(found, frame.ticket);
    if (verdict.verdict === "not_executed" && verdict.proof === "never_arrived") {
      // It never left the terminal: it may be passed on again, if there is still time.
      step.passed = false;
      step.unknown = null;
    } else if (verdict.verdict === "not_executed" || verdict.by === "terminal") {
      step.result = resultOf(frame);
    } else if (verdict.by === "pending") {
      this.#place(found, this.#parts.market.pendingOf(order.orderId, step.step)?.ticket ?? frame.ticket);
    } else {
      const { ticket, deal, message } = frame;
      step.result = {
        state: "done",
        retcode: verdict.by === "goal" ? NO_CHANGES : DONE,
        message,
        ticket,
        deal,
      };
    }
  }

  #showPlaced({ order, step }: Found, ticket: string): void {
    const { request, gone, deals } = step;
    if (request?.action !== "pending" || gone !== null || deals.length > 0) return;
    this.#parts.market.placed(ticket, request, { orderId: order.orderId, step: step.step });
  }

  #place({ order, step }: Found, ticket: string): void {
    step.result = { state: "done", retcode: DONE, message: "", ticket, deal: "0" };
    this.#parts.awaited.delete(order.orderId, step.step);
  }

  /** Something came of the step, so it must not be passed on, even if this journal says that it never was. */
  #reached({ order, step }: Found): void {
    if (step.passed) return;
    step.passed = true;
    this.#parts.log.error("journal_behind_terminal", { orderId: order.orderId, step: step.step });
    if (step.result === null) this.#parts.awaited.add(order, step);
  }

  #find(orderId: string, step: number): Found | undefined {
    const order = this.#parts.executor.order(orderId);
    const found = order?.steps[step];
    return order === undefined || found === undefined ? undefined : { order, step: found };
  }
}

/** MetaTrader's retcodes for "done" and "it stands like this already". */
const DONE = 10009;
const NO_CHANGES = 10025;

/** States of a step that the terminal did not send on, and need not even have in its journal. */
const neverSent: ReadonlySet<OutcomeFrame["state"]> = new Set(["never", "expired", "refused"]);

/** The outcome in a frame as the journal keeps it; `never` and `sent` are no outcomes. */
export function resultOf({ state, retcode, message, ticket, deal }: OutcomeFrame): StepResult | null {
  if (state === "never" || state === "sent") return null;
  const result = { state, retcode, message, ticket, deal };
  if (state !== "refused") return result;
  return {
    ...result,
    refusal: refusal("terminal_refused", `The terminal did not send the order: ${message}.`),
  };
}

function dealOf(frame: Frame<"deal">): StepDeal {
  const { deal, ticket, position, symbol, side, entry, lots, price, profit, remaining, at } = frame;
  return { deal, ticket, position, symbol, side, entry, lots, price, profit, remaining, atMs: at };
}
