import DecimalLibrary from "decimal.js";
import * as z from "zod";

/**
 * Decimal arithmetic for prices, volumes and money. A private copy of the library's constructor, so
 * that nobody else's configuration reaches ours. 40 digits hold every product of two 18-digit values.
 */
export const Decimal = DecimalLibrary.clone({
  precision: 40,
  rounding: DecimalLibrary.ROUND_HALF_EVEN,
  toExpNeg: -30,
  toExpPos: 30,
});
export type Decimal = InstanceType<typeof Decimal>;

/** At most 15 digits before the point and 10 after it: what prices, lots and money need, and no more. */
const DECIMAL_TEXT = /^-?(?:0|[1-9][0-9]{0,14})(?:\.[0-9]{1,10})?$/;

/** True for a plain decimal such as `-12.50`; false for exponents, hex, separators, `NaN`, blanks. */
export function isDecimalText(text: string): boolean {
  return DECIMAL_TEXT.test(text);
}

/** A decimal as it travels in JSON: a string, never a float. */
export const decimalTextSchema = z.string().regex(DECIMAL_TEXT, "not a plain decimal number");

/** A decimal string greater than zero. Digits alone tell: this is checked for every price on every link. */
export const positiveDecimalTextSchema = decimalTextSchema.refine(
  (text) => !text.startsWith("-") && /[1-9]/.test(text),
  "must be greater than zero",
);

/** The shortest spelling of a decimal: `1.50` and `1.5` both give `1.5`. `text` must be a decimal. */
export function canonicalDecimal(text: string): string {
  return new Decimal(text).toFixed();
}
