import { Decimal } from "../../../../src/domain/decimal.ts";
import { roundMoney } from "./rounding.ts";

/** What an account has, in its currency. */
export interface Funds {
  readonly balance: Decimal;
  readonly credit: Decimal;
  /** Floating profit of all positions with their swaps. */
  readonly profit: Decimal;
  /** Of all positions and orders. */
  readonly margin: Decimal;
  /** Value of collateral; it carries margin but is no equity. */
  readonly assets: Decimal;
}

/** The account properties that the terminal shows, rounded to the digits of the currency. */
export interface AccountFigures {
  readonly balance: Decimal;
  readonly credit: Decimal;
  readonly profit: Decimal;
  /** balance + credit + profit */
  readonly equity: Decimal;
  readonly margin: Decimal;
  /** equity + assets - margin */
  readonly free: Decimal;
  /** equity + assets as percent of margin, two decimals; 0 when there is no margin. */
  readonly level: Decimal;
}

/** Two decimals whatever the currency: ACCOUNT_MARGIN_LEVEL is a percentage. */
const LEVEL_DIGITS = 2;

/** The account's figures, each of them computed from those that are rounded already. */
export function accountFigures(funds: Funds, digits: number): AccountFigures {
  const balance = roundMoney(funds.balance, digits);
  const credit = roundMoney(funds.credit, digits);
  const profit = roundMoney(funds.profit, digits);
  const margin = roundMoney(funds.margin, digits);
  const equity = balance.plus(credit).plus(profit);
  const backing = equity.plus(roundMoney(funds.assets, digits));
  const level = margin.isZero()
    ? new Decimal(0)
    : roundMoney(backing.dividedBy(margin).times(100), LEVEL_DIGITS);
  return { balance, credit, profit, equity, margin, free: backing.minus(margin), level };
}

/**
 * The figures after an order that needs `orderMargin` more, as OrderCheck states them: an order against an
 * open position does not lower the margin there. The order can be paid for when `free` is not negative.
 */
export function figuresWith(figures: AccountFigures, orderMargin: Decimal): AccountFigures {
  const margin = figures.margin.plus(orderMargin);
  const backing = figures.free.plus(figures.margin);
  const level = margin.isZero()
    ? new Decimal(0)
    : roundMoney(backing.dividedBy(margin).times(100), LEVEL_DIGITS);
  return { ...figures, margin, free: backing.minus(margin), level };
}
