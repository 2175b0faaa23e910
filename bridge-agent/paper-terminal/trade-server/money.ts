import { Decimal } from "../../../src/domain/decimal.ts";
import type { Quote } from "./quotes.ts";
import type { PaperSymbol } from "./symbols.ts";
import type { Direction } from "./types.ts";

/**
 * Profit and margin by "For which calculation mode" of the MQL5 reference (SYMBOL_CALC_MODE): forex and
 * leveraged CFDs are the same here, because all money is in US dollars.
 */
const LEVERAGE = 500;

/** Rounds money to the account currency's two digits, halves away from zero. */
export function roundMoney(amount: Decimal): Decimal {
  return amount.toDecimalPlaces(2, Decimal.ROUND_HALF_UP);
}

/**
 * What a position of `lots` opened at `open` yields when closed at `close`, in USD, two digits. Profit in
 * another currency is divided by the closing price, as the server does when the account's currency is
 * the base.
 */
export function profitOf(
  symbol: PaperSymbol,
  direction: Direction,
  lots: Decimal,
  open: Decimal,
  close: Decimal,
): Decimal {
  const move = direction === "long" ? close.minus(open) : open.minus(close);
  return roundMoney(toDollars(symbol, move.times(symbol.contract).times(lots), close));
}

function toDollars(symbol: PaperSymbol, amount: Decimal, price: Decimal): Decimal {
  return symbol.profitCurrency === "USD" ? amount : amount.dividedBy(price);
}

/** Open volume of one symbol: lots, and lots times opening price, for each direction. */
export interface Exposure {
  readonly longLots: Decimal;
  readonly longCost: Decimal;
  readonly shortLots: Decimal;
  readonly shortCost: Decimal;
}

const zero = new Decimal(0);
export const noExposure: Exposure = { longLots: zero, longCost: zero, shortLots: zero, shortCost: zero };

/** `exposure` with `lots` more of a direction at a price; negative `lots` take away. */
export function withLots(exposure: Exposure, direction: Direction, lots: Decimal, price: Decimal): Exposure {
  const cost = lots.times(price);
  return direction === "long"
    ? {
        ...exposure,
        longLots: exposure.longLots.plus(lots),
        longCost: exposure.longCost.plus(cost),
      }
    : {
        ...exposure,
        shortLots: exposure.shortLots.plus(lots),
        shortCost: exposure.shortCost.plus(cost),
      };
}

/** The profit of all open positions of a symbol if they were closed at `quote`, in USD, not rounded. */
export function floatingOf(symbol: PaperSymbol, exposure: Exposure, quote: Quote): Decimal {
  const long = exposure.longLots.times(quote.bid).minus(exposure.longCost).times(symbol.contract);
  const short = exposure.shortCost.minus(exposure.shortLots.times(quote.ask)).times(symbol.contract);
  return toDollars(symbol, long, new Decimal(quote.bid)).plus(
    toDollars(symbol, short, new Decimal(quote.ask)),
  );
}

/** Margin of a symbol in USD: only the larger direction counts, the other one is hedged by it. */
export function marginOf(symbol: PaperSymbol, exposure: Exposure, quote: Quote): Decimal {
  const lots = Decimal.max(exposure.longLots, exposure.shortLots);
  const notional = lots.times(symbol.contract);
  return (symbol.profitCurrency === "USD" ? notional.times(quote.ask) : notional).dividedBy(LEVERAGE);
}
