import { defaultOrderRules } from "../../../src/domain/order/instruction.ts";
import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { resultOf } from "../executor/terminal-facts.ts";
import {
  nothingReported,
  type Order,
  type Step,
  type StepDeal,
  type StepRequest,
  type StepResult,
} from "../journal/records.ts";
import type { VenuePending } from "../terminal-link/facts.ts";
import { classify } from "./classify.ts";
import { doubtRefusal } from "./doubts.ts";
import { evidenceOf, type VenueLists } from "./evidence.ts";

type Answer = Extract<FromTerminal, { type: "answer" }>;

/** What is left of an order that the journal has lost. */
export interface Traces {
  /** The terminal's answers for its steps, without those that it never heard of. */
  readonly answers: readonly Answer[];
  /** Its deals, by step. */
  readonly deals: ReadonlyMap<number, readonly StepDeal[]>;
  /** Its pending orders that stand. */
  readonly pendings: readonly VenuePending[];
}

/**
 * An order that the terminal or the venue knows and the journal does not, rebuilt from its traces; undefined
 * when there are none. A step that left none, before others that did, had nothing to do.
 */
export function foundOrder(orderId: string, traces: Traces, venue: VenueLists): Order | undefined {
  const { answers, deals, pendings } = traces;
  const numbers = [...answers, ...pendings].map(({ step }) => step).concat(...deals.keys());
  if (numbers.length === 0) return undefined;
  const order: Order = {
    orderId,
    seq: 0,
    origin: "gateway",
    after: null,
    deadlineMs: 0,
    rules: defaultOrderRules,
    instruction: null,
    steps: [],
    reported: nothingReported,
  };
  order.steps = stepsUpTo(Math.max(...numbers), deals, pendings);
  for (const step of order.steps) {
    const answer = answers.find((one) => one.step === step.step);
    if (answer !== undefined) settle(order, step, answer, venue);
    else if (!numbers.includes(step.step)) step.result = skipped;
    else {
      const pending = pendings.find((one) => one.step === step.step);
      if (pending !== undefined) step.result = { ...skipped, state: "done", ticket: pending.ticket };
    }
  }
  return order;
}

/** The steps of an order of which only deals are known. */
export function tracedSteps(deals: Traces["deals"]): Step[] {
  const steps = stepsUpTo(Math.max(...deals.keys()), deals, []);
  for (const step of steps) if (!deals.has(step.step)) step.result = skipped;
  return steps;
}

function stepsUpTo(last: number, deals: Traces["deals"], pendings: Traces["pendings"]): Step[] {
  return Array.from({ length: last + 1 }, (_, number) => {
    const pending = pendings.find(({ step }) => step === number);
    return foundStep(number, deals.get(number) ?? [], pending);
  });
}

const skipped: StepResult = { state: "skipped", retcode: 0, message: "", ticket: "0", deal: "0" };

/** A step of which only its traces at the venue are known. It must not be passed on, whatever it was. */
function foundStep(step: number, deals: readonly StepDeal[], pending: VenuePending | undefined): Step {
  return {
    step,
    phase: 0,
    request: pending === undefined ? null : pendingRequest(pending),
    passed: true,
    passedAtMs: null,
    passedTo: null,
    submitted: true,
    unknown: null,
    result: null,
    gone: null,
    deals: [...deals],
  };
}

function settle(order: Order, step: Step, answer: Answer, venue: VenueLists): void {
  const verdict = classify(evidenceOf(order, step, answer, venue, null));
  if (verdict.verdict === "unknown") step.unknown = doubtRefusal(verdict.doubt, answer);
  else if (verdict.verdict === "confirmed" && answer.state !== "done") {
    const { retcode, message, ticket, deal } = answer;
    step.result = { state: "done", retcode, message, ticket, deal };
  } else step.result = resultOf(answer);
}

/** The request of a pending order that still stands: then its fills are yet to come. */
function pendingRequest(pending: VenuePending): StepRequest {
  return {
    action: "pending",
    symbol: pending.symbol,
    side: pending.side,
    kind: pending.kind,
    lots: pending.lots,
    price: pending.price,
    stoplimit: pending.stopLimit ?? "0",
    sl: pending.stopLoss ?? "0",
    tp: pending.takeProfit ?? "0",
    position: "0",
    by: "0",
    ticket: "0",
    filling: "return",
    time: pending.expiresAtMs === null ? "gtc" : "specified",
    expires: pending.expiresAtMs ?? 0,
    deviation: 0,
  };
}
