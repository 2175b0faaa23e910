import { Decimal } from "../decimal.ts";
import type { EquitySample } from "./equity-sample.ts";

/** How far below its peak the equity stands. */
export interface Drawdown {
  readonly atMs: number;
  /** Never below zero, in the account's currency. */
  readonly amount: string;
  /** Of the peak, with two decimals; null when there is no peak above zero. */
  readonly percent: string | null;
}

/** The deepest one, with the time of the peak before it. */
export interface DeepestDrawdown extends Drawdown {
  readonly peakAtMs: number;
}

/**
 * The drawdown at each sample: from the highest equity so far to the equity then. What is paid in or out moves the
 * peak as well, so that a withdrawal is no loss and a deposit hides none. The peak begins with the first sample.
 */
export function drawdownsOf(samples: readonly EquitySample[]): {
  readonly points: readonly Drawdown[];
  /** Null when the equity was never below its peak. */
  readonly deepest: DeepestDrawdown | null;
} {
  let peak = new Decimal(samples[0]?.equity ?? 0);
  let peakAtMs = samples[0]?.atMs ?? 0;
  let deepest: DeepestDrawdown | null = null;
  let most = new Decimal(0);
  const points = samples.map(({ atMs, equity, flow }, index): Drawdown => {
    const now = new Decimal(equity);
    if (index > 0) peak = peak.plus(flow);
    if (now.gte(peak)) {
      peak = now;
      peakAtMs = atMs;
    }
    const amount = peak.minus(now);
    const percent = peak.gt(0) ? amount.div(peak).times(100).toFixed(2) : null;
    const point = { atMs, amount: amount.toFixed(), percent };
    if (amount.gt(most)) {
      most = amount;
      deepest = { ...point, peakAtMs };
    }
    return point;
  });
  return { points, deepest };
}
