import { type BidSpan, joined, type PriceSource } from "./price-source.ts";

/** Ticks of one symbol, oldest first, a column each; all columns have the same length. */
export interface TickSeries {
  /** Epoch milliseconds UTC, never falling. */
  readonly timesMs: readonly number[];
  readonly bidPoints: readonly number[];
  readonly askPoints: readonly number[];
}

const WEEK_MS = 7 * 86_400_000;

/** The place of the first tick at `atMs` or later; the length of the series when there is none. */
function placeOf(timesMs: readonly number[], atMs: number): number {
  let low = 0;
  let high = timesMs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((timesMs[middle] ?? 0) < atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * Plays a recorded series, `shiftMs` later than it was. One series prices one symbol: give it to `bySymbol`.
 * After the last tick the price stands still.
 */
export function recordedTicks(series: TickSeries, shiftMs = 0): PriceSource {
  const { timesMs, bidPoints, askPoints } = series;
  const source: PriceSource = {
    at(_spec, atMs) {
      const place = placeOf(timesMs, atMs - shiftMs + 1) - 1;
      const [time, bid, ask] = [timesMs[place], bidPoints[place], askPoints[place]];
      if (time === undefined || bid === undefined || ask === undefined) return undefined;
      return { atMs: time + shiftMs, bidPoints: bid, askPoints: ask };
    },
    scan(_spec, fromMs, toMs, visit) {
      for (let place = placeOf(timesMs, fromMs - shiftMs); place < timesMs.length; place++) {
        const atMs = (timesMs[place] ?? 0) + shiftMs;
        if (atMs >= toMs || !visit(atMs, bidPoints[place] ?? 0, askPoints[place] ?? 0)) return;
      }
    },
    span(spec, fromMs, toMs) {
      let whole: BidSpan | undefined;
      source.scan(spec, fromMs, toMs, (_atMs, bid) => {
        whole = joined(whole, { open: bid, high: bid, low: bid, close: bid, ticks: 1 });
        return true;
      });
      return whole;
    },
  };
  return source;
}

/**
 * Plays a recorded series again and again, every so many whole weeks as it is long, so that its weekends
 * stay weekends. Like every source it is a function of time alone: nobody has to remember when it began.
 */
export function repeatedTicks(series: TickSeries): PriceSource {
  const first = series.timesMs[0] ?? 0;
  const last = series.timesMs.at(-1) ?? first;
  const roundMs = Math.ceil((last - first + 1) / WEEK_MS) * WEEK_MS;
  const shiftAt = (atMs: number) => Math.floor((atMs - first) / roundMs) * roundMs;
  const roundsOf = (fromMs: number, toMs: number) => {
    const rounds: { readonly source: PriceSource; readonly fromMs: number; readonly toMs: number }[] = [];
    for (let shiftMs = shiftAt(fromMs); first + shiftMs < toMs; shiftMs += roundMs) {
      const beginsMs = Math.max(fromMs, first + shiftMs);
      const endsMs = Math.min(toMs, first + shiftMs + roundMs);
      rounds.push({ source: recordedTicks(series, shiftMs), fromMs: beginsMs, toMs: endsMs });
    }
    return rounds;
  };
  return {
    at: (spec, atMs) => recordedTicks(series, shiftAt(atMs)).at(spec, atMs),
    scan(spec, fromMs, toMs, visit) {
      let wanted = true;
      for (const round of roundsOf(fromMs, toMs)) {
        if (!wanted) return;
        round.source.scan(spec, round.fromMs, round.toMs, (atMs, bid, ask) => {
          wanted = visit(atMs, bid, ask);
          return wanted;
        });
      }
    },
    span(spec, fromMs, toMs) {
      return roundsOf(fromMs, toMs).reduce<BidSpan | undefined>(
        (whole, round) => joined(whole, round.source.span(spec, round.fromMs, round.toMs)),
        undefined,
      );
    },
  };
}
