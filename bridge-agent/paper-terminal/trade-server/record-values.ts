import type { SQLInputValue } from "node:sqlite";
import type { Deal, Order, Position, Reference } from "./types.ts";

/** Records as the rows of their tables: column by column, in the order of the column lists. */

const originColumns = ["magic", "comment", "order_id", "step"] as const;

export const orderColumns = [
  ...["ticket", "symbol", "type", "state", "filling", "time", "expiration_ms", "lots_initial", "lots"],
  ...["price", "stoplimit", "price_current", "sl", "tp", "position", "position_by", "reason"],
  ...originColumns,
  ...["placed_at_ms", "done_at_ms", "last_deal"],
];

export const dealColumns = [
  ...["deal", "ticket", "position", "symbol", "side", "entry", "lots", "price", "profit", "commission"],
  ...["swap", "sl", "tp", "remaining", "reason"],
  ...originColumns,
  "at_ms",
];

export const positionColumns = [
  ...["ident", "position", "symbol", "direction", "lots", "price", "sl", "tp", "swap"],
  ...originColumns,
  ...["opened_at_ms", "updated_at_ms"],
];

function originValues(record: { magic: string; comment: string; reference: Reference | null }) {
  const { magic, comment, reference } = record;
  return [magic, comment, reference?.orderId ?? null, reference?.step ?? null] as const;
}

/** `lastDeal`: the newest deal, that of the change included. */
export function orderValues(order: Order, lastDeal: bigint): SQLInputValue[] {
  return [
    ...[BigInt(order.ticket), order.symbol, order.type, order.state, order.filling, order.time],
    ...[order.expirationMs, order.lotsInitial, order.lots, order.price, order.stoplimit],
    ...[order.priceCurrent, order.sl, order.tp, BigInt(order.position), BigInt(order.positionBy)],
    order.reason,
    ...originValues(order),
    ...[order.placedAtMs, order.doneAtMs, lastDeal],
  ];
}

export function dealValues(deal: Deal): SQLInputValue[] {
  return [
    ...[BigInt(deal.deal), BigInt(deal.ticket), BigInt(deal.position), deal.symbol, deal.side, deal.entry],
    ...[deal.lots, deal.price, deal.profit, deal.commission, deal.swap, deal.sl, deal.tp, deal.remaining],
    deal.reason,
    ...originValues(deal),
    deal.atMs,
  ];
}

export function positionValues(position: Position): SQLInputValue[] {
  return [
    ...[BigInt(position.ident), BigInt(position.position), position.symbol, position.direction],
    ...[position.lots, position.price, position.sl, position.tp, position.swap],
    ...originValues(position),
    ...[position.openedAtMs, position.updatedAtMs],
  ];
}
