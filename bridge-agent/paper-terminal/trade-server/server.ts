import type { Bar, Frame } from "./market/prices/bars.ts";
import type { OrderBook } from "./market/prices/order-book.ts";
import type { Tick } from "./market/prices/price-source.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import type { CheckResult } from "./requests/check.ts";
import type { RequestRecord } from "./rows.ts";
import type {
  Account,
  Deal,
  Happened,
  Order,
  Outcome,
  Position,
  Reference,
  Side,
  TradeRequest,
} from "./types.ts";

export type { Bar, Frame, OrderBook, Tick };

/** What the server finds of a magic number: orders standing and done, deals, and positions. */
export interface FoundByMagic {
  readonly orders: readonly Order[];
  readonly history: readonly Order[];
  readonly deals: readonly Deal[];
  readonly positions: readonly Position[];
}

/**
 * The simulated trade server. It knows nothing of links and journals, keeps its own records, and
 * de-duplicates nothing: like MetaTrader's, it carries out every request that it is given.
 *
 * Every method is synchronous, so nothing comes between a request and its record. When `execute` or
 * `advance` throws, memory and records may differ; the process has to end and start again from the records.
 * Times are UTC epoch milliseconds; server time is UTC plus `account().offsetMs`.
 */
export interface TradeServer {
  /**
   * Carries out requests in their order, in one transaction that is on the disk when this returns. What
   * came of each is remembered with it. The market must have been moved to `nowMs` by `advance` where that
   * matters; `execute` itself takes the quotes of `nowMs`.
   */
  readonly execute: (requests: readonly TradeRequest[], nowMs: number) => Outcome[];
  /** What would come of a request (OrderCheck); nothing is changed. */
  readonly check: (request: TradeRequest, nowMs: number) => CheckResult;
  /** Lets everything happen that happens by itself until `nowMs`, in its order, and records it. */
  readonly advance: (nowMs: number) => Happened;

  readonly account: () => Account;
  readonly symbols: () => readonly SymbolSpec[];
  readonly symbol: (name: string) => SymbolSpec | undefined;
  /** The quote that is on, undefined for a symbol that the server does not know. */
  readonly quote: (symbol: string) => Tick | undefined;
  /** Whether orders can be executed, by the symbol's sessions. */
  readonly isOpen: (symbol: string, nowMs: number) => boolean;
  /** Margin of a new position in the account's currency, as OrderCalcMargin; undefined when not known. */
  readonly margin: (symbol: string, side: Side, lots: string) => string | undefined;
  /** Profit in the account's currency, as OrderCalcProfit; undefined when not known. */
  readonly profit: (
    symbol: string,
    side: Side,
    lots: string,
    open: string,
    close: string,
  ) => string | undefined;

  /** Open positions, oldest first. */
  readonly positions: () => Position[];
  /** Standing orders, oldest first. */
  readonly orders: () => Order[];
  /** Orders that stand no more, by the time at which they ended, inclusive. */
  readonly historyOrders: (fromMs: number, toMs: number) => Order[];
  readonly historyOrder: (ticket: string) => Order | undefined;
  /** Deals with a higher number than `deal`, in their order. */
  readonly dealsAfter: (deal: bigint) => Generator<Deal, void, undefined>;
  /** The number of the newest deal; below every deal's when there is none. */
  readonly lastDeal: () => bigint;
  /**
   * Pending orders that ended without being filled since `deal` was the newest one. Whoever has handled all
   * deals up to it, and was told of changes in their order until then, misses none of them.
   */
  readonly goneSince: (deal: bigint) => Order[];
  /** Everything of a magic number that was placed or dealt at `fromMs` or later; positions of any age. */
  readonly findByMagic: (magic: string, fromMs: number) => FoundByMagic;
  /**
   * The server's memory of a request with a reference, the newest one if there are several. None is proof
   * that the step never reached the server: requests are remembered in the transaction that executes them.
   */
  readonly findRequest: (magic: string, reference: Reference) => RequestRecord | undefined;

  /** The newest `count` bars at `nowMs`, oldest first, the last one not complete. */
  readonly bars: (symbol: string, frame: Frame, count: number, nowMs: number) => Bar[];
  /** Ticks from `fromMs` on, inclusive, up to the moment of the last `advance`, oldest first. */
  readonly ticks: (symbol: string, fromMs: number, limit: number) => Tick[];
  readonly book: (symbol: string) => OrderBook;
}
