import { Decimal } from "../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { symbolSpecs } from "../market/symbols.ts";
import { specNamed } from "../market/testing.ts";
import { currencyPairs } from "./conversion.ts";
import type { Deposit } from "./profit.ts";

/** For tests: a market in which every price is written down. */

export const decimal = (text: string | number): Decimal => new Decimal(text);

/** The pair on which MetaQuotes' book shows how profits are converted. */
export const usdrub: SymbolSpec = {
  ...specNamed("USDJPY"),
  symbol: "USDRUB",
  description: "US Dollar vs Ruble",
  profitCurrency: "RUB",
};

const prices: Readonly<Record<string, readonly [string, string]>> = {
  EURUSD: ["1.08500", "1.08510"],
  GBPUSD: ["1.27000", "1.27020"],
  USDJPY: ["151.500", "151.520"],
  USDCHF: ["0.88500", "0.88520"],
  AUDUSD: ["0.65500", "0.65520"],
  EURJPY: ["164.300", "164.320"],
  USDRUB: ["76.421", "76.460"],
};

/** An account in `currency` at that market; `without` are symbols that have no price. */
export function depositIn(currency: string, without: readonly string[] = []): Deposit {
  return {
    currency,
    digits: currency === "JPY" ? 0 : 2,
    pairs: currencyPairs([...symbolSpecs, usdrub]),
    sidesOf(symbol) {
      const quote = without.includes(symbol) ? undefined : prices[symbol];
      return quote === undefined ? undefined : { bid: decimal(quote[0]), ask: decimal(quote[1]) };
    },
  };
}

export const usd: Deposit = depositIn("USD");
