import { Decimal } from "../../../../src/domain/decimal.ts";
import { isForex, type SymbolSpec } from "../market/symbol-spec.ts";

/** Both prices of a symbol at one moment. */
export interface Sides {
  readonly bid: Decimal;
  readonly ask: Decimal;
}

/** The market at one moment; undefined for a symbol that has no price. */
export type SidesOf = (symbol: string) => Sides | undefined;

/** The symbols that are currency pairs, by `BASE/PROFIT`. */
export type CurrencyPairs = ReadonlyMap<string, string>;

/** Where rates of exchange come from: the server's own pairs. */
export interface Exchange {
  readonly pairs: CurrencyPairs;
  readonly sidesOf: SidesOf;
}

/** An amount of one currency in another is `amount * times / over`; kept apart so that nothing is rounded. */
export interface Conversion {
  readonly times: Decimal;
  readonly over: Decimal;
}

/**
 * Which side of the market is taken: `gain` is what an amount brings when it is sold, `cost` what it takes
 * to buy it. Gains and losses of one move differ by the spread of the pair, as in
 * SYMBOL_TRADE_TICK_VALUE_PROFIT and _LOSS.
 */
export type Lean = "gain" | "cost";

const one = new Decimal(1);
const same: Conversion = { times: one, over: one };
/** The currency over which amounts go that have no pair in common. */
const BRIDGE = "USD";

export function currencyPairs(specs: readonly SymbolSpec[]): CurrencyPairs {
  return new Map(
    specs.filter(isForex).map((spec) => [`${spec.baseCurrency}/${spec.profitCurrency}`, spec.symbol]),
  );
}

export function convert(amount: Decimal, by: Conversion): Decimal {
  return amount.times(by.times).dividedBy(by.over);
}

function overOnePair(from: string, to: string, lean: Lean, exchange: Exchange): Conversion | null {
  if (from === to) return same;
  const { pairs, sidesOf } = exchange;
  const direct = pairs.get(`${from}/${to}`);
  const quoted = direct === undefined ? undefined : sidesOf(direct);
  if (quoted !== undefined) return { times: lean === "gain" ? quoted.bid : quoted.ask, over: one };
  const inverse = pairs.get(`${to}/${from}`);
  const turned = inverse === undefined ? undefined : sidesOf(inverse);
  if (turned === undefined) return null;
  return { times: one, over: lean === "gain" ? turned.ask : turned.bid };
}

/**
 * How to get from an amount of `from` to one of `to`: by their pair, by the inverse pair, or through the US
 * dollar. Null when the server has no way.
 */
export function conversion(from: string, to: string, lean: Lean, exchange: Exchange): Conversion | null {
  const straight = overOnePair(from, to, lean, exchange);
  if (straight !== null || from === BRIDGE || to === BRIDGE) return straight;
  const first = overOnePair(from, BRIDGE, lean, exchange);
  const second = overOnePair(BRIDGE, to, lean, exchange);
  if (first === null || second === null) return null;
  return { times: first.times.times(second.times), over: first.over.times(second.over) };
}
