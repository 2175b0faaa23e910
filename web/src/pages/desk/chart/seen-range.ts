/** A price scale as the library has it; numbers are only drawn. */
interface PriceRange {
  readonly minValue: number;
  readonly maxValue: number;
}

/** Lines may take so much of the height that the candles keep this part of it. */
const LEAST_FOR_CANDLES = 0.4;

/**
 * The range of prices that is seen: that of the candles, and of those lines for which it can grow without pressing the
 * candles flat. Lines further away are told of at the edge.
 */
export function rangeWith(candles: PriceRange, lines: readonly number[]): PriceRange {
  const height = Math.max(candles.maxValue - candles.minValue, Number.MIN_VALUE);
  const middle = (candles.maxValue + candles.minValue) / 2;
  let seen = candles;
  for (const price of [...lines].sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))) {
    const wider = { minValue: Math.min(seen.minValue, price), maxValue: Math.max(seen.maxValue, price) };
    if (height / (wider.maxValue - wider.minValue) >= LEAST_FOR_CANDLES) seen = wider;
  }
  return seen;
}
