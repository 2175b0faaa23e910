import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import type { Journal } from "../journal/journal.ts";
import type { Order, Step, StepDeal, StepResult } from "../journal/records.ts";
import type { Log } from "../log.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import type { AwaitedSteps } from "./awaited-steps.ts";
import type { DealCursor } from "./deal-cursor.ts";
import type { Executor } from "./executor.ts";
import { retcodeOf } from "./retcodes.ts";

type Frame<Type extends FromTerminal["type"]> = Extract<FromTerminal, { type: Type }>;
type OutcomeFrame = Frame<"result"> | Frame<"answer">;

/**
 * Enters what the terminal says of steps. Belongs into a turn; `Executor.settle` draws the conclusions
 * once everything that arrived together is entered, so that it costs one commit and few reports.
 */
export class TerminalFacts {
  readonly #executor: Executor;
  readonly #awaited: AwaitedSteps;
  readonly #journal: Journal;
  readonly #cursor: DealCursor;
  readonly #market: Pick<Mirror, "hasTraceOf">;
  readonly #log: Log;

  constructor(parts: {
    readonly executor: Executor;
    readonly awaited: AwaitedSteps;
    readonly journal: Journal;
    readonly cursor: DealCursor;
    readonly market: Pick<Mirror, "hasTraceOf">;
    readonly log: Log;
  }) {
    this.#executor = parts.executor;
    this.#awaited = parts.awaited;
    this.#journal = parts.journal;
    this.#cursor = parts.cursor;
    this.#market = parts.market;
    this.#log = parts.log;
  }

  /** The step is in the terminal's journal. Nobody waits for this, so it may be settled a little later. */
  journaled({ order, step, at }: Frame<"journaled">): void {
    const found = this.#find(order, step);
    if (found === undefined || found.step.submitted) return;
    this.#executor.times.journaled(order, at);
    found.step.submitted = true;
    this.#executor.touch(found.order, found.step);
  }

  /** What came of a step: the answer to a `submit` or to a `query`. */
  outcome(frame: OutcomeFrame): void {
    const found = this.#find(frame.order, frame.step);
    if (found === undefined || found.step.result !== null) return;
    const { order, step } = found;
    this.#executor.times.outcome(frame.order, frame.at);
    if (frame.state === "never" && !this.#hasTraces(found)) {
      // Proof that it never left the terminal: it may be passed on again, if there is still time.
      step.passed = false;
      this.#awaited.delete(frame.order, frame.step);
    } else if (frame.state === "never" || isUnclear(frame)) {
      step.unknown = true;
      this.#awaited.unclear(frame.order, frame.step);
    } else {
      step.result = resultOf(frame);
      this.#awaited.delete(frame.order, frame.step);
    }
    this.#executor.touch(order, step);
  }

  deal(frame: Frame<"deal">): void {
    this.#cursor.note(frame.deal);
    // Stops and targets belong to the position, whatever order opened it.
    if (frame.order === "" || frame.reason === "sl" || frame.reason === "tp" || frame.reason === "so") return;
    if (!this.#journal.addDeal(frame.order, frame.step, dealOf(frame))) return;
    const found = this.#find(frame.order, frame.step);
    if (found !== undefined) {
      this.#executor.times.outcome(frame.order, frame.at);
      found.step.deals.push(dealOf(frame));
      this.#executor.touch(found.order, found.step);
    } else if (this.#journal.standing(frame.order) !== undefined) {
      this.#log.error("deal_after_end", { orderId: frame.order, step: frame.step, deal: frame.deal });
    }
  }

  gone(frame: Frame<"gone">): void {
    if (frame.order === "") return;
    const found = this.#find(frame.order, frame.step);
    if (found === undefined || found.step.gone !== null) return;
    this.#executor.times.outcome(frame.order, frame.at);
    found.step.gone = frame.reason;
    this.#executor.touch(found.order, found.step);
  }

  /** Something came of the step although the terminal does not know it: then it has lost its own journal. */
  #hasTraces({ order, step }: { readonly order: Order; readonly step: Step }): boolean {
    return step.submitted || step.deals.length > 0 || this.#market.hasTraceOf(order.orderId);
  }

  #find(orderId: string, step: number): { order: Order; step: Step } | undefined {
    const order = this.#executor.order(orderId);
    const found = order?.steps[step];
    return order === undefined || found === undefined ? undefined : { order, step: found };
  }
}

/** Nobody knows yet: the terminal says so, or the retcode does, whatever the terminal makes of it. */
export function isUnclear(frame: Pick<OutcomeFrame, "state" | "retcode">): boolean {
  if (frame.state === "sent") return true;
  return frame.state === "rejected" && retcodeOf(frame.retcode)?.meaning === "unclear";
}

/** The outcome in a frame as the journal keeps it; `never` and `sent` are no outcomes. */
export function resultOf({ state, retcode, message, ticket, deal }: OutcomeFrame): StepResult | null {
  return state === "never" || state === "sent" ? null : { state, retcode, message, ticket, deal };
}

function dealOf(frame: Frame<"deal">): StepDeal {
  const { deal, ticket, position, symbol, side, entry, lots, price, profit, remaining, at } = frame;
  return { deal, ticket, position, symbol, side, entry, lots, price, profit, remaining, atMs: at };
}
