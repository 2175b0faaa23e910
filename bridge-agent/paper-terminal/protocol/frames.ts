import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { Entry } from "../journal/journal.ts";
import type { Quote } from "../trade-server/quotes.ts";
import type { PaperSymbol } from "../trade-server/symbols.ts";
import type { Account, Change, Deal, Order, Position } from "../trade-server/types.ts";

/** The trade server's records as messages of the EA link; every field is what `fromTerminalSchema` reads. */

export function accountMessage(account: Account): OutMessage {
  return { type: "account", ...account, mode: "hedging" };
}

export function symbolMessage(symbol: PaperSymbol, quote: Quote): OutMessage {
  return {
    type: "symbol",
    symbol: symbol.symbol,
    digits: symbol.digits,
    point: symbol.point,
    minlots: symbol.minLots,
    maxlots: symbol.maxLots,
    lotstep: symbol.lotStep,
    contract: symbol.contract,
    forex: symbol.forex ? "1" : "0",
    bid: quote.bid,
    ask: quote.ask,
  };
}

export function tickMessage(symbol: string, quote: Quote, atMs: number): OutMessage {
  return { type: "tick", symbol, bid: quote.bid, ask: quote.ask, at: atMs };
}

export function journaledMessage(entry: Entry, atMs: number): OutMessage {
  return { type: "journaled", order: entry.orderId, step: entry.step, at: atMs };
}

export function outcomeMessage(type: "result" | "answer", entry: Entry): OutMessage {
  return {
    type,
    order: entry.orderId,
    step: entry.step,
    state: entry.state,
    retcode: entry.retcode,
    message: entry.message,
    ticket: entry.ticket,
    deal: entry.deal,
    at: entry.atMs,
  };
}

/** The answer to a query for a step that never arrived. */
export function neverMessage(orderId: string, step: number, atMs: number): OutMessage {
  return {
    type: "answer",
    order: orderId,
    step,
    state: "never",
    retcode: 0,
    message: "",
    ticket: "0",
    deal: "0",
    at: atMs,
  };
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
    side: deal.side,
    entry: deal.entry,
    lots: deal.lots,
    price: deal.price,
    profit: deal.profit,
    remaining: "0",
    reason: deal.reason,
    at: deal.atMs,
  };
}

export function positionMessage(position: Position): OutMessage {
  return {
    type: "position",
    position: position.position,
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

/** `order` must be a standing limit or stop order. */
export function pendingMessage(order: Order): OutMessage {
  return {
    type: "pending",
    ticket: order.ticket,
    symbol: order.symbol,
    side: order.side,
    kind: order.kind,
    lots: order.lots,
    price: order.price,
    sl: order.sl,
    tp: order.tp,
    magic: order.magic,
    order: order.reference?.orderId ?? "",
    step: order.reference?.step ?? 0,
    at: order.placedAtMs,
  };
}

/** `order` must be one that ended without being filled. */
export function goneMessage(order: Order): OutMessage {
  const reason = order.state === "rejected" ? "rejected" : "cancelled";
  return {
    type: "gone",
    ticket: order.ticket,
    order: order.reference?.orderId ?? "",
    step: order.reference?.step ?? 0,
    reason,
    at: order.doneAtMs,
  };
}

/** What a change means to the agent; nothing for a filled order, whose deal says it. */
export function changeMessage(change: Change): OutMessage | undefined {
  switch (change.change) {
    case "order":
      if (change.order.state === "filled") return undefined;
      return change.order.state === "placed" ? pendingMessage(change.order) : goneMessage(change.order);
    case "deal":
      return dealMessage(change.deal);
    case "position":
      return positionMessage(change.position);
    case "position_closed":
      return { type: "position_closed", position: change.position.position };
  }
}
