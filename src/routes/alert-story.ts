import type { Alert } from "../../durable-objects/strategy/alert.ts";
import type { AlertOrders, OrderView } from "../../durable-objects/trading-account/views.ts";
import type { OrderState } from "../domain/order/events.ts";
import { NOTHING_TO_DO } from "../domain/order/queue.ts";

/** What became of an alert, read from its verdict and from its orders on all accounts. */

export const outcomes = [
  "pending",
  "filled",
  "working",
  "partially_filled",
  "cancelled",
  "rejected",
  "expired",
  "unknown",
  "mixed",
] as const;
export type Outcome = (typeof outcomes)[number];

/** The orders that an alert gave on one account, or why it gave none there. */
export interface AccountPart extends AlertOrders {
  readonly accountId: string;
}

/** States on the way to an outcome look alike from outside. */
const outcomeOfState: Readonly<Record<OrderState, Outcome>> = {
  pending: "pending",
  sent: "pending",
  accepted: "pending",
  submitted: "pending",
  working: "working",
  partially_filled: "partially_filled",
  filled: "filled",
  cancelled: "cancelled",
  rejected: "rejected",
  expired: "expired",
  unknown: "unknown",
};

/** Not known yet, or not yet over: the first of these that occurs stands for the whole alert. */
const openOutcomes: readonly Outcome[] = ["unknown", "pending", "partially_filled"];

/**
 * The outcome of an alert: null when it was not accepted. `final` is true when nothing more will happen by
 * itself: every order is at an end state or stands at the venue.
 */
export function outcomeOf(
  alert: Alert,
  parts: readonly AccountPart[],
): { outcome: Outcome | null; final: boolean } {
  if (alert.verdict !== "accepted") return { outcome: null, final: true };
  const outcomes: Outcome[] = [];
  for (const { accountId, refusal } of alert.routes) {
    if (refusal !== null) continue;
    const part = parts.find((candidate) => candidate.accountId === accountId);
    outcomes.push(...outcomesOfPart(part));
  }
  // Only a message to the strategy itself (halt, resume) is accepted for no account.
  const [first = "filled", ...others] = outcomes;
  for (const open of openOutcomes) if (outcomes.includes(open)) return { outcome: open, final: false };
  return { outcome: others.every((other) => other === first) ? first : "mixed", final: true };
}

function outcomesOfPart(part: AccountPart | undefined): Outcome[] {
  if (part === undefined) return ["pending"];
  if (part.refusal !== null) return ["rejected"];
  if (part.orders.length === 0) return ["pending"];
  // In a flip there may be nothing to close: the order that followed says what became of the alert.
  const telling = part.orders.filter((order) => order.refusal?.code !== NOTHING_TO_DO);
  return (telling.length > 0 ? telling : part.orders).map((order) => outcomeOfState[order.state]);
}

/** One step of an alert's way: through the hook, both doors, and back. Times are epoch milliseconds. */
export interface Step {
  /** `fired`, `received`, `verdict`, the state that an order came into, or `noted`. */
  readonly step: string;
  /** When it happened, by the gateway's clock as well as whoever reported it knew that. */
  readonly at: number;
  readonly verdict?: string;
  readonly accountId?: string;
  readonly orderId?: string;
  /** When the gateway's ledger learned of it. */
  readonly recordedAt?: number;
  /** Which link of the agent it went over. */
  readonly epoch?: number;
  /** What the step brought with it: deals, a ticket, the reason of a refusal, the words of a note. */
  readonly event?: OrderView["timeline"][number]["event"];
}

/** Every step of the alert and of its orders, by time; steps of the same millisecond in their natural order. */
export function timelineOf(alert: Alert, parts: readonly AccountPart[]): Step[] {
  const steps: Step[] = [];
  if (alert.signal?.firedAtMs !== undefined) steps.push({ step: "fired", at: alert.signal.firedAtMs });
  steps.push({ step: "received", at: alert.receivedAtMs });
  steps.push({ step: "verdict", at: alert.decidedAtMs, verdict: alert.verdict });
  for (const { accountId, orders } of parts) {
    for (const order of orders) {
      for (const { step, atMs, recordedAtMs, epoch, event } of order.timeline) {
        steps.push({ step, at: atMs, accountId, orderId: order.id, recordedAt: recordedAtMs, epoch, event });
      }
    }
  }
  return steps.sort((a, b) => a.at - b.at);
}
