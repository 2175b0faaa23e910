import type { Level } from "../../../src/domain/alert/signal.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { keepDistance, type LevelName } from "../../../src/domain/order/distances.ts";
import type { InstrumentFacts, Quote } from "../../../src/domain/order/instrument.ts";
import { toTick } from "../../../src/domain/order/normalise.ts";
import { pipOf } from "../../../src/domain/order/pip.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import type { Draft } from "./draft.ts";
import type { Market } from "./market.ts";

/** A symbol with all that prices on it need. */
export interface Instrument {
  readonly facts: InstrumentFacts;
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

/** Which way from the reference price a distance counts. */
export type Direction = "up" | "down";

/**
 * The price that a level means, at the nearest tick of the symbol. A distance counts from `reference` in
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
  const rounded = toTick(price, facts);
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

/** The stops of an order or position, and the prices between which it stands. */
export interface Bounds {
  /** Distances count from here: the price at which an entry executes, or a pending order's own. */
  readonly reference: Decimal;
  /** The stop and the target must be on different sides of it, and as far from it as the broker wants. */
  readonly bound: Decimal;
}

/**
 * Bounds by the live quote, for market orders and open positions. Distances count from the side at which
 * an entry executes; stop and target are checked against the side that triggers them (the bid for longs,
 * the ask for shorts: "Requirements and Limitations in Making Trade Operations", MQL5 reference).
 */
export function marketBounds(side: "buy" | "sell", quote: Quote): Bounds {
  return {
    reference: new Decimal(side === "buy" ? quote.ask : quote.bid),
    bound: new Decimal(side === "buy" ? quote.bid : quote.ask),
  };
}

/** Bounds of a pending order: its own price. */
export function entryBounds(price: Decimal): Bounds {
  return { reference: price, bound: price };
}

/** The final price of a stop or target: on its tick, on the right side, and as far away as the broker wants. */
export function levelOf(
  name: LevelName,
  level: Level,
  side: "buy" | "sell",
  instrument: Instrument,
  { reference, bound }: Bounds,
  draft: Draft,
): Result<Decimal, Refusal> {
  const isBelow = (name === "stop loss") === (side === "buy");
  const price = priceOf(level, instrument, reference, isBelow ? "down" : "up");
  if (!price.ok) return price;
  const isRight = isBelow ? price.value.lessThan(bound) : price.value.greaterThan(bound);
  if (!isRight) return err(wrongSide(name, side, price.value, bound, isBelow));
  const placed = { name, price: price.value, way: isBelow ? ("below" as const) : ("above" as const) };
  return keepDistance(placed, bound, instrument.facts, draft.rules.stops, draft.notes);
}

/**
 * A stop or target that stays as it stands, in MetaTrader's spelling. The broker judges it again with every
 * change beside it; it is never moved, since nobody asked for that.
 */
export function keptLevel(
  name: LevelName,
  old: string | null,
  side: "buy" | "sell",
  { facts }: Instrument,
  { bound }: Bounds,
): Result<string, Refusal> {
  if (old === null) return ok("0");
  const way = (name === "stop loss") === (side === "buy") ? "below" : "above";
  const kept = keepDistance({ name, price: new Decimal(old), way }, bound, facts, "refuse", []);
  return kept.ok ? ok(old) : kept;
}

/** Stop and target of a new order; what is not given is "0". */
export function stopsOf(
  levels: { readonly stopLoss?: Level | undefined; readonly takeProfit?: Level | undefined },
  side: "buy" | "sell",
  instrument: Instrument,
  bounds: Bounds,
  draft: Draft,
): Result<Stops, Refusal> {
  const price = (name: LevelName, level: Level | undefined): Result<string, Refusal> => {
    if (level === undefined) return ok("0");
    const found = levelOf(name, level, side, instrument, bounds, draft);
    return found.ok ? ok(text(found.value, instrument)) : found;
  };
  const sl = price("stop loss", levels.stopLoss);
  if (!sl.ok) return sl;
  const tp = price("take profit", levels.takeProfit);
  return tp.ok ? ok({ sl: sl.value, tp: tp.value }) : tp;
}

/** A price as it goes to the terminal. */
export function text(price: Decimal, { facts }: Pick<Instrument, "facts">): string {
  return price.toFixed(facts.digits);
}

function wrongSide(
  name: LevelName,
  side: "buy" | "sell",
  price: Decimal,
  bound: Decimal,
  isBelow: boolean,
): Refusal {
  return refusal(
    `${name === "stop loss" ? "stop_loss" : "take_profit"}_wrong_side`,
    `The ${name} of a ${side} must be ${isBelow ? "below" : "above"} ${bound.toFixed()}; it is ${price.toFixed()}.`,
    { hint: "a distance must be larger than the spread" },
  );
}
