import { Decimal } from "../../../../src/domain/decimal.ts";
import type { Desk, Held, Standing } from "../book.ts";
import { ended, type Filled, fillOrder } from "../executions.ts";
import { targetOf } from "../fills.ts";
import type { Floor, Happening } from "../floor.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { closingSide, directionOf, isMarket, isPending, kindOf, sideOf } from "../order-types.ts";
import { wouldExecute } from "../requests/pending-order.ts";
import { closingPrice, dealSide, type Market } from "../rules/market.ts";
import { asStarted, orderTransaction } from "../transactions.ts";
import type { Order, PendingType, Position, Reason } from "../types.ts";

/** Something that is due; when its turn comes it may have become void, then it does nothing. */
export type Due = () => Happening | undefined;

/**
 * What the present quote of a symbol reaches: stops and targets first, then standing orders. What was opened
 * or changed after `nowMs` is not judged by it.
 */
export function reachedIn(desk: Desk, spec: SymbolSpec, market: Market, floor: Floor, nowMs: number): Due[] {
  const due: Due[] = [];
  for (const held of desk.guarded.values()) {
    const reason = stopHit(held, market);
    if (reason === null || held.of.updatedAtMs > nowMs) continue;
    due.push(() => closeAtStop(held.of, reason, spec, market, floor, nowMs));
  }
  for (const standing of desk.orders.values()) {
    if (standing.of.placedAtMs > nowMs || !isReached(standing, market)) continue;
    due.push(() => activate(standing.of, spec, market, floor, nowMs));
  }
  return due;
}

/** Which level of a position the market has reached, on the side at which it would be closed. */
export function stopHit(held: Held, market: Market): "sl" | "tp" | null {
  const { sl, tp } = held;
  if (held.of.direction === "long") {
    if (!sl.isZero() && market.bid.lessThanOrEqualTo(sl)) return "sl";
    return !tp.isZero() && market.bid.greaterThanOrEqualTo(tp) ? "tp" : null;
  }
  if (!sl.isZero() && market.ask.greaterThanOrEqualTo(sl)) return "sl";
  return !tp.isZero() && market.ask.lessThanOrEqualTo(tp) ? "tp" : null;
}

/** Buys wait for the ask, sells for the bid. The rest of a stop that was triggered waits for nothing. */
export function isReached({ of: order, price }: Standing, market: Market): boolean {
  if (!isPending(order.type)) return isMarket(order.type);
  const kind = kindOf(order.type);
  if (order.state === "partial" && kind === "stop") return true;
  const here = dealSide(sideOf(order.type), market);
  const waitsAbove = (sideOf(order.type) === "buy") !== (kind === "limit");
  return waitsAbove ? here.greaterThanOrEqualTo(price) : here.lessThanOrEqualTo(price);
}

function closeAtStop(
  position: Position,
  reason: "sl" | "tp",
  spec: SymbolSpec,
  market: Market,
  floor: Floor,
  nowMs: number,
): Happening | undefined {
  if (floor.book.positionByIdent(position.ident) !== position || floor.book.isBeingClosed(position)) {
    return undefined;
  }
  const level = new Decimal(reason === "sl" ? position.sl : position.tp).toFixed(spec.digits);
  const said = { reason, price: level, comment: `[${reason} ${level}]` };
  return closeByServer(position, said, spec, market, floor, nowMs);
}

