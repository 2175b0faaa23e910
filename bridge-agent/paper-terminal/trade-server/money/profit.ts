import { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import type { Direction } from "../types.ts";
import { type Conversion, conversion, convert, type Exchange } from "./conversion.ts";
import { roundMoney } from "./rounding.ts";

/** What profits are stated in, and where rates of exchange come from. */
export interface Deposit extends Exchange {
  readonly currency: string;
  /** ACCOUNT_CURRENCY_DIGITS. */
  readonly digits: number;
}

/** One lot's profit for a move of the price by one, in the profit currency. */
export function valueOfOne(spec: SymbolSpec): Decimal {
  switch (spec.calcMode) {
    case "futures":
    case "exch_futures":
    case "exch_futures_forts":
      return new Decimal(spec.tickValue).dividedBy(spec.tickSize);
    case "exch_bonds":
    case "exch_bonds_moex":
      // Bonds are quoted in percent of their face value; the accrued interest is in both prices.
      return new Decimal(spec.contract).times(spec.faceValue).dividedBy(100);
    case "serv_collateral":
      return new Decimal(0);
    case "forex":
    case "forex_no_leverage":
    case "cfd":
    case "cfd_index":
    case "cfd_leverage":
    case "exch_stocks":
    case "exch_stocks_moex":
      return new Decimal(spec.contract);
  }
}

/**
 * What a position of `lots` yields between two prices, in the profit currency and not rounded, by
 * "For which calculation mode" of the MQL5 reference (ENUM_SYMBOL_CALC_MODE).
 */
export function rawProfit(
  spec: SymbolSpec,
  direction: Direction,
  lots: Decimal,
  open: Decimal,
  close: Decimal,
): Decimal {
  const move = direction === "long" ? close.minus(open) : open.minus(close);
  return move.times(lots).times(valueOfOne(spec));
}

/**
 * The way of an amount of the profit currency into the deposit currency. Where the symbol itself is the pair
 * of the two, its closing price is taken, as in the deals on USDRUB that MetaQuotes' book prints; otherwise
 * the pair's bid or ask, by the sign of the amount.
 */
function profitConversion(
  spec: SymbolSpec,
  amount: Decimal,
  close: Decimal,
  deposit: Deposit,
): Conversion | null {
  const { profitCurrency, baseCurrency } = spec;
  if (profitCurrency !== deposit.currency && baseCurrency === deposit.currency) {
    if (deposit.pairs.get(`${baseCurrency}/${profitCurrency}`) === spec.symbol) {
      return { times: new Decimal(1), over: close };
    }
  }
  return conversion(profitCurrency, deposit.currency, amount.isNegative() ? "cost" : "gain", deposit);
}

/**
 * What a position yields when it is closed at `close`, in the deposit currency and its digits. Null when
 * the profit currency cannot be converted.
 */
export function profitOf(
  spec: SymbolSpec,
  direction: Direction,
  lots: Decimal,
  open: Decimal,
  close: Decimal,
  deposit: Deposit,
): Decimal | null {
  const amount = rawProfit(spec, direction, lots, open, close);
  const way = profitConversion(spec, amount, close, deposit);
  return way === null ? null : roundMoney(convert(amount, way), deposit.digits);
}
