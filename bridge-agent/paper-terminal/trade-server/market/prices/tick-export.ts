import { err, ok, type Result } from "../../../../../src/domain/result.ts";
import { pointsOf } from "./points.ts";
import type { TickSeries } from "./recorded-ticks.ts";

/** Where a file of ticks is wrong; lines are counted from 1. */
export interface TickExportFault {
  readonly line: number;
  readonly message: string;
}

export const TICK_EXPORT_HEADER = "<DATE>\t<TIME>\t<BID>\t<ASK>\t<LAST>\t<VOLUME>\t<FLAGS>";

const TIME = /^([0-9]{4})\.([0-9]{2})\.([0-9]{2})\t([0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{1,3})?)$/;

/** Server time as epoch milliseconds, null when it is no time. */
function timeOf(date: string, time: string): number | null {
  const parts = TIME.exec(`${date}\t${time}`);
  if (parts === null) return null;
  const atMs = Date.parse(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}Z`);
  return Number.isNaN(atMs) ? null : atMs;
}

/**
 * Reads ticks as MetaTrader's "Export ticks" writes them (Symbols window): tab-separated lines under the
 * header, times in server time, an empty price means that it is as in the line before. Lines before both
 * prices are known are left out. LAST, VOLUME and FLAGS are not used. `offsetMs` is the server time of the
 * file minus UTC, `digits` are those of the symbol.
 */
export function parseTickExport(
  text: string,
  digits: number,
  offsetMs: number,
): Result<TickSeries, TickExportFault> {
  const timesMs: number[] = [];
  const bidPoints: number[] = [];
  const askPoints: number[] = [];
  let bid: number | null = null;
  let ask: number | null = null;
  let newest = Number.NEGATIVE_INFINITY;
  const lines = text.replace(/^\uFEFF/, "").split(/\r?\n/);
  if (lines[0] !== TICK_EXPORT_HEADER) {
    return err({ line: 1, message: `the first line must be ${TICK_EXPORT_HEADER.replaceAll("\t", " ")}` });
  }
  for (let i = 1; i < lines.length; i++) {
    const content = lines[i] ?? "";
    if (content === "") continue;
    const fault = (message: string) => err({ line: i + 1, message });
    const [date = "", time = "", bidText = "", askText = ""] = content.split("\t");
    const atMs = timeOf(date, time);
    if (atMs === null) return fault("no time: expected YYYY.MM.DD, a tab, HH:MM:SS.mmm");
    if (atMs < newest) return fault("earlier than the line before");
    newest = atMs;
    if (bidText !== "") bid = pointsOf(bidText, digits);
    if (askText !== "") ask = pointsOf(askText, digits);
    if (bidText !== "" && bid === null) return fault(`the bid is no price of ${digits} digits`);
    if (askText !== "" && ask === null) return fault(`the ask is no price of ${digits} digits`);
    if (bid === null || ask === null) continue;
    if (bid <= 0 || ask < bid) return fault("the bid must be above zero and the ask not below the bid");
    timesMs.push(atMs - offsetMs);
    bidPoints.push(bid);
    askPoints.push(ask);
  }
  return timesMs.length === 0
    ? err({ line: lines.length, message: "no ticks in the file" })
    : ok({ timesMs, bidPoints, askPoints });
}
