import { Decimal } from "../../../../src/domain/decimal.ts";
import type { Tick } from "../market/prices/price-source.ts";
import type { Direction, Side } from "../types.ts";

/** A quote with its prices read once. */
export interface Market {
  readonly tick: Tick;
  readonly bid: Decimal;
  readonly ask: Decimal;
}

export function marketOf(tick: Tick): Market {
  return { tick, bid: new Decimal(tick.bid), ask: new Decimal(tick.ask) };
}

/** Buys are dealt at the ask, sells at the bid; pending orders wait for the same side. */
export function dealSide(side: Side, market: Market): Decimal {
  return side === "buy" ? market.ask : market.bid;
}

/** The side at which a position is closed, and which its stops watch. */
export function closingPrice(direction: Direction, market: Market): Decimal {
  return direction === "long" ? market.bid : market.ask;
}
