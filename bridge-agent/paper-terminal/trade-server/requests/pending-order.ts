import { canonicalDecimal, Decimal } from "../../../../src/domain/decimal.ts";
import { happens } from "../conduct.ts";
import { ended } from "../executions.ts";
import { originOf } from "../fills.ts";
import type { Decision, Executed, Floor } from "../floor.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { directionOf, isPending, kindOf, sideOf } from "../order-types.ts";
import { retcodes } from "../retcodes.ts";
import { checkOrderFrozen, checkPendingPrice, checkStops, type Stops } from "../rules/levels.ts";
import { dealSide, type Market } from "../rules/market.ts";
import { checkExpiration, checkFilling, checkOrderMode, checkTradeMode } from "../rules/terms.ts";
import { checkVolume, checkVolumeLimit, type Fault } from "../rules/volume.ts";
import { leaving, orderTransaction } from "../transactions.ts";
import type { Order, PendingType, TradeRequest } from "../types.ts";

type PendingOrder = Order & { readonly type: PendingType };

/** TRADE_ACTION_PENDING: places an order that waits. */
export function place(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  const spec = floor.spec(request.symbol);
  if (spec === undefined) return retcodes.invalid;
  const { type } = request;
  if (!isPending(type)) return retcodes.invalidOrder;
  const lots = new Decimal(request.lots);
  const market = floor.market(spec.symbol);
  const fault =
    faultOfForm(request, type, spec, floor, nowMs) ??
    checkVolume(spec, lots) ??
    (market === undefined ? retcodes.priceOff : faultOfPrices(spec, type, request, market)) ??
    faultOfLimits(request, type, lots, spec, floor);
  if (fault !== null || market === undefined) return fault ?? retcodes.priceOff;
  if (happens("rejectChance", floor)) return retcodes.reject;
  const order: Order = {
    ...originOf(request),
    ticket: floor.tickets.nextOrder(),
    symbol: spec.symbol,
    type,
    state: "placed",
    filling: request.filling,
    time: request.time,
    expirationMs: expirationOf(request),
    lotsInitial: lots.toFixed(),
    lots: lots.toFixed(),
    ...pricesOf(request, type, spec),
    priceCurrent: "0",
    position: "0",
    positionBy: "0",
    reason: "expert",
    placedAtMs: nowMs,
    doneAtMs: 0,
  };
  const isRefusedByBook = order.filling === "boc" && wouldExecute(type, order, market);
  return isRefusedByBook ? cancelledByBook(order, nowMs) : placed(order, floor);
}

function faultOfForm(
  request: TradeRequest,
  type: PendingType,
  spec: SymbolSpec,
  floor: Floor,
  nowMs: number,
): Fault {
  return (
    checkTradeMode(spec, sideOf(type), true) ??
    (floor.isOpen(spec, nowMs) ? null : retcodes.marketClosed) ??
    checkOrderMode(spec, kindOf(type), request) ??
    checkFilling(spec, request.filling, kindOf(type)) ??
    checkExpiration(spec, request, nowMs, floor.settings.offsetMs)
  );
}

/** Stops are judged from the price at which the order would open its position. */
function faultOfPrices(
  spec: SymbolSpec,
  type: PendingType,
  wanted: Stops & { readonly price: string; readonly stoplimit: string },
  market: Market,
): Fault {
  const opensAt = kindOf(type) === "stop_limit" ? wanted.stoplimit : wanted.price;
  return (
    checkPendingPrice(spec, type, wanted, market) ??
    checkStops(spec, directionOf(sideOf(type)), new Decimal(opensAt), wanted)
  );
}

function faultOfLimits(
  request: TradeRequest,
  type: PendingType,
  lots: Decimal,
  spec: SymbolSpec,
  floor: Floor,
): Fault {
  const { maxOrders } = floor.settings;
  if (maxOrders > 0 && floor.book.orders().length >= maxOrders) return retcodes.limitOrders;
  const standing = floor.book.standingLots(spec.symbol, directionOf(sideOf(type)));
  const fault = checkVolumeLimit(spec, standing, lots);
  if (fault !== null) return fault;
  return floor.money.affordsOrder(spec, type, lots, new Decimal(request.price)) ? null : retcodes.noMoney;
}

function expirationOf(request: Pick<TradeRequest, "time" | "expirationMs">): number {
  return request.time === "specified" || request.time === "specified_day" ? request.expirationMs : 0;
}

