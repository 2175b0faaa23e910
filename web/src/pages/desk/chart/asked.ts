import type { ChartLine, Move } from "./chart-lines.ts";

/** A move that somebody asked for, and that the ledger has not told of yet. */
export interface Asked {
  readonly lineId: string;
  readonly move: Move;
  /** Where the ledger had the line when it was asked for. */
  readonly before: string | null;
  /** After which it is given up; null when somebody will say how it ended. */
  readonly untilMs: number | null;
}

/** When nobody says how it ended and the ledger has said nothing for so long, nothing came of it. */
export const ASKED_MS = 30_000;

/** What still waits: the ledger has the line where it was, and there is hope. */
export function stillAsked(
  asked: readonly Asked[],
  lines: readonly ChartLine[],
  nowMs: number,
): readonly Asked[] {
  const left = asked.filter(({ lineId, before, untilMs }) => {
    const line = lines.find(({ id }) => id === lineId);
    return line !== undefined && line.price === before && (untilMs === null || nowMs < untilMs);
  });
  return left.length === asked.length ? asked : left;
}
