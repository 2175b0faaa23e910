import type { Deal } from "../../../../../src/domain/order/events.ts";
import type { MarketBar } from "../../../../../src/protocol/market-link.ts";
import { barAt } from "./bars.ts";

/** A deal with the order that made it, and the alert that the order came from when there is one. */
export interface Execution extends Deal {
  readonly orderId: string | null;
  readonly alertId: string | null;
}

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

/** Marks of executions, for a chart whose bars are `bars`. */
export function marksOf(deals: readonly Execution[], bars: readonly MarketBar[]): readonly Mark[] {
  const within = executionsWithin(deals, bars);
  return within.flatMap(({ deal, side, price, lots, atMs }) => {
    const bar = barAt(bars, atMs);
    const text = within.length > MOST_WORDS ? "" : `${lots} @ ${price}`;
    return bar === undefined ? [] : [{ id: deal, barMs: bar.atMs, side, price, text }];
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
