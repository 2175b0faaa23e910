import * as z from "zod";
import { orderIdSchema } from "../../../src/domain/ids.ts";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import type { SignedOrder } from "../../../src/domain/order/instruction.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { deadlinePassed } from "../executor/step-standing.ts";
import type { ReceivedOrder } from "../gateway-link/order-inbox.ts";

/** Whom orders must be meant for. */
export interface Self {
  readonly accountId: string;
  readonly agentId: string;
}

/** What door two says to an order. */
export type Admission =
  | { readonly verdict: "accepted"; readonly order: SignedOrder }
  /** The journal has it; it must not run again. */
  | { readonly verdict: "known"; readonly orderId: string }
  /** `orderId` is null when nobody can be told: nothing in the frame can be believed. */
  | { readonly verdict: "refused"; readonly orderId: string | null; readonly event: OrderEvent };

/**
 * Door two: decides about one order frame. `nowMs` is the gateway's clock, or null while it is not known
 * (then the deadline is judged before the order is passed on). `isKnown` asks the journal. Pure.
 */
export function admit(
  { jws, verified }: Pick<ReceivedOrder, "jws" | "verified">,
  self: Self,
  nowMs: number | null,
  isKnown: (orderId: string) => boolean,
): Admission {
  if (!verified.ok) {
    const claimed = claimedOrderId(jws);
    // What is not signed must not change how a real order looks, only say that this frame was refused.
    const tellable = claimed !== null && !isKnown(claimed) ? claimed : null;
    return refused(tellable, verified.error);
  }
  const order = verified.value;
  if (order.accountId !== self.accountId) {
    return refused(order.orderId, refusal("wrong_account", "The order is for another trading account."));
  }
  if (order.agentId !== self.agentId) {
    return refused(order.orderId, refusal("wrong_agent", "The order is for another agent."));
  }
  if (isKnown(order.orderId)) return { verdict: "known", orderId: order.orderId };
  if (nowMs !== null && nowMs > order.deadlineMs) {
    const event: OrderEvent = { event: "expired", door: "agent", refusal: deadlinePassed };
    return { verdict: "refused", orderId: order.orderId, event };
  }
  return { verdict: "accepted", order };
}

function refused(orderId: string | null, why: Refusal): Admission {
  return { verdict: "refused", orderId, event: { event: "rejected", door: "agent", refusal: why } };
}

const claimSchema = z.object({ orderId: orderIdSchema });

/** The order id that an unverified frame claims, or null; only good for saying what was refused. */
function claimedOrderId(jws: string): string | null {
  const payload = jws.split(".")[1] ?? "";
  let data: unknown;
  try {
    data = JSON.parse(Buffer.from(payload, "base64url").toString("utf8"));
  } catch {
    // Not even JSON: there is nothing that could be named.
    return null;
  }
  const claim = claimSchema.safeParse(data);
  return claim.success ? claim.data.orderId : null;
}
