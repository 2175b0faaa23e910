import { err, ok, type Result } from "../../src/domain/result.ts";
import type { RValue } from "./r-data.ts";

/** Sunday 22:00 UTC is Monday 00:00 there: the week of the series is a broker's week. */
export const FILE_OFFSET_MS = 2 * 3_600_000;

/** The series has one price; pairs of the time were quoted about three pips apart. */
const SPREAD_POINTS = 30;
const DIGITS = 5;

function numbersOf(value: RValue | undefined): readonly number[] {
  return value?.kind === "numbers" ? value.values : [];
}

/** `1996.04.01<tab>00:00:00.000` */
function exportTime(atMs: number): string {
  const text = new Date(atMs).toISOString();
  return `${text.slice(0, 10).replaceAll("-", ".")}\t${text.slice(11, 23)}`;
}

/**
 * The half-hour prices of the data set `USDCHF` as ticks in MetaTrader's export format, times at UTC+2. The
 * data set is a time series: prices, with their times in seconds since 1970 as the attribute `positions`.
 */
export function tickExportOf(series: RValue): Result<string, string> {
  const prices = numbersOf(series);
  const seconds = numbersOf(series.attributes.get("positions"));
  if (prices.length === 0 || prices.length !== seconds.length) return err("no series of prices with times");
  const lines = prices.map((price, i) => {
    const bid = Math.round(price * 10 ** DIGITS);
    const text = (points: number) => (points / 10 ** DIGITS).toFixed(DIGITS);
    const atMs = (seconds[i] ?? 0) * 1000 + FILE_OFFSET_MS;
    // The flags say that bid and ask changed.
    return `${exportTime(atMs)}\t${text(bid)}\t${text(bid + SPREAD_POINTS)}\t\t\t6`;
  });
  return ok(["<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>", ...lines, ""].join("\n"));
}
