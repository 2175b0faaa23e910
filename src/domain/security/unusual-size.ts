import { Decimal } from "../decimal.ts";
import type { Step } from "./finding.ts";
import { SIZE_TIMES_HIGH, SIZE_TIMES_MEDIAN, SIZES_KEPT, SIZES_NEEDED } from "./thresholds.ts";

/** The lots of the newest orders of one symbol, as decimal strings, the oldest first, and the greatest of them. */
export interface SizeState {
  readonly sizes: readonly string[];
  readonly greatest: string;
}

export const freshSizes: SizeState = { sizes: [], greatest: "0" };

export interface SizeFinding {
  readonly lots: string;
  /** The median of the orders before. */
  readonly usual: string;
}

/**
 * An order larger than all that are remembered of its symbol, and far larger than what they usually are; without
 * enough of these, none is. Most orders cost one comparison.
 */
export function unusualSize(state: SizeState, lots: string): Step<SizeState, SizeFinding> {
  const [dropped] = state.sizes.length >= SIZES_KEPT ? state.sizes : [];
  const sizes = [...state.sizes, lots].slice(-SIZES_KEPT);
  // Most strategies trade one size: then each order drops the greatest, and another as great is still there.
  const stands = dropped !== state.greatest || sizes.includes(state.greatest);
  const size = lots === state.greatest ? null : new Decimal(lots);
  if (size === null || size.lte(state.greatest)) {
    return { state: { sizes, greatest: stands ? state.greatest : greatestOf(sizes) }, finding: null };
  }
  const next = { sizes, greatest: lots };
  if (state.sizes.length < SIZES_NEEDED) return { state: next, finding: null };
  const { median, high } = usualOf(state.sizes);
  const limit = Decimal.max(median.times(SIZE_TIMES_MEDIAN), high.times(SIZE_TIMES_HIGH));
  return { state: next, finding: size.lt(limit) ? null : { lots, usual: median.toFixed() } };
}

/** The state after orders of these sizes, the oldest first. */
export function sizesAfter(lots: readonly string[]): SizeState {
  const sizes = lots.slice(-SIZES_KEPT);
  return { sizes, greatest: greatestOf(sizes) };
}

function greatestOf(sizes: readonly string[]): string {
  return sizes.reduce((greatest, one) => (new Decimal(one).gt(greatest) ? one : greatest), "0");
}

function usualOf(sizes: readonly string[]): { median: Decimal; high: Decimal } {
  const sorted = sizes.map((one) => new Decimal(one)).sort((a, b) => a.cmp(b));
  const nothing = new Decimal(0);
  const median = sorted[Math.floor(sorted.length / 2)] ?? nothing;
  return { median, high: sorted[Math.ceil(sorted.length * 0.95) - 1] ?? nothing };
}
