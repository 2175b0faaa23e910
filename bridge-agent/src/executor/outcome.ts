import type { Deal, OrderEvent } from "../../../src/domain/order/events.ts";
import { NOTHING_TO_DO } from "../../../src/domain/order/queue.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { Order, Reported, Step, StepDeal } from "../journal/records.ts";
import { isFinal, type StepStanding, standingOf } from "./step-standing.ts";

/** What has to be reported of an order now, and whether that ends it. */
export interface Outcome {
  readonly events: readonly OrderEvent[];
  readonly reported: Reported;
  /** The last of the events, when it is an end. */
  readonly ended: OrderEvent | null;
}

/**
 * The events that follow from what is known of an order's steps and were not reported yet. Depends on the
 * set of facts, not on their order, so the events of an order come in a legal sequence even when its
 * facts come mixed up or a crash lies between them: `accepted`, `submitted`, then what the venue did.
 */
export function nextEvents(order: Order): Outcome {
  const events: OrderEvent[] = [];
  const reported = { ...order.reported };
  if (!reported.accepted) {
    reported.accepted = true;
    events.push({ event: "accepted" });
  }
  if (order.steps.length === 0) return { events, reported, ended: null };

  const standings = order.steps.map(standingOf);
  // After `unknown` and after deals the machine has no way back to `submitted`; nor would it say anything new.
  const isBeyond = reported.unknown || reported.partial;
  if (!reported.submitted && !isBeyond && order.steps.some(reachedTerminal)) {
    reported.submitted = true;
    events.push({ event: "submitted" });
  }
  const fresh = order.steps.flatMap(({ deals }) =>
    deals.filter(({ deal }) => !reported.deals.includes(deal)),
  );
  if (standings.every(isFinal)) {
    const last = endEvents(order.steps, standings, fresh, reported.partial);
    return { events: [...events, ...last], reported, ended: last.at(-1) ?? null };
  }
  events.push(...openEvents(order.steps, standings, fresh, reported));
  return { events, reported, ended: null };
}

/** Events of an order that goes on; `reported` is brought up to date. */
function openEvents(
  steps: readonly Step[],
  standings: readonly StepStanding[],
  fresh: readonly StepDeal[],
  reported: Reported,
): OrderEvent[] {
  const events: OrderEvent[] = [];
  const [standing] = standings;
  if (standing?.at === "working" && steps.length === 1 && !reported.working && !reported.partial) {
    reported.working = true;
    events.push({ event: "working", ticket: standing.ticket });
  }
  const doubt = steps.find((step) => step.unknown !== null && step.result === null)?.unknown ?? null;
  if (fresh.length > 0) {
    reported.partial = true;
    // A deal takes the order out of `unknown`. While another of its steps still is, that is said again: the
    // deal cannot wait for it, because nobody may ever learn what became of that step.
    reported.unknown = false;
    reported.deals = [...reported.deals, ...fresh.map(({ deal }) => deal)];
    events.push({ event: "partially_filled", deals: fresh.map(dealOf) });
  }
  if (doubt !== null && !reported.unknown) {
    reported.unknown = true;
    events.push({ event: "unknown", refusal: doubt });
  }
  return events;
}

/** What is told of an order whose doubt was not kept. */
const outcomeUnknown: Refusal = refusal(
  "outcome_unknown",
  "The terminal passed the order on and cannot say yet what came of it.",
  { hint: "the agent keeps asking; look at the terminal before you send another order" },
);

/** The events that end an order, all of whose steps are final. */
function endEvents(
  steps: readonly Step[],
  standings: readonly StepStanding[],
  fresh: readonly StepDeal[],
  partialReported: boolean,
): OrderEvent[] {
  const deals = fresh.map(dealOf);
  const executed =
    steps.some((step) => step.deals.length > 0) || standings.some(({ at }) => at === "done" || at === "part");
  const whole = standings.every(({ at }) => at === "done" || at === "void");
  if (!executed) return [failure(standings)];
  if (whole) return [{ event: "filled", deals }];
  const events: OrderEvent[] = [];
  if (deals.length > 0 || !partialReported) events.push({ event: "partially_filled", deals });
  const why = firstRefusal(standings);
  events.push(why === undefined ? { event: "cancelled" } : { event: "cancelled", refusal: why });
  return events;
}

/** How an order ends of which nothing was carried out. */
function failure(standings: readonly StepStanding[]): OrderEvent {
  const serious = standings.filter(({ at }) => at !== "void");
  if (serious.length === 0) {
    const why = firstRefusal(standings);
    return {
      event: "rejected",
      door: "agent",
      refusal: refusal(NOTHING_TO_DO, why?.message ?? "There was nothing to do.", {
        venueCode: why?.venueCode,
      }),
    };
  }
  for (const standing of serious) if (standing.at === "rejected") return rejected(standing);
  for (const standing of serious) {
    if (standing.at === "expired")
      return { event: "expired", door: standing.door, refusal: standing.refusal };
  }
  return { event: "cancelled" };
}

function rejected({ door, refusal }: Extract<StepStanding, { at: "rejected" }>): OrderEvent {
  return { event: "rejected", door, refusal };
}

/** What a trader has to know of steps that failed: what the venue said before what followed from it. */
function firstRefusal(standings: readonly StepStanding[]): Refusal | undefined {
  const refusals = standings.flatMap((standing) =>
    standing.at === "rejected" || standing.at === "expired" || standing.at === "part"
      ? [standing.refusal]
      : [],
  );
  return refusals.find((why) => why !== undefined) ?? voidRefusal(standings);
}

function voidRefusal(standings: readonly StepStanding[]): Refusal | undefined {
  for (const standing of standings) if (standing.at === "void") return standing.refusal;
  return undefined;
}

/** The terminal's own journal has the step: it may have been executed. */
function reachedTerminal({ submitted, unknown, result, deals }: Step): boolean {
  if (submitted || unknown !== null || deals.length > 0) return true;
  return (
    result !== null && (result.state === "done" || result.state === "rejected" || result.state === "absent")
  );
}

function dealOf({ remaining: _, ...deal }: StepDeal): Deal {
  return deal;
}

/** What `historyOf` needs of an order, ended or not. */
export interface History {
  readonly reported: Reported;
  /** Every deal of the order. */
  readonly deals: readonly StepDeal[];
  /** The ticket of its pending order while that stands. */
  readonly workingTicket: string | null;
  readonly ended: OrderEvent | null;
}

/** The events that bring a ledger, which has lost some, to where the journal is. */
export function historyOf({ reported, deals, workingTicket, ended }: History): OrderEvent[] {
  const events: OrderEvent[] = [{ event: "accepted" }];
  const all = deals.map(dealOf);
  if (reported.submitted || reported.unknown || all.length > 0) events.push({ event: "submitted" });
  if (ended?.event === "filled") return [...events, { event: "filled", deals: all }];
  if (workingTicket !== null) events.push({ event: "working", ticket: workingTicket });
  if (all.length > 0) events.push({ event: "partially_filled", deals: all });
  if (ended !== null) events.push(ended);
  else if (reported.unknown) events.push({ event: "unknown", refusal: outcomeUnknown });
  return events;
}
