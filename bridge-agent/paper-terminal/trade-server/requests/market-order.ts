import { canonicalDecimal, Decimal } from "../../../../src/domain/decimal.ts";
import { happens, slipped } from "../conduct.ts";
import { fillOrder, tellMarketOrder } from "../executions.ts";
import { priceText } from "../fills.ts";
import type { Decision, Floor } from "../floor.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { closingSide, directionOf, isMarket } from "../order-types.ts";
import type { Retcode } from "../retcodes.ts";
import { retcodes } from "../retcodes.ts";
import { checkPositionFrozen, checkStops } from "../rules/levels.ts";
import type { Market } from "../rules/market.ts";
import { closingPrice, dealSide } from "../rules/market.ts";
import { checkFilling, checkOrderMode, checkTradeMode } from "../rules/terms.ts";
import { checkVolume, checkVolumeLimit, type Fault } from "../rules/volume.ts";
import type { Order, Position, Side, TradeRequest } from "../types.ts";

/** A market order that passed the checks of its form. */
interface Wanted {
  readonly request: TradeRequest;
  readonly spec: SymbolSpec;
  readonly side: Side;
  readonly lots: Decimal;
  /** The position that it closes, adds to or turns round. */
  readonly target: Position | undefined;
  /** Lots that open something; zero for a close. */
  readonly opens: Decimal;
}

/** TRADE_ACTION_DEAL: opens or closes at the market. */
export function dealAtMarket(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  const spec = floor.spec(request.symbol);
  if (spec === undefined) return retcodes.invalid;
  // MetaQuotes' demo server answers a pending type with a requote; MetaQuotes' book prints it.
  if (!isMarket(request.type)) return isAtPrice(spec) ? retcodes.requote : retcodes.invalidOrder;
  const target = targetOf(request, spec, floor);
  if (typeof target === "number") return target;
  const lots = new Decimal(request.lots);
  const side = request.type;
  const opens = openedLots(target, side, lots);
  const wanted: Wanted = { request, spec, side, lots, target, opens };
  const market = floor.market(spec.symbol);
  const fault = faultOfForm(wanted, floor, nowMs) ?? (market === undefined ? retcodes.priceOff : null);
  if (fault !== null || market === undefined) return fault ?? retcodes.priceOff;
  const price = priceOf(wanted, market, floor);
  if (typeof price === "number") return price;
  const refusal = faultAtPrice(wanted, price, market, floor);
  return refusal ?? execute(wanted, price, floor, nowMs);
}

/** Execution request and instant: the client says the price, and the server keeps to it. */
function isAtPrice(spec: SymbolSpec): boolean {
  return spec.execution === "request" || spec.execution === "instant";
}

/**
 * On a hedging account a request deals with the position that it names, on a netting account with the one of
 * the symbol. Undefined when it opens.
 */
function targetOf(request: TradeRequest, spec: SymbolSpec, floor: Floor): Position | undefined | Retcode {
  if (floor.settings.account.mode === "netting") {
    const target = floor.book.positionIn(spec.symbol);
    const isNamed = request.position !== "0";
    return isNamed && target?.position !== request.position ? retcodes.positionClosed : target;
  }
  if (request.position === "0") return undefined;
  const target = floor.book.position(request.position);
  if (target === undefined) return retcodes.positionClosed;
  if (target.symbol !== spec.symbol) return retcodes.invalid;
  return request.type === closingSide(target.direction) ? target : retcodes.invalidOrder;
}

function openedLots(target: Position | undefined, side: Side, lots: Decimal): Decimal {
  if (target === undefined || closingSide(target.direction) !== side) return lots;
  return Decimal.max(0, lots.minus(target.lots));
}

function isClose({ opens }: Wanted): boolean {
  return opens.isZero();
}

function faultOfForm(wanted: Wanted, floor: Floor, nowMs: number): Fault {
  const { request, spec, side, lots, target } = wanted;
  const levels = isClose(wanted) ? { sl: "0", tp: "0" } : request;
  const fault =
    checkTradeMode(spec, side, !isClose(wanted)) ??
    (floor.isOpen(spec, nowMs) ? null : retcodes.marketClosed) ??
    checkOrderMode(spec, "market", levels) ??
    checkFilling(spec, request.filling, "market") ??
    checkVolume(spec, lots);
  if (fault !== null || target === undefined || floor.settings.account.mode === "netting") return fault;
  if (lots.greaterThan(target.lots)) return retcodes.invalidCloseVolume;
  return floor.book.isBeingClosed(target) ? retcodes.closeOrderExist : null;
}

/** The price of the deal, or the requote. */
function priceOf(wanted: Wanted, market: Market, floor: Floor): Decimal | Retcode {
  const { request, spec, side } = wanted;
  const here = dealSide(side, market);
  if (happens("rejectChance", floor)) return retcodes.reject;
  if (!isAtPrice(spec)) return slipped(here, side, spec, floor);
  const asked = new Decimal(request.price);
  if (!asked.greaterThan(0)) return retcodes.invalidPrice;
  const distance = here.minus(asked).abs();
  if (distance.greaterThan(new Decimal(spec.point).times(request.deviation))) {
    return spec.execution === "instant" ? retcodes.requote : retcodes.priceChanged;
  }
  return happens("requoteChance", floor) ? retcodes.requote : here;
}

function faultAtPrice(wanted: Wanted, price: Decimal, market: Market, floor: Floor): Fault {
  const { request, spec, side, target, opens } = wanted;
  if (target !== undefined && closingSide(target.direction) === side) {
    const frozen = checkPositionFrozen(spec, target, market);
    if (frozen !== null) return frozen;
  }
  if (isClose(wanted)) return null;
  const direction = directionOf(side);
  const standing = floor.book.standingLots(spec.symbol, direction);
  const fault =
    checkStops(spec, direction, closingPrice(direction, market), request) ??
    checkVolumeLimit(spec, standing, opens);
  if (fault !== null) return fault;
  return floor.money.affords(spec, side, wanted.lots, price) ? null : retcodes.noMoney;
}

function execute(wanted: Wanted, price: Decimal, floor: Floor, nowMs: number): Decision {
  const { request, spec, side, target } = wanted;
  const isHedging = floor.settings.account.mode === "hedging";
  const order: Order = {
    magic: request.magic,
    comment: request.comment,
    reference: request.reference,
    ticket: floor.tickets.nextOrder(),
    symbol: spec.symbol,
    type: side,
    state: "started",
    filling: request.filling,
    time: "gtc",
    expirationMs: 0,
    lotsInitial: wanted.lots.toFixed(),
    lots: wanted.lots.toFixed(),
    price: isAtPrice(spec) ? priceText(new Decimal(request.price), spec) : "0",
    stoplimit: "0",
    priceCurrent: "0",
    sl: isClose(wanted) ? "0" : canonicalDecimal(request.sl),
    tp: isClose(wanted) ? "0" : canonicalDecimal(request.tp),
    position: isHedging && target !== undefined ? target.ident : "0",
    positionBy: "0",
    reason: "expert",
    placedAtMs: nowMs,
    doneAtMs: 0,
  };
  const filled = fillOrder({ spec, order, side, price, current: price, target }, floor, nowMs);
  if (filled === undefined) return retcodes.reject;
  const { transactions, requestFirst } = tellMarketOrder(filled, isClose(wanted), floor);
  return {
    retcode: filled.order.state === "filled" ? retcodes.done : retcodes.donePartial,
    deal: filled.deal.deal,
    order: order.ticket,
    lots: filled.deal.lots,
    price: priceText(price, spec),
    changes: filled.changes,
    transactions,
    quoted: true,
    requestFirst,
  };
}