/** The server closes a position at the market, by an order of its own that is told like any other close. */
export function closeByServer(
  position: Position,
  said: { readonly reason: Reason; readonly price: string; readonly comment: string },
  spec: SymbolSpec,
  market: Market,
  floor: Floor,
  nowMs: number,
): Happening | undefined {
  const side = closingSide(position.direction);
  const order: Order = {
    magic: position.magic,
    comment: said.comment,
    reference: null,
    ticket: floor.tickets.nextOrder(),
    symbol: position.symbol,
    type: side,
    state: "started",
    filling: "return",
    time: "gtc",
    expirationMs: 0,
    lotsInitial: position.lots,
    lots: position.lots,
    price: said.price,
    stoplimit: "0",
    priceCurrent: "0",
    sl: "0",
    tp: "0",
    position: position.ident,
    positionBy: "0",
    reason: said.reason,
    placedAtMs: nowMs,
    doneAtMs: 0,
  };
  const price = dealSide(side, market);
  const filled = fillOrder({ spec, order, side, price, current: price, target: position }, floor, nowMs);
  if (filled === undefined) return undefined;
  const added = orderTransaction("order_add", asStarted(order, position.ident));
  return { changes: filled.changes, transactions: [added, ...filled.transactions] };
}

function activate(
  order: Order,
  spec: SymbolSpec,
  market: Market,
  floor: Floor,
  nowMs: number,
): Happening | undefined {
  if (floor.book.order(order.ticket) !== order) return undefined;
  if (isMarket(order.type)) return fillRest(order, spec, market, floor, nowMs);
  if (!isPending(order.type)) return undefined;
  const { type } = order;
  if (kindOf(type) === "stop_limit") return becomeLimit(order, type, market, nowMs);
  const side = sideOf(type);
  const here = dealSide(side, market);
  // A limit gives its own price although the market may be better; on an exchange the market decides.
  const isOwnPrice = kindOf(type) === "limit" && spec.execution !== "exchange";
  const price = isOwnPrice ? new Decimal(order.price) : here;
  const target = targetOf(order, floor);
  const isReducing = target !== undefined && closingSide(target.direction) === side;
  if (!isReducing && !floor.money.affords(spec, side, new Decimal(order.lots), price)) {
    // 10041: "The request to activate a pending order is rejected, the order is canceled."
    return ended(order, "cancelled", nowMs);
  }
  const filled = fillOrder({ spec, order, side, price, current: here, target }, floor, nowMs);
  return filled ?? ended(order, "cancelled", nowMs);
}

/** At its own price the server turns a stop-limit order into a limit; the ticket stays. */
function becomeLimit(order: Order, type: PendingType, market: Market, nowMs: number): Happening {
  const limitType = sideOf(type) === "buy" ? "buy_limit" : "sell_limit";
  const limit: Order = { ...order, type: limitType, price: order.stoplimit, stoplimit: "0" };
  if (order.filling === "boc" && wouldExecute(limitType, limit, market)) {
    return ended(limit, "cancelled", nowMs);
  }
  return {
    changes: [{ change: "order", order: limit }],
    transactions: [orderTransaction("order_update", limit)],
  };
}

/** What is left of a market order. One that closes ends with the position that it was for. */
function fillRest(order: Order, spec: SymbolSpec, market: Market, floor: Floor, nowMs: number): Happening {
  const { type: side } = order;
  if (!isMarket(side)) throw new Error(`order ${order.ticket} is no market order`);
  const isClose = order.position !== order.ticket && isOnlyClosing(order, floor);
  const target = isClose ? floor.book.positionByIdent(order.position) : targetOf(order, floor);
  if (isClose && (target === undefined || target.direction === directionOf(side))) {
    return ended(order, "cancelled", nowMs);
  }
  const price = closingPrice(side === "sell" ? "long" : "short", market);
  const lots =
    isClose && target !== undefined ? Decimal.min(order.lots, target.lots) : new Decimal(order.lots);
  const rest: Order = { ...order, lots: lots.toFixed() };
  const filled: Filled | undefined = fillOrder(
    { spec, order: rest, side, price, current: price, target },
    floor,
    nowMs,
  );
  return filled ?? ended(order, "cancelled", nowMs);
}

/** Only an expert's order on a netting account may go on and turn the position round. */
function isOnlyClosing(order: Order, floor: Floor): boolean {
  return floor.settings.account.mode === "hedging" || order.reason !== "expert";
}
