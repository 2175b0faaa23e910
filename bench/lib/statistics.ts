/** The value in the middle; the mean of the two in the middle when their number is even. */
export function median(values: readonly number[]): number {
  const sorted = ascending(values);
  const middle = Math.floor(sorted.length / 2);
  const upper = sorted[middle];
  if (upper === undefined) throw new Error("no values, so no median");
  const lower = sorted[middle - 1];
  return sorted.length % 2 === 1 || lower === undefined ? upper : (lower + upper) / 2;
}

/** Nearest rank: the smallest value that at least `percent` of all values do not exceed. */
export function percentile(values: readonly number[], percent: number): number {
  const sorted = ascending(values);
  const rank = Math.max(1, Math.ceil((percent / 100) * sorted.length));
  const value = sorted[rank - 1];
  if (value === undefined) throw new Error("no values, so no percentile");
  return value;
}

/** The least and the greatest value: how much the rounds of one measurement differ. */
export function range(values: readonly number[]): { readonly least: number; readonly greatest: number } {
  const sorted = ascending(values);
  const least = sorted[0];
  const greatest = sorted[sorted.length - 1];
  if (least === undefined || greatest === undefined) throw new Error("no values, so no range");
  return { least, greatest };
}

function ascending(values: readonly number[]): number[] {
  for (const value of values) {
    if (!Number.isFinite(value)) throw new Error(`not a measurement: ${value}`);
  }
  return [...values].sort((a, b) => a - b);
}
