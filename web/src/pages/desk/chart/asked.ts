import type { ChartLine, Move } from "./chart-lines.ts";

/** A move that somebody asked for, and that the ledger has not told of yet. */
export interface Asked {
  readonly lineId: string;
  readonly move: Move;
  /** Where the ledger had the line when it was asked for. */
  readonly before: string | null;
  readonly atMs: number;
}

/** When the ledger has said nothing for so long, nothing came of it: refused, or not confirmed. */
export const ASKED_MS = 30_000;

/** What still waits: the ledger has the line where it was, and there is hope. */
export function stillAsked(
  asked: readonly Asked[],
  lines: readonly ChartLine[],
  nowMs: number,
): readonly Asked[] {
  const left = asked.filter(({ lineId, before, atMs }) => {
    const line = lines.find(({ id }) => id === lineId);
    return line !== undefined && line.price === before && nowMs - atMs < ASKED_MS;
  });
  return left.length === asked.length ? asked : left;
}
