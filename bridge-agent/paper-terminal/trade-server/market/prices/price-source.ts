import { lastOpenMs, openSpans } from "../sessions.ts";
import type { SymbolSpec } from "../symbol-spec.ts";
import { priceText } from "./points.ts";

/** One tick: when it came (epoch milliseconds UTC) and its prices in points of the symbol. */
export interface RawTick {
  readonly atMs: number;
  readonly bidPoints: number;
  readonly askPoints: number;
}

/** Is told of ticks in their order; answers false when it wants no more. */
export type TickVisitor = (atMs: number, bidPoints: number, askPoints: number) => boolean;

/**
 * Where prices come from. A source is a pure function of time: it has no present, and asking for the same
 * moment twice gives the same answer, so that a restarted server finds the market where it was.
 */
export interface PriceSource {
  /** The newest tick at `atMs`; undefined for symbols without prices, and before the first tick. */
  readonly at: (spec: SymbolSpec, atMs: number) => RawTick | undefined;
  /** Visits the ticks from `fromMs` (inclusive) to `toMs` (exclusive). */
  readonly scan: (spec: SymbolSpec, fromMs: number, toMs: number, visit: TickVisitor) => void;
  /** The same ticks taken together, undefined when there are none. */
  readonly span: (spec: SymbolSpec, fromMs: number, toMs: number) => BidSpan | undefined;
}

/** What the bids of some ticks did, in points. */
export interface BidSpan {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly ticks: number;
}

/** Two spans, the second later than the first, as one. */
export function joined(before: BidSpan | undefined, after: BidSpan | undefined): BidSpan | undefined {
  if (before === undefined || after === undefined) return before ?? after;
  return {
    open: before.open,
    high: Math.max(before.high, after.high),
    low: Math.min(before.low, after.low),
    close: after.close,
    ticks: before.ticks + after.ticks,
  };
}

/** A quote as the server tells it: prices with the symbol's digits. */
export interface Tick {
  readonly bid: string;
  readonly ask: string;
  readonly atMs: number;
}

/** The quote that is on at `atMs`. */
export function quoteAt(source: PriceSource, spec: SymbolSpec, atMs: number): Tick | undefined {
  const tick = source.at(spec, atMs);
  if (tick === undefined) return undefined;
  return {
    bid: priceText(tick.bidPoints, spec.digits),
    ask: priceText(tick.askPoints, spec.digits),
    atMs: tick.atMs,
  };
}

/** At most `limit` ticks from `fromMs` (inclusive) to `toMs` (exclusive), oldest first. */
export function ticksBetween(
  source: PriceSource,
  spec: SymbolSpec,
  fromMs: number,
  toMs: number,
  limit: number,
): Tick[] {
  const ticks: Tick[] = [];
  if (limit <= 0) return ticks;
  source.scan(spec, fromMs, toMs, (atMs, bidPoints, askPoints) => {
    ticks.push({ bid: priceText(bidPoints, spec.digits), ask: priceText(askPoints, spec.digits), atMs });
    return ticks.length < limit;
  });
  return ticks;
}

/** `source` with prices that stand still while the symbol's sessions are closed, as a broker's do. */
export function duringSessions(source: PriceSource, offsetMs: number): PriceSource {
  return {
    at(spec, atMs) {
      const openMs = lastOpenMs(spec.sessions, atMs, offsetMs);
      return openMs === null ? undefined : source.at(spec, openMs);
    },
    scan(spec, fromMs, toMs, visit) {
      let wanted = true;
      for (const span of openSpans(spec.sessions, fromMs, toMs, offsetMs)) {
        source.scan(spec, span.fromMs, span.toMs, (atMs, bidPoints, askPoints) => {
          wanted = visit(atMs, bidPoints, askPoints);
          return wanted;
        });
        if (!wanted) return;
      }
    },
    span(spec, fromMs, toMs) {
      let whole: BidSpan | undefined;
      for (const open of openSpans(spec.sessions, fromMs, toMs, offsetMs)) {
        whole = joined(whole, source.span(spec, open.fromMs, open.toMs));
      }
      return whole;
    },
  };
}

/** Symbols that have a source of their own are priced by it, all others by `usual`. */
export function bySymbol(own: ReadonlyMap<string, PriceSource>, usual: PriceSource): PriceSource {
  const sourceOf = (spec: SymbolSpec) => own.get(spec.symbol) ?? usual;
  return {
    at: (spec, atMs) => sourceOf(spec).at(spec, atMs),
    scan: (spec, fromMs, toMs, visit) => sourceOf(spec).scan(spec, fromMs, toMs, visit),
    span: (spec, fromMs, toMs) => sourceOf(spec).span(spec, fromMs, toMs),
  };
}