function pricesOf(request: TradeRequest, type: PendingType, spec: SymbolSpec) {
  const isStopLimit = kindOf(type) === "stop_limit";
  return {
    price: new Decimal(request.price).toFixed(spec.digits),
    stoplimit: isStopLimit ? new Decimal(request.stoplimit).toFixed(spec.digits) : "0",
    sl: canonicalDecimal(request.sl),
    tp: canonicalDecimal(request.tp),
  };
}

/** True for a limit that the market would fill at once; only exchange execution takes such prices. */
export function wouldExecute(type: PendingType, order: Pick<Order, "price">, market: Market): boolean {
  if (kindOf(type) !== "limit") return false;
  const here = dealSide(sideOf(type), market);
  return sideOf(type) === "buy"
    ? here.lessThanOrEqualTo(order.price)
    : here.greaterThanOrEqualTo(order.price);
}

function placed(order: Order, floor: Floor): Executed {
  const started = orderTransaction("order_add", { ...order, state: "started" });
  const transactions = floor.settings.conduct.startedFirst
    ? [started, orderTransaction("order_update", order)]
    : [orderTransaction("order_add", order)];
  return answer(
    order,
    { lots: order.lots, price: "0" },
    { changes: [{ change: "order", order }], transactions },
  );
}

/** Book-or-cancel that would not go to the book: it is taken, and cancelled at once. */
function cancelledByBook(order: Order, nowMs: number): Executed {
  const gone: Order = { ...order, state: "cancelled", doneAtMs: nowMs };
  return {
    ...answer(
      order,
      { lots: "0", price: "0" },
      {
        changes: [{ change: "order", order: gone }],
        transactions: [orderTransaction("order_add", { ...order, state: "started" }), ...leaving(gone)],
      },
    ),
    retcode: retcodes.reject,
  };
}

function answer(
  order: Order,
  said: Pick<Executed, "lots" | "price">,
  happening: Pick<Executed, "changes" | "transactions">,
): Executed {
  const base = { retcode: retcodes.done, deal: "0", quoted: false, requestFirst: false } as const;
  return { ...base, ...said, ...happening, order: order.ticket };
}

function standingOrder(request: TradeRequest, floor: Floor): PendingOrder | undefined {
  const order = floor.book.order(request.order);
  return order !== undefined && isPendingOrder(order) ? order : undefined;
}

function isPendingOrder(order: Order): order is PendingOrder {
  return isPending(order.type);
}

/** What forbids to touch a standing order. */
function faultOfTouching(order: PendingOrder, spec: SymbolSpec, floor: Floor, nowMs: number): Fault {
  if (spec.tradeMode === "disabled") return retcodes.tradeDisabled;
  if (!floor.isOpen(spec, nowMs)) return retcodes.marketClosed;
  const market = floor.market(spec.symbol);
  return market === undefined ? retcodes.priceOff : checkOrderFrozen(spec, order, market);
}

/** TRADE_ACTION_MODIFY: new prices, stops and expiry; volume, type and magic cannot change. */
export function modify(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  if (request.order === "0") return retcodes.invalid;
  const order = standingOrder(request, floor);
  if (order === undefined) return retcodes.invalidOrder;
  const spec = floor.spec(order.symbol);
  const market = floor.market(order.symbol);
  if (spec === undefined || market === undefined) return retcodes.priceOff;
  const fault =
    faultOfTouching(order, spec, floor, nowMs) ??
    checkExpiration(spec, request, nowMs, floor.settings.offsetMs) ??
    checkOrderMode(spec, kindOf(order.type), request) ??
    faultOfPrices(spec, order.type, request, market);
  if (fault !== null) return fault;
  const changed: Order = {
    ...order,
    ...pricesOf(request, order.type, spec),
    time: request.time,
    expirationMs: expirationOf(request),
  };
  if (isSame(order, changed)) return retcodes.noChanges;
  return answer(
    order,
    { lots: order.lots, price: changed.price },
    {
      changes: [{ change: "order", order: changed }],
      transactions: [orderTransaction("order_update", changed)],
    },
  );
}

const changeable = ["price", "stoplimit", "sl", "tp", "time", "expirationMs"] as const;

function isSame(before: Order, after: Order): boolean {
  return changeable.every((field) => before[field] === after[field]);
}

/** TRADE_ACTION_REMOVE. */
export function remove(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  if (request.order === "0") return retcodes.invalid;
  const order = standingOrder(request, floor);
  if (order === undefined) return retcodes.invalidOrder;
  const spec = floor.spec(order.symbol);
  if (spec === undefined) return retcodes.invalid;
  const fault = faultOfTouching(order, spec, floor, nowMs);
  return fault ?? answer(order, { lots: "0", price: "0" }, ended(order, "cancelled", nowMs));
}
