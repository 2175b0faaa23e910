import { canonicalDecimal, Decimal } from "../../../../src/domain/decimal.ts";
import { fill, originOf, priceText } from "../fills.ts";
import type { Decision, Floor } from "../floor.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { closingSide } from "../order-types.ts";
import { retcodes } from "../retcodes.ts";
import { checkPositionFrozen, checkStops } from "../rules/levels.ts";
import { closingPrice } from "../rules/market.ts";
import { checkOrderMode } from "../rules/terms.ts";
import type { Fault } from "../rules/volume.ts";
import {
  asStarted,
  dealTransaction,
  leaving,
  orderTransaction,
  positionTransaction,
} from "../transactions.ts";
import type { Change, Order, Position, TradeRequest } from "../types.ts";

/** What forbids to touch a position. */
function faultOfTouching(position: Position, spec: SymbolSpec, floor: Floor, nowMs: number): Fault {
  if (spec.tradeMode === "disabled") return retcodes.tradeDisabled;
  if (!floor.isOpen(spec, nowMs)) return retcodes.marketClosed;
  const market = floor.market(spec.symbol);
  return market === undefined ? retcodes.priceOff : checkPositionFrozen(spec, position, market);
}

/**
 * TRADE_ACTION_SLTP: new stops of a position; zero removes what is there. Netting accounts name it by the
 * symbol. The answer names no order and no price, as in MetaTrader.
 */
export function setStops(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  const isNetting = floor.settings.account.mode === "netting";
  if (!isNetting && request.position === "0") return retcodes.invalid;
  const position = isNetting ? floor.book.positionIn(request.symbol) : floor.book.position(request.position);
  if (position === undefined) return retcodes.positionClosed;
  const spec = floor.spec(position.symbol);
  if (spec === undefined || position.symbol !== request.symbol) return retcodes.invalid;
  const market = floor.market(spec.symbol);
  if (market === undefined) return retcodes.priceOff;
  const fault =
    faultOfTouching(position, spec, floor, nowMs) ??
    checkOrderMode(spec, "market", request) ??
    checkStops(spec, position.direction, closingPrice(position.direction, market), request);
  if (fault !== null) return fault;
  const changed: Position = {
    ...position,
    sl: canonicalDecimal(request.sl),
    tp: canonicalDecimal(request.tp),
  };
  if (changed.sl === position.sl && changed.tp === position.tp) return retcodes.noChanges;
  const changes: Change[] = [{ change: "position", position: changed }];
  return {
    ...nothingNamed,
    changes,
    transactions: [positionTransaction(changed, changed.lots, changes)],
  };
}

const nothingNamed = {
  retcode: retcodes.done,
  deal: "0",
  order: "0",
  lots: "0",
  price: "0",
  quoted: false,
  requestFirst: false,
} as const;

/**
 * TRADE_ACTION_CLOSE_BY: two opposite positions close each other, by the smaller volume. The first one's
 * deal is at the opening price of the second and has the whole profit; the second one's is at the opening
 * price of the first and has none.
 */
export function closeBy(request: TradeRequest, floor: Floor, nowMs: number): Decision {
  if (floor.settings.account.mode === "netting") return retcodes.invalid;
  const first = floor.book.position(request.position);
  const second = floor.book.position(request.positionBy);
  if (first === undefined || second === undefined) return retcodes.positionClosed;
  const spec = floor.spec(first.symbol);
  if (spec === undefined || first.symbol !== second.symbol || first.direction === second.direction) {
    return retcodes.invalid;
  }
  const fault =
    (spec.orders.includes("close_by") ? null : retcodes.invalidOrder) ??
    faultOfTouching(first, spec, floor, nowMs) ??
    faultOfTouching(second, spec, floor, nowMs);
  if (fault !== null) return fault;
  if (floor.book.isBeingClosed(first) || floor.book.isBeingClosed(second)) return retcodes.closeOrderExist;
  return closeEachOther(request, first, second, spec, floor, nowMs);
}

function closeEachOther(
  request: TradeRequest,
  first: Position,
  second: Position,
  spec: SymbolSpec,
  floor: Floor,
  nowMs: number,
): Decision {
  const lots = Decimal.min(first.lots, second.lots);
  const order: Order = {
    ...originOf(request),
    comment: `#${first.position} by #${second.position}`,
    ticket: floor.tickets.nextOrder(),
    symbol: spec.symbol,
    type: "close_by",
    state: "filled",
    filling: request.filling,
    time: "gtc",
    expirationMs: 0,
    lotsInitial: lots.toFixed(),
    lots: "0",
    price: second.price,
    stoplimit: "0",
    priceCurrent: second.price,
    sl: "0",
    tp: "0",
    position: first.ident,
    positionBy: second.ident,
    reason: "expert",
    placedAtMs: nowMs,
    doneAtMs: nowMs,
  };
  const closing = (of: Position, at: string) => {
    const remaining = new Decimal(0);
    const dealing = { order, side: closingSide(of.direction), lots, price: new Decimal(at), remaining };
    const { deal, after } = fill(dealing, of, spec, floor, nowMs);
    return { deal: { ...deal, entry: "out_by" as const }, after };
  };
  const one = closing(first, second.price);
  const other = closing(second, first.price);
  const unpaid = { ...other.deal, profit: new Decimal(0).toFixed(floor.settings.account.currencyDigits) };
  const left = new Decimal(first.lots).minus(lots);
  return {
    retcode: retcodes.done,
    deal: one.deal.deal,
    order: order.ticket,
    lots: lots.toFixed(),
    price: priceText(new Decimal(second.price), spec),
    changes: [
      { change: "order", order },
      { change: "deal", deal: one.deal },
      one.after,
      { change: "deal", deal: unpaid },
      other.after,
    ],
    transactions: [
      orderTransaction("order_add", asStarted(order, first.ident)),
      dealTransaction(one.deal, one.after),
      positionTransaction(first, left.toFixed(), []),
      dealTransaction(unpaid, other.after),
      ...leaving(order),
    ],
    quoted: true,
    requestFirst: false,
  };
}
