import { Decimal } from "../decimal.ts";
import type { Deal } from "../order/events.ts";

/** A deal as the ledger tells it, with the strategy whose order it is noted on; null for orders without an alert. */
export interface ResultDeal
  extends Pick<Deal, "deal" | "position" | "symbol" | "entry" | "lots" | "profit" | "atMs"> {
  readonly strategyId: string | null;
}

/** What closed of one position: its closing deals as one result. */
export interface Trade {
  readonly position: string;
  readonly symbol: string;
  /** Whose order opened the position, as far as that deal is known; otherwise whose closed it. */
  readonly strategyId: string | null;
  /** Lots that were closed. */
  readonly lots: string;
  /** Sum over the closing deals, in the account's currency; without commission and swap. */
  readonly profit: string;
  readonly deals: number;
  /** Of the last closing deal. */
  readonly atMs: number;
}

/** Figures of some trades. Money in the account's currency, without commission and swap. */
export interface Figures {
  readonly trades: number;
  /** Closing deals; more than trades when positions were closed in parts. */
  readonly deals: number;
  readonly lots: string;
  readonly profit: string;
  readonly wins: number;
  readonly losses: number;
  /** Sum of the trades that won, and of those that lost (not above zero). */
  readonly won: string;
  readonly lost: string;
  /** `won` divided by the amount of `lost`; null when nothing was lost. */
  readonly profitFactor: string | null;
  readonly averageWin: string | null;
  readonly averageLoss: string | null;
  readonly largestWin: string | null;
  readonly largestLoss: string | null;
  /** What a trade brought on average; null without trades. */
  readonly expectancy: string | null;
}

export interface Results {
  readonly total: Figures;
  /** The highest profit first. */
  readonly strategies: readonly (Figures & { readonly strategyId: string | null })[];
  readonly symbols: readonly (Figures & { readonly symbol: string })[];
}

/**
 * The trades that some deals tell of. A deal closes when the venue says so: `out`, `out_by`, and `inout`, which
 * turns a netted position over. Each deal counts once, however often it is told; the order of deals is no matter.
 */
export function tradesOf(deals: readonly ResultDeal[]): Trade[] {
  const byTicket = new Map(deals.map((deal) => [deal.deal, deal]));
  const byPosition = Map.groupBy(byTicket.values(), ({ position }) => position);
  return [...byPosition].flatMap(([position, all]) => {
    const inTime = all.toSorted((a, b) => a.atMs - b.atMs);
    const closings = inTime.filter(({ entry }) => entry !== "in");
    const last = closings.at(-1);
    if (last === undefined) return [];
    const opening = inTime.find(({ entry }) => entry === "in");
    const closer = closings.find(({ strategyId }) => strategyId !== null);
    return {
      position,
      symbol: last.symbol,
      strategyId: (opening ?? closer)?.strategyId ?? null,
      lots: sum(closings.map(({ lots }) => lots)).toFixed(),
      profit: sum(closings.map(({ profit }) => profit)).toFixed(),
      deals: closings.length,
      atMs: last.atMs,
    };
  });
}

/** The figures of all trades, and of those of each strategy and of each symbol. */
export function resultsOf(trades: readonly Trade[]): Results {
  const strategies = Map.groupBy(trades, ({ strategyId }) => strategyId);
  const symbols = Map.groupBy(trades, ({ symbol }) => symbol);
  return {
    total: figuresOf(trades),
    strategies: [...strategies].map(([strategyId, of]) => ({ strategyId, ...figuresOf(of) })).sort(byProfit),
    symbols: [...symbols].map(([symbol, of]) => ({ symbol, ...figuresOf(of) })).sort(byProfit),
  };
}

function figuresOf(trades: readonly Trade[]): Figures {
  const profits = trades.map(({ profit }) => new Decimal(profit));
  const won = profits.filter((profit) => profit.gt(0));
  const lost = profits.filter((profit) => profit.lt(0));
  const [wonSum, lostSum, all] = [sum(won), sum(lost), sum(profits)];
  // As many decimals as the venue itself tells, so that an average is not more exact than its parts.
  const places = Math.max(2, ...profits.map((profit) => profit.decimalPlaces()));
  const mean = (of: readonly Decimal[], total: Decimal): string | null =>
    of.length === 0 ? null : total.div(of.length).toFixed(places);
  return {
    trades: trades.length,
    deals: trades.reduce((count, { deals }) => count + deals, 0),
    lots: sum(trades.map(({ lots }) => lots)).toFixed(),
    profit: all.toFixed(),
    wins: won.length,
    losses: lost.length,
    won: wonSum.toFixed(),
    lost: lostSum.toFixed(),
    profitFactor: lostSum.isZero() ? null : wonSum.div(lostSum.abs()).toFixed(2),
    averageWin: mean(won, wonSum),
    averageLoss: mean(lost, lostSum),
    largestWin: won.length === 0 ? null : Decimal.max(...won).toFixed(),
    largestLoss: lost.length === 0 ? null : Decimal.min(...lost).toFixed(),
    expectancy: mean(profits, all),
  };
}

function sum(values: readonly (string | Decimal)[]): Decimal {
  return values.reduce<Decimal>((total, value) => total.plus(value), new Decimal(0));
}

function byProfit(a: Figures, b: Figures): number {
  return new Decimal(b.profit).comparedTo(a.profit);
}
