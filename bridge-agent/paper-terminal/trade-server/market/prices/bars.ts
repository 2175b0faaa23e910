import type { barFrames } from "../../../../../src/domain/alert/exits.ts";
import { DAY_MS, MINUTE_MS } from "../server-time.ts";
import type { SymbolSpec } from "../symbol-spec.ts";
import { priceText } from "./points.ts";
import type { PriceSource } from "./price-source.ts";

export type Frame = (typeof barFrames)[number];

export const frameMs: Readonly<Record<Frame, number>> = {
  M1: MINUTE_MS,
  M5: 5 * MINUTE_MS,
  M15: 15 * MINUTE_MS,
  M30: 30 * MINUTE_MS,
  H1: 60 * MINUTE_MS,
  H4: 240 * MINUTE_MS,
  D1: DAY_MS,
};

/** A bar of bids, as MetaTrader builds them. */
export interface Bar {
  /** Its beginning, epoch milliseconds UTC; bars begin at whole frames of server time. */
  readonly atMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly ticks: number;
}

/** Bars without ticks are left out; after so long without any the history is taken to have ended. */
const GAP_MS = 10 * DAY_MS;

function barOf(source: PriceSource, spec: SymbolSpec, fromMs: number, toMs: number): Bar | undefined {
  const span = source.span(spec, fromMs, toMs);
  if (span === undefined) return undefined;
  const text = (points: number) => priceText(points, spec.digits);
  return {
    atMs: fromMs,
    open: text(span.open),
    high: text(span.high),
    low: text(span.low),
    close: text(span.close),
    ticks: span.ticks,
  };
}

/**
 * The newest `count` bars at `nowMs`, oldest first, the last one not complete. Fewer when the source has no
 * more. `offsetMs` is server time minus UTC.
 */
export function barsAt(
  source: PriceSource,
  spec: SymbolSpec,
  frame: Frame,
  count: number,
  nowMs: number,
  offsetMs: number,
): Bar[] {
  const bars: Bar[] = [];
  const length = frameMs[frame];
  let fromMs = Math.floor((nowMs + offsetMs) / length) * length - offsetMs;
  let toMs = nowMs + 1;
  let emptyMs = 0;
  while (bars.length < count && emptyMs <= GAP_MS) {
    const bar = barOf(source, spec, fromMs, toMs);
    if (bar === undefined) emptyMs += length;
    else {
      bars.push(bar);
      emptyMs = 0;
    }
    toMs = fromMs;
    fromMs -= length;
  }
  return bars.reverse();
}
