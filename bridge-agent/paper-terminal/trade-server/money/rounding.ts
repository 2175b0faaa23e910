import { Decimal } from "../../../../src/domain/decimal.ts";

/**
 * Rounds money to the digits of its currency, halves away from zero. Every amount that the server states is
 * rounded, and what is derived from it is derived from the rounded one: MetaQuotes' book prints a margin
 * level of 81922.21 for an equity of 15565.22 and a margin of 18.9997, which is that of 19.00.
 */
export function roundMoney(amount: Decimal, digits: number): Decimal {
  return amount.toDecimalPlaces(digits, Decimal.ROUND_HALF_UP);
}
