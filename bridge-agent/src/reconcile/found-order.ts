import type { FromTerminal } from "../../../src/protocol/ea-link.ts";
import { isUnclear, resultOf } from "../executor/terminal-facts.ts";
import type { Journal } from "../journal/journal.ts";
import { nothingReported, type Order, type Step, type StepRequest } from "../journal/records.ts";
import type { Mirror } from "../terminal-link/mirror.ts";

type Answer = Extract<FromTerminal, { type: "answer" }>;

/**
 * An order that the terminal knows and the journal does not, rebuilt from the terminal's answers (one for
 * each step, in order) and from the deals that were told for it.
 */
export function foundOrder(
  orderId: string,
  answers: readonly Answer[],
  journal: Pick<Journal, "dealsOf">,
  mirror: Pick<Mirror, "pending">,
): Order {
  return {
    orderId,
    seq: 0,
    after: null,
    deadlineMs: 0,
    instruction: null,
    steps: answers.map((answer) => foundStep(answer, journal, mirror)),
    reported: nothingReported,
  };
}

function foundStep(answer: Answer, journal: Pick<Journal, "dealsOf">, mirror: Pick<Mirror, "pending">): Step {
  const unclear = isUnclear(answer);
  return {
    step: answer.step,
    phase: 0,
    request: pendingRequest(answer.ticket, mirror),
    passed: true,
    submitted: true,
    unknown: unclear,
    result: unclear ? null : resultOf(answer),
    gone: null,
    deals: journal.dealsOf(answer.order, answer.step),
  };
}

/** The request of a pending order that still stands: then its fills are yet to come. */
function pendingRequest(ticket: string, mirror: Pick<Mirror, "pending">): StepRequest | null {
  const pending = mirror.pending(ticket);
  if (pending === undefined) return null;
  return {
    action: "pending",
    symbol: pending.symbol,
    side: pending.side,
    kind: pending.kind,
    lots: pending.lots,
    price: pending.price,
    sl: pending.stopLoss ?? "0",
    tp: pending.takeProfit ?? "0",
    position: "0",
    ticket: "0",
  };
}
