import { Decimal } from "../../../src/domain/decimal.ts";
import type { Quote } from "./quotes.ts";
import type { Retcode } from "./retcodes.ts";
import { retcodes } from "./retcodes.ts";
import type { PaperSymbol } from "./symbols.ts";
import type { Direction, Order, Position, Side } from "./types.ts";

/**
 * What the server checks before it trades, and when it trades by itself. Sides and distances are those of
 * "Trade Operations" and SYMBOL_TRADE_STOPS_LEVEL in the MQL5 reference. Each check answers a return
 * code, or null when there is nothing against it.
 */

/** The direction of the position that an order of this side opens. */
export function directionOf(side: Side): Direction {
  return side === "buy" ? "long" : "short";
}

/** The side of the deal that closes a position. */
export function closingSide(direction: Direction): Side {
  return direction === "long" ? "sell" : "buy";
}

/** Buys are dealt at the ask, sells at the bid. */
export function dealPrice(side: Side, quote: Quote): string {
  return side === "buy" ? quote.ask : quote.bid;
}

export function checkVolume(symbol: PaperSymbol, lots: string): Retcode | null {
  const volume = new Decimal(lots);
  const fits =
    volume.greaterThanOrEqualTo(symbol.minLots) &&
    volume.lessThanOrEqualTo(symbol.maxLots) &&
    volume.modulo(symbol.lotStep).isZero();
  return fits ? null : retcodes.invalidVolume;
}

function onPoint(symbol: PaperSymbol, price: Decimal): boolean {
  return price.greaterThan(0) && price.decimalPlaces() <= symbol.digits;
}

/** True when `price` is above `from` by the stops level, or by more than nothing when that is 0. */
function clearAbove(symbol: PaperSymbol, price: Decimal, from: Decimal): boolean {
  const distance = price.minus(from);
  return (
    distance.greaterThan(0) &&
    distance.greaterThanOrEqualTo(new Decimal(symbol.point).times(symbol.stopsLevel))
  );
}

/**
 * Stop loss and take profit of a `direction` position against `reference`: the closing side of the market
 * for a position, the order's own price for a pending order. "0" means none.
 */
export function checkStops(
  symbol: PaperSymbol,
  direction: Direction,
  reference: string,
  stops: { readonly sl: string; readonly tp: string },
): Retcode | null {
  const sl = new Decimal(stops.sl);
  const tp = new Decimal(stops.tp);
  const from = new Decimal(reference);
  for (const [price, above] of [
    [sl, direction === "short"],
    [tp, direction === "long"],
  ] as const) {
    if (price.isZero()) continue;
    const clear = above ? clearAbove(symbol, price, from) : clearAbove(symbol, from, price);
    if (!clear || !onPoint(symbol, price)) return retcodes.invalidStops;
  }
  return null;
}

/** Limits stand on the better side of the market, stops on the worse one. */
export function checkPendingPrice(
  symbol: PaperSymbol,
  side: Side,
  kind: "limit" | "stop",
  price: string,
  quote: Quote,
): Retcode | null {
  const wanted = new Decimal(price);
  const market = new Decimal(dealPrice(side, quote));
  const above = (side === "buy") === (kind === "stop");
  const clear = above ? clearAbove(symbol, wanted, market) : clearAbove(symbol, market, wanted);
  return clear && onPoint(symbol, wanted) ? null : retcodes.invalidPrice;
}

/** A standing pending order, or the levels of a position, with its prices read once. */
export interface Watched<T> {
  readonly of: T;
  readonly price: Decimal;
  readonly sl: Decimal;
  readonly tp: Decimal;
}

/**
 * The price at which a pending order is executed at this market, or null while it waits. A limit gives
 * its own price, even when the market is better; a stop gives the market's.
 */
export function triggerPrice(watched: Watched<Order>, market: Market): string | null {
  const { of: order, price } = watched;
  const side = order.side === "buy" ? market.ask : market.bid;
  const above = (order.side === "buy") === (order.kind === "stop");
  const reached = above ? side.greaterThanOrEqualTo(price) : side.lessThanOrEqualTo(price);
  if (!reached) return null;
  return order.kind === "limit" ? order.price : dealPrice(order.side, market.quote);
}

/** Which level of a position the market has reached; the close is at the market on its closing side. */
export function stopHit(watched: Watched<Position>, market: Market): "sl" | "tp" | null {
  const { sl, tp } = watched;
  if (watched.of.direction === "long") {
    if (!sl.isZero() && market.bid.lessThanOrEqualTo(sl)) return "sl";
    return !tp.isZero() && market.bid.greaterThanOrEqualTo(tp) ? "tp" : null;
  }
  if (!sl.isZero() && market.ask.greaterThanOrEqualTo(sl)) return "sl";
  return !tp.isZero() && market.ask.lessThanOrEqualTo(tp) ? "tp" : null;
}

/** A quote with its prices read once. */
export interface Market {
  readonly quote: Quote;
  readonly bid: Decimal;
  readonly ask: Decimal;
}

export function marketOf(quote: Quote): Market {
  return { quote, bid: new Decimal(quote.bid), ask: new Decimal(quote.ask) };
}
