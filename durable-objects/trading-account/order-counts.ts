import { timeOfId } from "../../src/domain/ids.ts";
import { reasonLabel } from "../../src/domain/metrics/reasons.ts";
import type { OrderState } from "../../src/domain/order/events.ts";
import type { Counters } from "../shared/counters.ts";
import type { StoredOrder } from "./rows.ts";

/**
 * The steps whose time is measured: from the state on the left to each of those on the right. Left out is what says
 * nothing about speed: how long a pending order stood at the venue, and ways back from `unknown`.
 */
const measured: Readonly<Partial<Record<OrderState, readonly OrderState[]>>> = {
  pending: ["sent"],
  sent: ["accepted"],
  accepted: ["submitted"],
  submitted: ["working", "partially_filled", "filled"],
};

/**
 * The order of an alert is in the ledger: the time since the Worker received the alert, which its id tells. Requests
 * of people and stops have no such id.
 */
export function countCommitted(counters: Counters, order: StoredOrder): void {
  if (order.source !== null) return;
  const tookMs = order.createdAtMs - timeOfId(order.alertId);
  counters.observe("sallyport_order_step_seconds", { step: "committed" }, tookMs);
}

/** An order went from one state to another. */
export function countStep(counters: Counters, before: StoredOrder, after: StoredOrder): void {
  if (!measured[before.state]?.includes(after.state)) return;
  const tookMs = after.changedAtMs - before.changedAtMs;
  counters.observe("sallyport_order_step_seconds", { step: after.state }, tookMs);
  if (before.state !== "submitted" || after.source !== null) return;
  const wholeMs = after.changedAtMs - timeOfId(after.alertId);
  counters.observe("sallyport_order_step_seconds", { step: "alert_to_venue" }, wholeMs);
}

/** An order has ended. */
export function countEnd(counters: Counters, { state, door, refusal }: StoredOrder): void {
  const labels = { state, door: door ?? "", reason: reasonLabel(refusal?.code) };
  counters.add("sallyport_orders_total", labels);
}
