import type { Filters } from "../../../src/domain/alert/exits.ts";
import { Decimal } from "../../../src/domain/decimal.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import type { Instrument } from "./levels.ts";
import type { Market } from "./market.ts";

const basisNames = {
  balance: "balance",
  equity: "equity",
  free_margin: "free margin",
  margin_percent: "margin level",
} as const;

/**
 * Why the filters of an entry leave it out, by the quote and the account as they stand; undefined when it
 * may go on. The spread may be as wide as its limit, and the account's figure must be above its value, as
 * PineConnector has it ("Syntax" page); a margin level passes while no margin is used.
 */
export function refuseFiltered(
  filters: Filters | undefined,
  instrument: Instrument,
  account: Market["account"],
): Refusal | undefined {
  if (filters === undefined) return undefined;
  return spreadRefusal(filters, instrument) ?? accountRefusal(filters, account);
}

function spreadRefusal({ maxSpreadPips }: Filters, { quote, pip, facts }: Instrument): Refusal | undefined {
  if (maxSpreadPips === undefined) return undefined;
  if (!pip.ok) return pip.error;
  const spread = new Decimal(quote.ask).minus(quote.bid).dividedBy(pip.value);
  if (spread.lessThanOrEqualTo(maxSpreadPips)) return undefined;
  const is = spread.toDecimalPlaces(2).toFixed();
  const message = `The spread of ${facts.symbol} is ${is} pips; the alert allows ${maxSpreadPips}.`;
  return refusal("spread_too_wide", message);
}

function accountRefusal({ account: filter }: Filters, account: Market["account"]): Refusal | undefined {
  if (filter === undefined) return undefined;
  const { basis, above } = filter;
  if (account === undefined) {
    return refusal("account_filter", "The terminal has not told the account's figures yet.");
  }
  const { balance, equity, freeMargin, margin } = account;
  const usesNone = new Decimal(margin).isZero();
  if (basis === "margin_percent" && usesNone) return undefined;
  const figures = { balance, equity, free_margin: freeMargin };
  const figure =
    basis === "margin_percent"
      ? new Decimal(equity).dividedBy(margin).times(100).toDecimalPlaces(2)
      : new Decimal(figures[basis]);
  if (figure.greaterThan(above)) return undefined;
  const name = basisNames[basis];
  return refusal("account_filter", `The ${name} is ${figure.toFixed()}; the alert wants it above ${above}.`);
}
