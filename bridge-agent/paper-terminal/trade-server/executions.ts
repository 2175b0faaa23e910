import { Decimal } from "../../../src/domain/decimal.ts";
import { profitOf } from "./money.ts";
import { closingSide, directionOf } from "./rules.ts";
import type { PaperSymbol } from "./symbols.ts";
import type { Change, Deal, Order, Origin, Position, Reason, Side } from "./types.ts";

/** Gives out the next tickets; each call takes one. */
export interface Tickets {
  readonly nextOrder: () => string;
  readonly nextDeal: () => string;
}

/** A deal that was made, and the changes that it consists of, in the order of their telling. */
export interface Execution {
  readonly ticket: string;
  readonly deal: string;
  readonly changes: readonly Change[];
}

/**
 * The order is filled, whole and at `price`: a deal in, and the position that has the order's ticket.
 * `order` is a new market order, or a pending one that has triggered.
 */
export function opened(order: Order, price: string, tickets: Tickets, nowMs: number): Execution {
  const filled: Order = { ...order, state: "filled", position: order.ticket, doneAtMs: nowMs };
  const position: Position = {
    ...originOf(order),
    position: order.ticket,
    symbol: order.symbol,
    direction: directionOf(order.side),
    lots: order.lots,
    price,
    sl: order.sl,
    tp: order.tp,
    openedAtMs: nowMs,
  };
  const deal: Deal = {
    ...dealOf(filled, price, tickets, nowMs),
    entry: "in",
    profit: "0.00",
  };
  return {
    ticket: order.ticket,
    deal: deal.deal,
    changes: [
      { change: "order", order: filled },
      { change: "deal", deal },
      { change: "position", position },
    ],
  };
}

/** What a close needs to know beside the position. */
export interface Closing {
  readonly symbol: PaperSymbol;
  readonly lots: Decimal;
  /** The market's price on the closing side. */
  readonly price: string;
  readonly reason: Reason;
  readonly origin: Origin;
}

/** A position is closed, whole or in part, by an order and a deal of the other side. */
export function closed(position: Position, closing: Closing, tickets: Tickets, nowMs: number): Execution {
  const order = newOrder(
    closing.origin,
    {
      symbol: position.symbol,
      side: closingSide(position.direction),
      lots: closing.lots.toFixed(),
      price: closing.price,
      position: position.position,
      reason: closing.reason,
    },
    tickets,
    nowMs,
  );
  const profit = profitOf(
    closing.symbol,
    position.direction,
    closing.lots,
    new Decimal(position.price),
    new Decimal(closing.price),
  );
  const deal: Deal = {
    ...dealOf(order, closing.price, tickets, nowMs),
    entry: "out",
    profit: profit.toFixed(2),
  };
  const left = new Decimal(position.lots).minus(closing.lots);
  const after: Change = left.isZero()
    ? { change: "position_closed", position }
    : { change: "position", position: { ...position, lots: left.toFixed() } };
  return {
    ticket: order.ticket,
    deal: deal.deal,
    changes: [{ change: "order", order }, { change: "deal", deal }, after],
  };
}

/** A market order, filled at once. */
export function newOrder(
  origin: Origin,
  fields: {
    readonly symbol: string;
    readonly side: Side;
    readonly lots: string;
    readonly price: string;
    readonly position: string;
    readonly reason: Reason;
    readonly sl?: string;
    readonly tp?: string;
  },
  tickets: Tickets,
  nowMs: number,
): Order {
  return {
    ...originOf(origin),
    ticket: tickets.nextOrder(),
    symbol: fields.symbol,
    side: fields.side,
    kind: "market",
    state: "filled",
    lots: fields.lots,
    price: fields.price,
    sl: fields.sl ?? "0",
    tp: fields.tp ?? "0",
    position: fields.position,
    reason: fields.reason,
    placedAtMs: nowMs,
    doneAtMs: nowMs,
  };
}

/** Only the origin of a record that has more fields. */
export function originOf(record: Origin): Origin {
  return { magic: record.magic, comment: record.comment, reference: record.reference };
}

function dealOf(order: Order, price: string, tickets: Tickets, nowMs: number) {
  return {
    ...originOf(order),
    deal: tickets.nextDeal(),
    ticket: order.ticket,
    position: order.position,
    symbol: order.symbol,
    side: order.side,
    lots: order.lots,
    price,
    reason: order.reason,
    atMs: nowMs,
  };
}
