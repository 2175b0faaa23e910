import { type HopStep, hops } from "../order/hops.ts";

/** When an order came to each step of its way, epoch milliseconds; what it never came to is absent. */
export type StepTimes = Readonly<Partial<Record<HopStep, number>>>;

/** How long a hop took for the orders that made it, in milliseconds. */
export interface HopLatency {
  readonly from: HopStep;
  readonly to: HopStep;
  /** Orders that made it. The figures are null when none did. */
  readonly count: number;
  readonly p50Ms: number | null;
  readonly p90Ms: number | null;
  readonly p99Ms: number | null;
}

/** Every hop, and the whole way from the hook to the deal. */
export function latencyOf(orders: readonly StepTimes[]): HopLatency[] {
  const ways = [...hops, { from: "received", to: "deal" } as const];
  return ways.map(({ from, to }) => {
    const took = orders.flatMap((times) => {
      const [start, end] = [times[from], times[to]];
      // Clocks of two machines may differ by a little more than the hop takes.
      return start === undefined || end === undefined ? [] : [Math.max(0, end - start)];
    });
    took.sort((a, b) => a - b);
    return {
      ...{ from, to, count: took.length },
      ...{ p50Ms: percentile(took, 50), p90Ms: percentile(took, 90), p99Ms: percentile(took, 99) },
    };
  });
}

/** By nearest rank: the smallest value that at least `share` percent do not exceed. `sorted` rises. */
export function percentile(sorted: readonly number[], share: number): number | null {
  return sorted[Math.max(0, Math.ceil((share / 100) * sorted.length) - 1)] ?? null;
}
