import { Decimal } from "../../../src/domain/decimal.ts";
import type { Door, Refusal } from "../../../src/domain/refusal.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import type { Step, StepDeal, StepResult } from "../journal/records.ts";
import { retcodeOf } from "./retcodes.ts";

/** Where a step stands, by everything that is known of it. */
export type StepStanding =
  /** Not passed on, or on its way. */
  | { readonly at: "open" }
  /** A pending order stands at the venue. */
  | { readonly at: "working"; readonly ticket: string }
  /** Carried out whole. */
  | { readonly at: "done" }
  /** There was nothing to do it to; counts as carried out when others were. */
  | { readonly at: "void"; readonly refusal: Refusal }
  /** Executed in part, and the rest never will be. */
  | { readonly at: "part"; readonly refusal: Refusal | undefined }
  /** A pending order was withdrawn before anything of it was filled. */
  | { readonly at: "cancelled" }
  | { readonly at: "rejected"; readonly door: Door; readonly refusal: Refusal }
  | { readonly at: "expired"; readonly door: Door; readonly refusal: Refusal };

/** True when nothing more can come of a step. */
export function isFinal(standing: StepStanding): boolean {
  return standing.at !== "open" && standing.at !== "working";
}

/**
 * Reads a step. Results and deals may come in any order, and either may be missing after a crash, so this
 * depends on the set of what is known and never on what came first.
 */
export function standingOf(step: Step): StepStanding {
  const { result, gone } = step;
  const deals = dealsStanding(step);
  if (deals === "whole") return { at: "done" };
  if (gone !== null && deals !== "missing") return goneStanding(gone, step);
  if (result === null) return { at: "open" };
  if (result.state !== "done") return failed(result);
  // Found at the terminal, its request unknown: what the deals say is all there is.
  if (step.request === null && deals === "part") return { at: "part", refusal: undefined };
  if (retcodeOf(result.retcode)?.meaning === "partial") {
    return deals === "part" ? { at: "part", refusal: venueRefusal(result) } : { at: "open" };
  }
  return doneStanding(step, result);
}

/** `missing`: a deal says that there was another one before it, which has not come yet. */
type DealsStanding = "none" | "part" | "whole" | "missing";

function dealsStanding({ request, result, deals }: Step): DealsStanding {
  const resultDeal = result?.deal ?? "0";
  if (deals.length === 0) return resultDeal === "0" ? "none" : "missing";
  const sum = deals.reduce((lots, deal) => lots.plus(deal.lots), new Decimal(0));
  const remaining = Decimal.min(...deals.map((deal) => deal.remaining));
  if (request === null) return remaining.isZero() ? "whole" : "part";
  if (sum.greaterThanOrEqualTo(request.lots)) return "whole";
  const complete = sum.plus(remaining).greaterThanOrEqualTo(request.lots);
  return complete && (resultDeal === "0" || has(deals, resultDeal)) ? "part" : "missing";
}

function has(deals: readonly StepDeal[], ticket: string): boolean {
  return deals.some(({ deal }) => deal === ticket);
}

/** The terminal says `done`: placed, executed, or changed. */
function doneStanding(step: Step, result: StepResult): StepStanding {
  const action = step.request?.action;
  if (action === "pending") return { at: "working", ticket: result.ticket };
  // Executed, but its deals have not all come yet.
  if (action === "deal" || result.deal !== "0") return { at: "open" };
  return { at: "done" };
}

function goneStanding(gone: NonNullable<Step["gone"]>, step: Step): StepStanding {
  if (step.deals.length > 0) return { at: "part", refusal: undefined };
  switch (gone) {
    case "cancelled":
      return { at: "cancelled" };
    case "expired":
      return {
        at: "expired",
        door: "venue",
        refusal: refusal("pending_expired", "The pending order reached the end of its life at the broker."),
      };
    case "rejected":
      return {
        at: "rejected",
        door: "venue",
        refusal: refusal("activation_refused", "The broker did not activate the pending order."),
      };
  }
}

function failed(result: StepResult): StepStanding {
  switch (result.state) {
    case "done":
      return { at: "done" };
    case "rejected":
      return refusedStanding(result);
    case "absent":
      return {
        at: "rejected",
        door: "venue",
        refusal: refusal("not_executed", "The broker's records show that nothing came of the order."),
      };
    case "expired":
      return {
        at: "expired",
        door: "agent",
        refusal: refusal("deadline_passed", "The terminal got the order after its deadline."),
      };
    case "late":
      return { at: "expired", door: "agent", refusal: deadlinePassed };
    case "refused":
      return { at: "rejected", door: "agent", refusal: result.refusal ?? refusedByPolicy };
    case "skipped":
      return {
        at: "rejected",
        door: "agent",
        refusal: refusal("previous_step_failed", "What had to be closed first could not be closed."),
      };
  }
}

const refusedByPolicy: Refusal = refusal("policy_refused", "The policy of the trading host refused this.");

/** The refusal of what was not passed on in time. */
export const deadlinePassed: Refusal = refusal(
  "deadline_passed",
  "The deadline passed before the order could be given to the terminal.",
);

/** The same for an order that waited for a terminal that could not trade: it names what to do about that. */
export function lateBecause(reason: Refusal | null): Refusal {
  if (reason?.code !== "terminal_cannot_trade") return deadlinePassed;
  return refusal(reason.code, `${reason.message} It could not until the order's deadline.`, {
    hint: reason.hint,
  });
}

function refusedStanding(result: StepResult): StepStanding {
  const why = venueRefusal(result);
  switch (retcodeOf(result.retcode)?.meaning) {
    case "met":
      return { at: "done" };
    case "void":
      return { at: "void", refusal: why };
    default:
      return { at: "rejected", door: "venue", refusal: why };
  }
}

/** Why the venue refused: our own sentence for its code, the terminal's words for codes that we do not know. */
function venueRefusal({ retcode, message }: StepResult): Refusal {
  const known = retcodeOf(retcode);
  const venueCode = retcode === 0 ? undefined : String(retcode);
  if (known !== undefined) return refusal(known.code, known.sentence, { venueCode });
  const words = message === "" ? "without a reason" : `with the words: ${message}`;
  return refusal("venue_rejected", `The terminal refused the order ${words}`, { venueCode });
}
