import { isPending, kindOf } from "./order-types.ts";
import type { Change, Deal, Order, Position, RecordTransaction } from "./types.ts";

/**
 * Which fields each transaction fills is said in "Structure of a Trade Transaction" of the MQL5 reference.
 * A field that is not filled has the value that a zeroed structure shows: a buy, started.
 */
const empty = {
  deal: "0",
  order: "0",
  symbol: "",
  orderType: "buy",
  orderState: "started",
  dealType: "buy",
  time: "gtc",
  expirationMs: 0,
  price: "0",
  priceTrigger: "0",
  sl: "0",
  tp: "0",
  lots: "0",
  position: "0",
  positionBy: "0",
} as const;

/** A change of an order in the list of standing ones, or of its place in the history. */
export function orderTransaction(
  type: "order_add" | "order_update" | "order_delete" | "history_add",
  order: Order,
): RecordTransaction {
  const isStopLimit = isPending(order.type) && kindOf(order.type) === "stop_limit";
  return {
    ...empty,
    type,
    order: order.ticket,
    symbol: order.symbol,
    orderType: order.type,
    orderState: order.state,
    time: order.time,
    expirationMs: order.expirationMs,
    price: order.price,
    priceTrigger: isStopLimit ? order.price : "0",
    sl: order.sl,
    tp: order.tp,
    lots: order.lots,
    position: order.position,
    positionBy: order.positionBy,
    records: [{ change: "order", order }],
  };
}

/** A deal; `after` is what became of its position, for which no transaction is sent. */
export function dealTransaction(deal: Deal, after: Change, positionBy = "0"): RecordTransaction {
  return {
    ...empty,
    type: "deal_add",
    deal: deal.deal,
    order: deal.ticket,
    symbol: deal.symbol,
    dealType: deal.side,
    price: deal.price,
    sl: deal.sl,
    tp: deal.tp,
    lots: deal.lots,
    position: deal.position,
    positionBy,
    records: [{ change: "deal", deal }, after],
  };
}

/** A change of a position that no deal made; `lots` is "0" for a position that is no more. */
export function positionTransaction(
  position: Position,
  lots: string,
  records: readonly Change[],
): RecordTransaction {
  return {
    ...empty,
    type: "position",
    symbol: position.symbol,
    dealType: position.direction === "long" ? "buy" : "sell",
    price: position.price,
    sl: position.sl,
    tp: position.tp,
    lots,
    position: position.ident,
    records,
  };
}

/** A new order as it is told first: nothing is filled, and it names a position only if it closes one. */
export function asStarted(order: Order, position: string): Order {
  return {
    ...order,
    state: "started",
    lots: order.lotsInitial,
    position,
    priceCurrent: "0",
    doneAtMs: 0,
  };
}

/** An order leaves the list of standing ones and comes into the history; in between it is in neither. */
export function leaving(order: Order): readonly RecordTransaction[] {
  return [orderTransaction("order_delete", order), orderTransaction("history_add", order)];
}
