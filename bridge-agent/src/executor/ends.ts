import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { Step } from "../journal/records.ts";

export const previousLegFailed: Refusal = refusal(
  "previous_leg_failed",
  "The order that had to come first was not carried out, so this one was not either.",
);

export const previousLegUnknown: Refusal = refusal(
  "previous_leg_unknown",
  "Nobody knows what came of the order that had to come first, so this one was not carried out.",
  { hint: "look at the account; send what is still wanted again" },
);

export function rejected(why: Refusal): OrderEvent {
  return { event: "rejected", door: "agent", refusal: why };
}

/** Gives a step up that was never passed on. */
export function end(
  step: Step,
  state: "late" | "skipped" | "refused",
  changed: Set<Step>,
  why?: Refusal,
): void {
  const nothing = { state, retcode: 0, message: "", ticket: "0", deal: "0" };
  step.result = why === undefined ? nothing : { ...nothing, refusal: why };
  changed.add(step);
}
