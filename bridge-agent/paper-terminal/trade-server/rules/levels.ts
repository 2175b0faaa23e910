import { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { kindOf, sideOf } from "../order-types.ts";
import { retcodes } from "../retcodes.ts";
import type { Direction, Order, PendingType, Position } from "../types.ts";
import type { Market } from "./market.ts";
import { closingPrice, dealSide } from "./market.ts";
import type { Fault } from "./volume.ts";

/** Stop loss and take profit, "0" for none. */
export interface Stops {
  readonly sl: string;
  readonly tp: string;
}

function onTick(spec: SymbolSpec, price: Decimal): boolean {
  return price.greaterThan(0) && price.modulo(spec.tickSize).isZero();
}

/** True when `price` is above `from` by SYMBOL_TRADE_STOPS_LEVEL, or by more than nothing when that is 0. */
function clearAbove(spec: SymbolSpec, price: Decimal, from: Decimal): boolean {
  const distance = price.minus(from);
  return (
    distance.greaterThan(0) && distance.greaterThanOrEqualTo(new Decimal(spec.point).times(spec.stopsLevel))
  );
}

/**
 * Stops against `from`: the closing side of the market for a position, the order's own price for a pending
 * order.
 */
export function checkStops(spec: SymbolSpec, direction: Direction, from: Decimal, stops: Stops): Fault {
  const levels = [
    [stops.sl, direction === "short"],
    [stops.tp, direction === "long"],
  ] as const;
  for (const [text, above] of levels) {
    const price = new Decimal(text);
    if (price.isZero()) continue;
    const clear = above ? clearAbove(spec, price, from) : clearAbove(spec, from, price);
    if (!clear || !onTick(spec, price)) return retcodes.invalidStops;
  }
  return null;
}

/**
 * Limits stand on the better side of the market, stops on the worse one; the limit price of a stop-limit
 * order is on the better side of its own price. Exchange execution takes a limit at any price.
 */
export function checkPendingPrice(
  spec: SymbolSpec,
  type: PendingType,
  prices: { readonly price: string; readonly stoplimit: string },
  market: Market,
): Fault {
  const kind = kindOf(type);
  const wanted = new Decimal(prices.price);
  if (!onTick(spec, wanted)) return retcodes.invalidPrice;
  const side = sideOf(type);
  const buys = side === "buy";
  const here = dealSide(side, market);
  if (kind === "limit") {
    const free = spec.execution === "exchange";
    const clear = buys ? clearAbove(spec, here, wanted) : clearAbove(spec, wanted, here);
    return clear || free ? null : retcodes.invalidPrice;
  }
  const clear = buys ? clearAbove(spec, wanted, here) : clearAbove(spec, here, wanted);
  if (!clear) return retcodes.invalidPrice;
  if (kind === "stop") return null;
  const limit = new Decimal(prices.stoplimit);
  const limitClear = buys ? clearAbove(spec, wanted, limit) : clearAbove(spec, limit, wanted);
  return onTick(spec, limit) && limitClear ? null : retcodes.invalidPrice;
}

function isNear(spec: SymbolSpec, level: Decimal, here: Decimal): boolean {
  const distance = new Decimal(spec.point).times(spec.freezeLevel);
  return !level.isZero() && level.minus(here).abs().lessThanOrEqualTo(distance);
}

/** SYMBOL_TRADE_FREEZE_LEVEL: so near to its stops a position is neither changed nor closed. */
export function checkPositionFrozen(spec: SymbolSpec, position: Position, market: Market): Fault {
  if (spec.freezeLevel === 0) return null;
  const here = closingPrice(position.direction, market);
  const near = isNear(spec, new Decimal(position.sl), here) || isNear(spec, new Decimal(position.tp), here);
  return near ? retcodes.frozen : null;
}

/** SYMBOL_TRADE_FREEZE_LEVEL: so near to its price a pending order is neither changed nor removed. */
export function checkOrderFrozen(
  spec: SymbolSpec,
  order: Order & { readonly type: PendingType },
  market: Market,
): Fault {
  if (spec.freezeLevel === 0) return null;
  const here = dealSide(sideOf(order.type), market);
  return isNear(spec, new Decimal(order.price), here) ? retcodes.frozen : null;
}
