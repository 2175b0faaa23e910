import { Decimal, isDecimalText } from "../../decimal.ts";
import { type Reading, refuse } from "./reading.ts";

/** `not_negative` allows zero. */
export type Sign = "any" | "positive" | "not_negative";

const NUMBER = /^-?([0-9]+)(?:\.([0-9]+))?(?:[eE]([+-]?[0-9]+))?$/;
const MAX_INTEGER_DIGITS = 15;
const MAX_DECIMALS = 10;
/** Far beyond every number that could pass; keeps the arithmetic below small whatever the exponent. */
const MAX_EXPONENT = 400;

function refuseLength(reading: Reading, what: "too_large" | "number_not_exact", at: number): undefined {
  return what === "too_large"
    ? refuse(reading, what, `A number may have ${MAX_INTEGER_DIGITS} digits before the point.`, at)
    : refuse(
        reading,
        what,
        `A number may have ${MAX_DECIMALS} digits after the point.`,
        at,
        "round it in the script, e.g. str.tostring(x, format.mintick)",
      );
}

/** Numbers written another way than ours: with an exponent (small prices of a plot), or not at all. */
function unusualDecimal(reading: Reading, text: string, at: number): string | undefined {
  const match = NUMBER.exec(text);
  if (match === null) {
    const hint =
      text === "" || /^(nan|na|null)$/i.test(text)
        ? "check the plot or input behind this value"
        : "write digits and a decimal point only, e.g. 0.1";
    return refuse(reading, "not_a_number", "This is not a number.", at, hint);
  }
  const [, integer = "", fraction = "", power] = match;
  if (integer.length > 1 && integer.startsWith("0")) {
    return refuse(reading, "not_a_number", "A number must not start with a zero that means nothing.", at);
  }
  const exponent = Number(power ?? 0);
  if (Math.abs(exponent) > MAX_EXPONENT) {
    return refuseLength(reading, exponent > 0 ? "too_large" : "number_not_exact", at);
  }
  if (integer.length > MAX_INTEGER_DIGITS) return refuseLength(reading, "too_large", at);
  if (fraction.length > MAX_EXPONENT) return refuseLength(reading, "number_not_exact", at);
  const value = new Decimal(text);
  if (value.greaterThanOrEqualTo(1e15) || value.lessThanOrEqualTo(-1e15)) {
    return refuseLength(reading, "too_large", at);
  }
  if (value.decimalPlaces() > MAX_DECIMALS) return refuseLength(reading, "number_not_exact", at);
  return value.toFixed();
}

function isZero(text: string): boolean {
  return !/[1-9]/.test(text);
}

/**
 * Reads a decimal without a detour through a float. `text` is what stands in the message at offset `at`;
 * gives it back as a plain decimal (`1e-7` becomes `0.0000001`), or notes `not_a_number`, `too_large`,
 * `number_not_exact` or `not_positive`.
 */
export function readDecimal(reading: Reading, text: string, at: number, sign: Sign): string | undefined {
  const value = isDecimalText(text) ? text : unusualDecimal(reading, text, at);
  if (value === undefined || sign === "any") return value;
  if (value.startsWith("-") && !isZero(value)) {
    return refuse(reading, "not_positive", "This number must not be negative.", at);
  }
  if (sign === "positive" && isZero(value)) {
    return refuse(reading, "not_positive", "This number must be greater than zero.", at);
  }
  return value;
}

/** Reads a share of a whole: greater than 0, at most 100. */
export function readPercent(reading: Reading, text: string, at: number): string | undefined {
  const value = readDecimal(reading, text, at, "positive");
  if (value === undefined || !new Decimal(value).greaterThan(100)) return value;
  return refuse(reading, "percent_too_large", "A share may be at most 100 percent.", at);
}
