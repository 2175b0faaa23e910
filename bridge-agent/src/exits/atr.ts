import { Decimal } from "../../../src/domain/decimal.ts";

/** A complete bar; prices are decimals. */
export interface Bar {
  /** When it began, epoch milliseconds. */
  readonly atMs: number;
  readonly high: string;
  readonly low: string;
  readonly close: string;
}

/**
 * Wilder's average true range of complete bars, oldest first, `shift` bars back from the newest: the mean
 * of the first `period` true ranges, from then on moved by one `period`th of the difference (J. Welles
 * Wilder, "New Concepts in Technical Trading Systems"). The more bars, the less its beginning counts.
 * Undefined when there are too few, or when nothing moved.
 */
export function averageTrueRange(bars: readonly Bar[], period: number, shift: number): Decimal | undefined {
  const used = shift === 0 ? bars : bars.slice(0, -shift);
  const ranges: Decimal[] = [];
  for (const [index, bar] of used.entries()) {
    const before = used[index - 1];
    // The first bar has no close before it: it only serves as one.
    if (before !== undefined) ranges.push(trueRange(bar, before));
  }
  if (ranges.length < period) return undefined;
  let average = ranges.slice(0, period).reduce((sum, range) => sum.plus(range), new Decimal(0));
  average = average.dividedBy(period);
  for (const range of ranges.slice(period)) {
    average = average
      .times(period - 1)
      .plus(range)
      .dividedBy(period);
  }
  return average.greaterThan(0) ? average : undefined;
}

function trueRange(bar: Bar, before: Bar): Decimal {
  return Decimal.max(bar.high, before.close).minus(Decimal.min(bar.low, before.close));
}

/** Average true ranges of bars that have been asked about before: quotes come far more often than bars. */
export class AtrCache {
  readonly #known = new WeakMap<readonly Bar[], Map<string, Decimal | undefined>>();

  of(bars: readonly Bar[], period: number, shift: number): Decimal | undefined {
    const known = this.#known.get(bars) ?? new Map<string, Decimal | undefined>();
    this.#known.set(bars, known);
    const key = `${period}/${shift}`;
    if (!known.has(key)) known.set(key, averageTrueRange(bars, period, shift));
    return known.get(key);
  }
}
