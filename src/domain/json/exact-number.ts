/** Up to this many significant digits, every decimal survives the way into a double and back. */
const SAFE_DIGITS = 15;

/** Digits without outer zeros, and the power of ten of the last one: `1.50` and `15e-1` both give `15e-1`. */
function normalForm(text: string): string {
  const negative = text.startsWith("-");
  const exponentAt = text.search(/[eE]/);
  const mantissa = text.slice(negative ? 1 : 0, exponentAt === -1 ? text.length : exponentAt);
  const point = mantissa.indexOf(".");
  const digits = point === -1 ? mantissa : mantissa.slice(0, point) + mantissa.slice(point + 1);
  let first = 0;
  while (digits.charCodeAt(first) === 48) first++;
  let last = digits.length;
  while (last > first && digits.charCodeAt(last - 1) === 48) last--;
  if (first === last) return "0";
  const shift = exponentAt === -1 ? 0 : Number(text.slice(exponentAt + 1));
  const fraction = point === -1 ? 0 : mantissa.length - point - 1;
  const exponent = shift - fraction + (digits.length - last);
  return `${negative ? "-" : ""}${digits.slice(first, last)}e${exponent}`;
}

/**
 * The number that JSON number text stands for, or undefined when JavaScript would change it: too many
 * digits (`10000000000000000999` would become 10000000000000000000), overflow (`1e400`), underflow.
 * `text` must follow JSON's number grammar.
 */
export function exactNumber(text: string): number | undefined {
  const value = Number(text);
  if (text.length <= SAFE_DIGITS && !text.includes("e") && !text.includes("E")) return value;
  if (!Number.isFinite(value)) return undefined;
  return normalForm(text) === normalForm(String(value)) ? value : undefined;
}
