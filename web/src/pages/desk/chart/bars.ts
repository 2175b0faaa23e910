import { type BarFrame, frameMs } from "../../../../../src/domain/alert/exits.ts";
import { Decimal } from "../../../../../src/domain/decimal.ts";
import type { MarketBar, Tick } from "../../../../../src/protocol/market-link.ts";

/** A page that is open for days keeps so many bars, and drops the oldest. */
const MOST_BARS = 1_000;

/**
 * The bars after ticks, oldest first, by their bids as MetaTrader builds them. Bars begin at whole frames after the
 * last one that the terminal told, since the days and hours of its server are not those of UTC. A time without ticks
 * makes no bar; a tick of a bar before the last changes nothing, because the terminal has counted it. Bars that did
 * not change stay the same objects. Without a bar to go on from there is none.
 */
export function withTicks(
  bars: readonly MarketBar[],
  ticks: readonly Tick[],
  frame: BarFrame,
): readonly MarketBar[] {
  const last = bars.at(-1);
  if (last === undefined) return bars;
  const complete: MarketBar[] = [];
  let open = last;
  for (const { bid, atMs } of ticks) {
    const steps = Math.floor((atMs - open.atMs) / frameMs[frame]);
    if (steps < 0) continue;
    if (steps === 0) {
      open = grown(open, bid);
      continue;
    }
    complete.push(open);
    open = {
      ...{ atMs: open.atMs + steps * frameMs[frame], ticks: 1 },
      ...{ open: bid, high: bid, low: bid, close: bid },
    };
  }
  if (open === last) return bars;
  return [...bars.slice(0, -1), ...complete, open].slice(-MOST_BARS);
}

/**
 * Bars of ticks alone, for when the terminal does not answer. They begin at whole frames of UTC, since nobody says when
 * the venue's days do, and are no more than the ticks that there are.
 */
export function barsOfTicks(ticks: readonly Tick[], frame: BarFrame): readonly MarketBar[] {
  const first = ticks[0];
  if (first === undefined) return [];
  const { bid, atMs } = first;
  const beginsMs = atMs - (atMs % frameMs[frame]);
  const bar = { atMs: beginsMs, open: bid, high: bid, low: bid, close: bid, ticks: 1 };
  return withTicks([bar], ticks.slice(1), frame);
}

function grown(bar: MarketBar, bid: string): MarketBar {
  return {
    ...bar,
    high: new Decimal(bid).greaterThan(bar.high) ? bid : bar.high,
    low: new Decimal(bid).lessThan(bar.low) ? bid : bar.low,
    close: bid,
    ticks: bar.ticks + 1,
  };
}

/**
 * The bars with those that the terminal told anew, which count where both have one. Bars that do not reach the new
 * ones are dropped: a chart with a hole that nobody sees is worse than a short one.
 */
export function withTold(
  bars: readonly MarketBar[],
  told: readonly MarketBar[],
  frame: BarFrame,
): readonly MarketBar[] {
  const [first, last, held] = [told[0], told.at(-1), bars.at(-1)];
  if (first === undefined || last === undefined) return bars;
  if (held === undefined || first.atMs > held.atMs + frameMs[frame]) return told;
  const before = bars.filter(({ atMs }) => atMs < first.atMs);
  const after = bars.filter(({ atMs }) => atMs > last.atMs);
  return [...before, ...told, ...after].slice(-MOST_BARS);
}

/** The bar in whose time `atMs` lies; undefined before the first. */
export function barAt(bars: readonly MarketBar[], atMs: number): MarketBar | undefined {
  let [low, high] = [0, bars.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.atMs ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return bars[low - 1];
}
