import type { Deal } from "../../../../../src/domain/order/events.ts";
import type { MarketBar } from "../../../../../src/protocol/market-link.ts";
import type { Execution } from "../use-history.ts";
import { barAt } from "./bars.ts";

/** An execution where it is drawn: at its price, in the bar of its time. */
export interface Mark {
  readonly id: string;
  readonly barMs: number;
  readonly side: "buy" | "sell";
  readonly price: string;
  /** Empty where so many are drawn that words would cover each other. */
  readonly text: string;
}

/** More marks than this have no words. */
const MOST_WORDS = 30;

/** The executions within the time of the bars, oldest first. */
export function executionsWithin(
  deals: readonly Execution[],
  bars: readonly MarketBar[],
): readonly Execution[] {
  const first = bars[0];
  if (first === undefined) return [];
  return deals.filter(({ atMs }) => atMs >= first.atMs).sort((a, b) => a.atMs - b.atMs);
}

/**
 * Marks of executions, for a chart whose bars are `bars`. Of several in the same bar and direction the last says how
 * many there are, since their words would cover each other.
 */
export function marksOf(deals: readonly Execution[], bars: readonly MarketBar[]): readonly Mark[] {
  const within = executionsWithin(deals, bars).flatMap((execution) => {
    const barMs = barAt(bars, execution.atMs)?.atMs;
    return barMs === undefined ? [] : [{ ...execution, barMs, place: `${barMs} ${execution.side}` }];
  });
  const places = Map.groupBy(within, ({ place }) => place);
  return within.map(({ deal: id, side, price, lots, barMs, place }) => {
    const here = places.get(place) ?? [];
    const own = here.length === 1 ? `${lots} @ ${price}` : `${here.length} deals`;
    const isLast = here.at(-1)?.deal === id;
    return { id, barMs, side, price, text: isLast && within.length <= MOST_WORDS ? own : "" };
  });
}

const entryWords: Readonly<Record<Deal["entry"], string>> = {
  in: "opened",
  out: "closed",
  inout: "turned",
  out_by: "closed by an opposite one",
};

/** `Bought 0.10 at 1.08512, opened` */
export function executionWords({ side, lots, price, entry }: Deal): string {
  return `${side === "buy" ? "Bought" : "Sold"} ${lots} at ${price}, ${entryWords[entry]}`;
}
