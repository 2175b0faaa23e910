import type { Level } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { SymbolFacts } from "../../../src/protocol/agent-link.ts";
import type { Market, Quote } from "./market.ts";

/** A symbol with all that prices on it need. */
export interface Instrument {
  readonly facts: SymbolFacts;
  readonly quote: Quote;
  /** What a pip is, in price, or why that is not known. */
  readonly pip: Result<Decimal, Refusal>;
}

/** The facts and the live quote of a symbol. */
export function instrumentOf(symbol: string, market: Market): Result<Instrument, Refusal> {
  const facts = market.symbols.get(symbol);
  const quote = market.quotes.get(symbol);
  if (facts === undefined || quote === undefined) {
    return err(
      refusal("unknown_symbol", `The terminal does not know ${symbol}.`, {
        hint: "show the symbol in the terminal's Market Watch, or correct the account's symbol table",
      }),
    );
  }
  return ok({ facts, quote, pip: pipOf(facts, market.pips[symbol]) });
}

/**
 * What a pip is, in price: what the account's table says, or for currency pairs the rule that every broker
 * follows: the second or fourth digit, whether or not the quote has one more.
 */
export function pipOf(facts: SymbolFacts, fromTable: string | undefined): Result<Decimal, Refusal> {
  if (fromTable !== undefined) return ok(new Decimal(fromTable));
  if (facts.forex && (facts.digits === 3 || facts.digits === 5))
    return ok(new Decimal(facts.point).times(10));
  if (facts.forex && (facts.digits === 2 || facts.digits === 4)) return ok(new Decimal(facts.point));
  return err(
    refusal("pip_unknown", `What a pip of ${facts.symbol} is differs from broker to broker.`, {
      hint: "set the pip of this symbol in the account's symbol table, or give prices",
    }),
  );
}

/** Which way from the reference price a distance counts. */
export type Direction = "up" | "down";

/**
 * The price that a level means, rounded to the symbol's digits. A distance counts from `reference` in
 * `direction`; percent are of `reference`. Refused when that leaves nothing above zero.
 */
export function priceOf(
  level: Level,
  { facts, pip }: Instrument,
  reference: Decimal,
  direction: Direction,
): Result<Decimal, Refusal> {
  let price: Decimal;
  if (level.unit === "price") {
    price = new Decimal(level.value);
  } else {
    if (level.unit === "pips" && !pip.ok) return pip;
    const unit = level.unit === "pips" && pip.ok ? pip.value : reference.dividedBy(100);
    const distance = unit.times(level.value);
    price = direction === "up" ? reference.plus(distance) : reference.minus(distance);
  }
  const rounded = price.toDecimalPlaces(facts.digits);
  if (rounded.greaterThan(0)) return ok(rounded);
  return err(
    refusal("price_not_positive", `A distance of ${level.value} ${level.unit} leads to a price below zero.`),
  );
}

/** Stop and target of one position or order, in MetaTrader's spelling: "0" for none. */
export interface Stops {
  readonly sl: string;
  readonly tp: string;
}

/** Prices between which a position or order stands: its stop must lie beyond one, its target beyond the other. */
export interface Bounds {
  readonly reference: Decimal;
  /** For a long: the stop must be below. For a short: above. */
  readonly stopBound: Decimal;
  /** For a long: the target must be above. For a short: below. */
  readonly targetBound: Decimal;
}

/**
 * Bounds by the live quote, for market orders and open positions. Distances count from the side at which
 * an entry executes; stop and target are checked against the side that triggers them (the bid for longs,
 * the ask for shorts: "Requirements and Limitations in Making Trade Operations", MQL5 reference).
 */
export function marketBounds(side: "buy" | "sell", quote: Quote): Bounds {
  const trigger = new Decimal(side === "buy" ? quote.bid : quote.ask);
  const reference = new Decimal(side === "buy" ? quote.ask : quote.bid);
  return { reference, stopBound: trigger, targetBound: trigger };
}

/** Bounds of a pending order: its own price. */
export function entryBounds(price: Decimal): Bounds {
  return { reference: price, stopBound: price, targetBound: price };
}

/** The stop loss that a level means for this side, as a price on the right side of the market. */
export function stopLossOf(
  level: Level,
  side: "buy" | "sell",
  instrument: Instrument,
  bounds: Bounds,
): Result<string, Refusal> {
  const price = priceOf(level, instrument, bounds.reference, side === "buy" ? "down" : "up");
  if (!price.ok) return price;
  const right =
    side === "buy" ? price.value.lessThan(bounds.stopBound) : price.value.greaterThan(bounds.stopBound);
  return right
    ? ok(text(price.value, instrument))
    : err(wrongSide("stop_loss", side, price.value, bounds.stopBound));
}

/** The take profit that a level means for this side, as a price on the right side of the market. */
export function takeProfitOf(
  level: Level,
  side: "buy" | "sell",
  instrument: Instrument,
  bounds: Bounds,
): Result<string, Refusal> {
  const price = priceOf(level, instrument, bounds.reference, side === "buy" ? "up" : "down");
  if (!price.ok) return price;
  const right =
    side === "buy" ? price.value.greaterThan(bounds.targetBound) : price.value.lessThan(bounds.targetBound);
  return right
    ? ok(text(price.value, instrument))
    : err(wrongSide("take_profit", side, price.value, bounds.targetBound));
}

/** Stop and target of a new order; what is not given is "0". */
export function stopsOf(
  levels: { readonly stopLoss?: Level | undefined; readonly takeProfit?: Level | undefined },
  side: "buy" | "sell",
  instrument: Instrument,
  bounds: Bounds,
): Result<Stops, Refusal> {
  const sl = levels.stopLoss === undefined ? ok("0") : stopLossOf(levels.stopLoss, side, instrument, bounds);
  if (!sl.ok) return sl;
  const tp =
    levels.takeProfit === undefined ? ok("0") : takeProfitOf(levels.takeProfit, side, instrument, bounds);
  return tp.ok ? ok({ sl: sl.value, tp: tp.value }) : tp;
}

/** A price as it goes to the terminal. */
export function text(price: Decimal, { facts }: Instrument): string {
  return price.toFixed(facts.digits);
}

function wrongSide(
  which: "stop_loss" | "take_profit",
  side: "buy" | "sell",
  price: Decimal,
  bound: Decimal,
): Refusal {
  const below = (which === "stop_loss") === (side === "buy");
  const name = which === "stop_loss" ? "stop loss" : "take profit";
  return refusal(
    `${which}_wrong_side`,
    `The ${name} of a ${side} must be ${below ? "below" : "above"} ${bound.toFixed()}; it is ${price.toFixed()}.`,
    { hint: "a distance must be larger than the spread" },
  );
}
