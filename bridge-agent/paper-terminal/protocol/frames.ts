import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { Entry } from "../journal/journal.ts";
import { isMarket, kindOf, sideOf } from "../trade-server/order-types.ts";
import { type Change, type Deal, type Order, type Position, stands } from "../trade-server/types.ts";

/** The trade server's records as messages of the EA link; every field is what `fromTerminalSchema` reads. */

export function journaledMessage(entry: Entry, atMs: number): OutMessage {
  return { type: "journaled", order: entry.orderId, step: entry.step, at: atMs };
}

/** What a terminal says of a step: an entry of its journal, or what the venue's records have of it. */
export type Said = Pick<Entry, "retcode" | "message" | "ticket" | "deal" | "atMs"> & {
  readonly state: Entry["state"] | "never";
};

export function outcomeMessage(
  type: "result" | "answer",
  orderId: string,
  step: number,
  said: Said,
): OutMessage {
  const { state, retcode, message, ticket, deal, atMs } = said;
  return { type, order: orderId, step, state, retcode, message, ticket, deal, at: atMs };
}

export function dealMessage(deal: Deal): OutMessage {
  return {
    type: "deal",
    deal: deal.deal,
    ticket: deal.ticket,
    position: deal.position,
    order: deal.reference?.orderId ?? "",
    step: deal.reference?.step ?? 0,
    symbol: deal.symbol,
    magic: deal.magic,
    side: deal.side,
    entry: deal.entry,
    lots: deal.lots,
    price: deal.price,
    profit: deal.profit,
    commission: deal.commission,
    swap: deal.swap,
    remaining: deal.remaining,
    reason: deal.reason,
    at: deal.atMs,
  };
}

export function positionMessage(position: Position): OutMessage {
  return {
    type: "position",
    position: position.position,
    ident: position.ident,
    symbol: position.symbol,
    side: position.direction,
    lots: position.lots,
    price: position.price,
    sl: position.sl,
    tp: position.tp,
    magic: position.magic,
    order: position.reference?.orderId ?? "",
    at: position.openedAtMs,
  };
}

/** A standing pending order; nothing for a market order. */
export function pendingMessage(order: Order): OutMessage | undefined {
  if (order.type === "close_by" || isMarket(order.type)) return undefined;
  return {
    type: "pending",
    ticket: order.ticket,
    symbol: order.symbol,
    side: sideOf(order.type),
    kind: kindOf(order.type),
    lots: order.lots,
    price: order.price,
    stoplimit: order.stoplimit,
    expires: order.expirationMs,
    sl: order.sl,
    tp: order.tp,
    magic: order.magic,
    order: order.reference?.orderId ?? "",
    step: order.reference?.step ?? 0,
    at: order.placedAtMs,
  };
}

/** A pending order that ended without being filled; nothing for others. */
export function goneMessage(order: Order): OutMessage | undefined {
  const { state } = order;
  if (order.type === "close_by" || isMarket(order.type)) return undefined;
  if (state !== "cancelled" && state !== "expired" && state !== "rejected") return undefined;
  return {
    type: "gone",
    ticket: order.ticket,
    magic: order.magic,
    order: order.reference?.orderId ?? "",
    step: order.reference?.step ?? 0,
    reason: state,
    at: order.doneAtMs,
  };
}

/** What a change means to the agent; nothing for a filled order, whose deal says it. */
export function changeMessage(change: Change): OutMessage | undefined {
  switch (change.change) {
    case "order":
      return stands(change.order.state) ? pendingMessage(change.order) : goneMessage(change.order);
    case "deal":
      return dealMessage(change.deal);
    case "position":
      return positionMessage(change.position);
    case "position_closed":
      return { type: "position_closed", ident: change.position.ident };
  }
}
