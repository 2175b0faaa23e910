import type { SymbolSpec } from "../symbol-spec.ts";

/** Prices as whole numbers of points, which are exact; they become decimal text where they leave. */

/** The text of a price: `priceText(108500, 5)` is "1.08500". */
export function priceText(points: number, digits: number): string {
  const text = String(points).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

const PRICE = /^([0-9]{1,10})(?:\.([0-9]{1,10}))?$/;

/** The points of a price, null when `text` is no price or has more digits than the symbol. */
export function pointsOf(text: string, digits: number): number | null {
  const parts = PRICE.exec(text);
  if (parts === null) return null;
  const fraction = parts[2] ?? "";
  if (/[1-9]/.test(fraction.slice(digits))) return null;
  const points = Number(`${parts[1] ?? ""}${fraction.slice(0, digits).padEnd(digits, "0")}`);
  return Number.isSafeInteger(points) ? points : null;
}

/** How many points one tick has: prices are multiples of it. */
export function pointsPerTick(spec: SymbolSpec): number {
  return Math.max(1, Math.round(Number(spec.tickSize) * 10 ** spec.digits));
}
