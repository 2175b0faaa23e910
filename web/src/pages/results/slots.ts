import { Decimal } from "../../../../src/domain/decimal.ts";
import type { EquityPoint } from "./figures.ts";

/** How the account stood at the end of a span. */
export interface Slot {
  readonly atMs: number;
  readonly equity: string;
  readonly balance: string;
  /** The deepest within the span. */
  readonly drawdown: string;
}

/** The chart counts in seconds. */
const LEAST_SPAN_MS = 1_000;

/**
 * The curve in equal spans, at most `most` of them: points come when something changes, and a chart that sets them side
 * by side would show a quiet week as short as a lively minute. Where nothing came it stands as it stood.
 */
export function slotsOf(points: readonly EquityPoint[], most: number): Slot[] {
  const [first, last] = [points.at(0), points.at(-1)];
  if (first === undefined || last === undefined) return [];
  const spanMs = Math.max(LEAST_SPAN_MS, Math.ceil((last.atMs - first.atMs) / Math.max(1, most - 1)));
  const count = Math.ceil((last.atMs - first.atMs) / spanMs) + 1;
  let [at, stands] = [0, first];
  return Array.from({ length: count }, (_, index) => {
    const atMs = index === count - 1 ? last.atMs : first.atMs + index * spanMs;
    let drawdown = new Decimal(stands.drawdown);
    for (let next = points[at]; next !== undefined && next.atMs <= atMs; next = points[at]) {
      stands = next;
      drawdown = Decimal.max(drawdown, next.drawdown);
      at += 1;
    }
    return { atMs, equity: stands.equity, balance: stands.balance, drawdown: drawdown.toFixed() };
  });
}
