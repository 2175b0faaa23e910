import type { BarFrame } from "../alert/exits.ts";

/**
 * TradingView's UDF, the protocol with which its chart library asks a datafeed ("UDF adapter and server" in the library's
 * documentation). Times are epoch seconds and prices numbers there: they are drawn, never computed with.
 */

const frameOfResolution: ReadonlyMap<string, BarFrame> = new Map([
  ["1", "M1"],
  ["5", "M5"],
  ["15", "M15"],
  ["30", "M30"],
  ["60", "H1"],
  ["240", "H4"],
  ["D", "D1"],
  ["1D", "D1"],
]);

const RESOLUTIONS = ["1", "5", "15", "30", "60", "240", "1D"];

/** The frame of a resolution; null for one that terminals have no bars of. */
export function frameOf(resolution: string): BarFrame | null {
  return frameOfResolution.get(resolution) ?? null;
}

export const udfConfig = {
  supported_resolutions: RESOLUTIONS,
  supports_group_request: false,
  supports_marks: false,
  supports_search: true,
  supports_timescale_marks: false,
  supports_time: true,
  exchanges: [],
  symbols_types: [],
} as const;

/** A symbol of one trading account. */
export interface UdfSymbol {
  readonly accountId: string;
  /** What the account is called. */
  readonly account: string;
  readonly symbol: string;
  readonly digits: number;
  readonly forex: boolean;
}

/** The name under which the library asks again: the same symbol has other prices at another broker. */
function tickerOf({ accountId, symbol }: UdfSymbol): string {
  return `${accountId}:${symbol}`;
}

/** The symbol that the library means, by its ticker or, as people type it, by its name alone. */
export function findSymbol(all: readonly UdfSymbol[], asked: string): UdfSymbol | null {
  const wanted = asked.toUpperCase();
  return (
    all.find((one) => tickerOf(one).toUpperCase() === wanted) ??
    all.find(({ symbol }) => symbol.toUpperCase() === wanted) ??
    null
  );
}

/** The answer of `/symbols`. */
export function symbolInfo(one: UdfSymbol) {
  return {
    name: one.symbol,
    ticker: tickerOf(one),
    description: `${one.symbol} (${one.account})`,
    type: one.forex ? "forex" : "cfd",
    session: "24x7",
    timezone: "Etc/UTC",
    exchange: one.account,
    listed_exchange: one.account,
    minmov: 1,
    pricescale: 10 ** one.digits,
    format: "price",
    has_intraday: true,
    has_daily: true,
    has_weekly_and_monthly: false,
    intraday_multipliers: RESOLUTIONS.filter((resolution) => resolution !== "1D"),
    supported_resolutions: RESOLUTIONS,
    volume_precision: 0,
    data_status: "streaming",
  };
}

/** The answer of `/search`. */
export function searchSymbols(all: readonly UdfSymbol[], query: string, limit: number) {
  const wanted = query.toUpperCase();
  return all
    .filter(({ symbol }) => symbol.toUpperCase().includes(wanted))
    .slice(0, limit)
    .map((one) => ({
      symbol: one.symbol,
      full_name: one.symbol,
      ticker: tickerOf(one),
      description: `${one.symbol} (${one.account})`,
      exchange: one.account,
      type: one.forex ? "forex" : "cfd",
    }));
}

/** Prices as decimal strings; `atMs` is when the bar began. */
interface Bar {
  readonly atMs: number;
  readonly open: string;
  readonly high: string;
  readonly low: string;
  readonly close: string;
  readonly ticks: number;
}

/** What of a symbol's bars the library asks for, epoch seconds; `to` itself is not meant, as its documentation says. */
export interface HistoryRange {
  readonly from: number;
  readonly to: number;
  /** So many bars before `to`, which counts more than `from`. */
  readonly countback?: number | undefined;
}

/** The answer of `/history` from bars in their order. */
export function historyOf(bars: readonly Bar[], { from, to, countback }: HistoryRange) {
  const before = bars.filter(({ atMs }) => atMs < to * 1000);
  const wanted =
    countback === undefined
      ? before.filter(({ atMs }) => atMs >= from * 1000)
      : before.slice(Math.max(0, before.length - countback));
  if (wanted.length === 0) return { s: "no_data" } as const;
  return {
    s: "ok" as const,
    t: wanted.map(({ atMs }) => Math.floor(atMs / 1000)),
    o: wanted.map(({ open }) => Number(open)),
    h: wanted.map(({ high }) => Number(high)),
    l: wanted.map(({ low }) => Number(low)),
    c: wanted.map(({ close }) => Number(close)),
    v: wanted.map(({ ticks }) => ticks),
  };
}
