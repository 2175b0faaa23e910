import { Decimal } from "../../../../src/domain/decimal.ts";
import type { Position } from "../../../../src/protocol/agent-link.ts";
import type { Tick } from "../../../../src/protocol/market-link.ts";
import type { SymbolFacts } from "./symbol-facts.ts";

/** A price in the symbol's own digits; as it came where these are not known. */
export function priceText(price: string, facts: Pick<SymbolFacts, "digits"> | undefined): string {
  return facts === undefined ? price : new Decimal(price).toFixed(facts.digits);
}

/** A distance in pips, with its sign; null where a pip is not known. */
export function pipsBetween(
  from: string,
  to: string,
  facts: Pick<SymbolFacts, "pip"> | undefined,
): string | null {
  if (facts?.pip == null) return null;
  return new Decimal(to).minus(from).div(facts.pip).toFixed(1);
}

/** The price at which a position would be closed now. */
export function closingPrice(side: Position["side"], tick: Tick): string {
  return side === "long" ? tick.bid : tick.ask;
}

/** What a position has gained so far, in pips. */
export function gainedPips(position: Position, tick: Tick, facts: SymbolFacts | undefined): string | null {
  const now = closingPrice(position.side, tick);
  return position.side === "long"
    ? pipsBetween(position.openPrice, now, facts)
    : pipsBetween(now, position.openPrice, facts);
}

/**
 * What a position would bring now, in the account's currency: without commission and swap, and by the value of a tick
 * as the terminal told it last, so it is approximate. Null where the terminal does not tell that value.
 */
export function floatingProfit(
  position: Position,
  tick: Tick,
  facts: SymbolFacts | undefined,
): string | null {
  if (facts?.tickSize == null || facts.tickValue == null) return null;
  const size = new Decimal(facts.tickSize);
  if (size.isZero()) return null;
  const moved = new Decimal(closingPrice(position.side, tick)).minus(position.openPrice);
  const gained = position.side === "long" ? moved : moved.negated();
  return gained.div(size).times(facts.tickValue).times(position.lots).toFixed(2);
}

/** The sum of what is known; null when nothing is. */
export function sumOf(amounts: readonly (string | null)[]): string | null {
  const known = amounts.flatMap((amount) => (amount === null ? [] : [amount]));
  if (known.length === 0) return null;
  return known.reduce((sum, amount) => sum.plus(amount), new Decimal(0)).toFixed(2);
}

/** `+1.20`, `−3.40`, `0.00`: what was gained or lost, told by its sign and not by colour alone. */
export function signed(amount: string): string {
  const value = new Decimal(amount);
  if (value.isZero()) return amount.replace("-", "");
  return value.isNegative() ? `−${amount.slice(1)}` : `+${amount}`;
}

export type Direction = "up" | "down" | "same";

/** How a price or an amount moved, or which sign it has when compared to zero. */
export function directionOf(before: string, after: string): Direction {
  const order = new Decimal(after).comparedTo(before);
  return order > 0 ? "up" : order < 0 ? "down" : "same";
}

/** As much of the lots as `lots` in steps of the symbol: half of 0.03 is 0.01. Null when less than the least is left. */
export function halfOf(lots: string, facts: SymbolFacts | undefined): string | null {
  if (facts === undefined) return null;
  const half = new Decimal(lots).div(2).div(facts.lotStep).floor().times(facts.lotStep);
  return half.lessThan(facts.minLots) ? null : half.toFixed();
}
