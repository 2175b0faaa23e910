import { Decimal } from "../decimal.ts";
import type { Door, Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { Deal, OrderEvent, OrderState } from "./events.ts";

/**
 * The order machine: one pure function used by the ledger, the tests and the fault checks alike.
 *
 * | from             | may become                                                                       |
 * |------------------|----------------------------------------------------------------------------------|
 * | pending          | sent, rejected, expired, cancelled                                               |
 * | sent             | accepted, rejected, expired, unknown                                             |
 * | accepted         | submitted, rejected, expired, cancelled, unknown                                 |
 * | submitted        | working, partially_filled, filled, cancelled, rejected, expired, unknown         |
 * | working          | partially_filled, filled, cancelled, expired, rejected, unknown                  |
 * | partially_filled | partially_filled, filled, cancelled, expired, unknown                            |
 * | unknown          | working, partially_filled, filled, cancelled, rejected, expired                  |
 * | filled, cancelled, rejected, expired | nothing: these are ends                                      |
 *
 * `sent` never goes back to `pending` and `submitted` never to `accepted`: an order that may have reached
 * the venue must not look as if it could be given away again (promise P1). `unknown` leads only to what a
 * reconciliation can prove.
 *
 * A note (`noted`) is legal in every state and leaves the order as it is.
 */
const transitions: Readonly<Record<OrderState, readonly OrderState[]>> = {
  pending: ["sent", "rejected", "expired", "cancelled"],
  sent: ["accepted", "rejected", "expired", "unknown"],
  accepted: ["submitted", "rejected", "expired", "cancelled", "unknown"],
  submitted: ["working", "partially_filled", "filled", "cancelled", "rejected", "expired", "unknown"],
  working: ["partially_filled", "filled", "cancelled", "expired", "rejected", "unknown"],
  partially_filled: ["partially_filled", "filled", "cancelled", "expired", "unknown"],
  unknown: ["working", "partially_filled", "filled", "cancelled", "rejected", "expired"],
  filled: [],
  cancelled: [],
  rejected: [],
  expired: [],
};

/** True for the states that nothing leaves. */
export function isEnd(state: OrderState): boolean {
  return transitions[state].length === 0;
}

/** True when the table above has the step. */
export function isLegal(from: OrderState, to: OrderState): boolean {
  return transitions[from].includes(to);
}

/** What the machine knows of an order. Lots and prices are decimal strings. */
export interface OrderRecord {
  readonly id: string;
  readonly state: OrderState;
  /** Sum of the lots of all deals, "0" when there are none. Never falls. */
  readonly filledLots: string;
  /** Weighted by lots; null without deals, and when deals of two symbols or sides have no common average. */
  readonly averagePrice: string | null;
  /** The venue's own order ticket, once one is known. */
  readonly ticket: string | null;
  /** Who refused; set only for `rejected` and `expired`. */
  readonly door: Door | null;
  /** Why the order stands where it does; null when all is well. */
  readonly refusal: Refusal | null;
  /** Each deal ticket once, in the order in which they were reported. */
  readonly deals: readonly Deal[];
  /** Epoch milliseconds of the last event that was no note. */
  readonly changedAtMs: number;
}

/** An event that has no place after the order's state; it is recorded as a fault and changes nothing. */
export interface IllegalTransition {
  readonly orderId: string;
  readonly from: OrderState;
  readonly event: OrderEvent;
  readonly atMs: number;
}

/** An order as it enters the ledger: pending, with nothing done. */
export function newOrder(id: string, atMs: number): OrderRecord {
  return {
    id,
    state: "pending",
    filledLots: "0",
    averagePrice: null,
    ticket: null,
    door: null,
    refusal: null,
    deals: [],
    changedAtMs: atMs,
  };
}

/**
 * The order after `event`, which happened at `atMs` (epoch milliseconds), or why there is no such step.
 * Each event but a note is named after the state that it leads to.
 */
export function applyEvent<Order extends OrderRecord>(
  order: Order,
  event: OrderEvent,
  atMs: number,
): Result<Order, IllegalTransition> {
  if (event.event === "noted") return ok(order);
  if (isLegal(order.state, event.event)) return ok(follow(order, event, atMs));
  return err({ orderId: order.id, from: order.state, event, atMs });
}

/**
 * What `event` makes of an order, legal or not. Only for events that a ledger already holds: they count,
 * whatever a later version of the table above would say to them.
 */
export function follow<Order extends OrderRecord>(order: Order, event: OrderEvent, atMs: number): Order {
  if (event.event === "noted") return order;
  const moved = { ...order, state: event.event, door: null, refusal: null, changedAtMs: atMs };
  switch (event.event) {
    case "sent":
    case "accepted":
    case "submitted":
      return moved;
    case "working":
      return { ...moved, ticket: event.ticket };
    case "partially_filled":
    case "filled":
      return event.deals.length === 0 ? moved : { ...moved, ...withDeals(order, event.deals) };
    case "cancelled":
      return { ...moved, refusal: event.refusal ?? null };
    case "unknown":
      return { ...moved, refusal: event.refusal };
    case "rejected":
    case "expired":
      return { ...moved, door: event.door, refusal: event.refusal };
  }
}

/** Adds the deals that the order does not have yet: a deal reported twice is one deal. */
function withDeals(
  order: OrderRecord,
  reported: readonly Deal[],
): Pick<OrderRecord, "deals" | "filledLots" | "averagePrice" | "ticket"> {
  const deals = [...order.deals];
  const known = new Set(deals.map(({ deal }) => deal));
  for (const deal of reported) {
    if (known.has(deal.deal)) continue;
    known.add(deal.deal);
    deals.push(deal);
  }
  const ticket = order.ticket ?? deals[0]?.ticket ?? null;
  const [only, second] = deals;
  // Most orders have one deal, whose lots and price need no arithmetic.
  if (only !== undefined && second === undefined) {
    return { deals, filledLots: shortest(only.lots), averagePrice: shortest(only.price), ticket };
  }
  let lots = new Decimal(0);
  let value = new Decimal(0);
  for (const deal of deals) {
    lots = lots.plus(deal.lots);
    value = value.plus(new Decimal(deal.lots).times(deal.price));
  }
  const first = deals[0];
  const comparable = deals.every(({ symbol, side }) => symbol === first?.symbol && side === first.side);
  return {
    deals,
    filledLots: lots.toFixed(),
    averagePrice: comparable ? value.dividedBy(lots).toDecimalPlaces(10).toFixed() : null,
    ticket,
  };
}

/** `canonicalDecimal` for what is greater than zero, from its text alone. */
function shortest(positive: string): string {
  return positive.includes(".") ? positive.replace(/\.?0+$/, "") : positive;
}
