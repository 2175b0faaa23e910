import { Decimal } from "../../../src/domain/decimal.ts";
import { stepPart } from "../journal/magic.ts";
import type { Order, Step, StepRequest } from "../journal/records.ts";
import type { Mirror } from "../terminal-link/mirror.ts";
import type { Evidence, Told } from "./classify.ts";

/** What the venue's lists are looked up in. */
export type VenueLists = Pick<Mirror, "pendingOf" | "positions" | "pending" | "goneReason">;

/**
 * Brings together what is known of a step. `terminalJournal` is the id of the terminal's journal as its
 * `hello` named it, null when it named none. Pure, over what the mirror holds.
 */
export function evidenceOf(
  order: Pick<Order, "orderId" | "steps">,
  step: Step,
  told: Told,
  venue: VenueLists,
  terminalJournal: string | null,
): Evidence {
  // The usual answer, and it decides by itself: the lists are not walked for it.
  const isDone = told.state === "done";
  return {
    action: step.request?.action ?? null,
    told,
    journaled: step.submitted,
    otherJournal: step.passedTo !== null && step.passedTo !== terminalJournal,
    deals: dealsOf(step),
    pending: !isDone && venue.pendingOf(order.orderId, step.step) !== undefined,
    gone: step.gone !== null,
    position: !isDone && hasPosition(order, step, venue),
    goal: !isDone && step.request !== null && standsAsWanted(step.request, venue),
  };
}

function dealsOf({ request, deals }: Step): Evidence["deals"] {
  if (deals.length === 0) return "none";
  const remaining = Decimal.min(...deals.map((deal) => deal.remaining));
  if (request === null) return remaining.isZero() ? "whole" : "part";
  const sum = deals.reduce((lots, deal) => lots.plus(deal.lots), new Decimal(0));
  return sum.greaterThanOrEqualTo(request.lots) ? "whole" : "part";
}

/** A position tells the magic number of the last deal that formed it, so the step is known by that. */
function hasPosition(
  { orderId, steps }: Pick<Order, "orderId" | "steps">,
  { step }: Step,
  venue: VenueLists,
) {
  return venue.positions.some(
    (one) => one.orderId === orderId && (steps.length === 1 || stepPart(one.magic) === step),
  );
}

/**
 * New stops are on the position, new prices on the pending order, or the one to remove was withdrawn. That
 * an order is not in the list says nothing: it may just be filled.
 */
function standsAsWanted(request: StepRequest, venue: VenueLists): boolean {
  const { action, sl, tp, price } = request;
  if (action === "sltp") {
    const position = venue.positions.find((one) => one.position === request.position);
    return position !== undefined && same(position.stopLoss, sl) && same(position.takeProfit, tp);
  }
  if (action === "remove") return venue.goneReason(request.ticket) === "cancelled";
  if (action !== "modify") return false;
  const pending = venue.pending(request.ticket);
  return (
    pending !== undefined &&
    same(pending.price, price) &&
    same(pending.stopLoss, sl) &&
    same(pending.takeProfit, tp)
  );
}

function same(stands: string | null, wanted: string): boolean {
  return new Decimal(stands ?? "0").equals(wanted);
}
