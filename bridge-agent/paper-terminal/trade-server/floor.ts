import type { Decimal } from "../../../src/domain/decimal.ts";
import type { Book } from "./book.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import type { DealtLots } from "./money/commission.ts";
import type { Retcode } from "./retcodes.ts";
import type { Market } from "./rules/market.ts";
import type { BrokerSettings } from "./settings.ts";
import type { Change, Direction, RecordTransaction, RequestType, Side } from "./types.ts";

/** Gives out the next numbers; each call takes one. */
export interface Tickets {
  readonly nextOrder: () => string;
  readonly nextDeal: () => string;
  /** The number of the newest deal. */
  readonly lastDeal: () => bigint;
  /** The number of the request that is being carried out; what is drawn for it depends on it. */
  readonly request: () => bigint;
}

/** The server's sums in the account's currency. */
export interface MoneyDesk {
  /** What a position yields when it is closed at `close`, rounded. */
  readonly profit: (
    spec: SymbolSpec,
    direction: Direction,
    lots: Decimal,
    open: Decimal,
    close: Decimal,
  ) => Decimal;
  /** What a deal costs, zero or negative, rounded. */
  readonly commission: (spec: SymbolSpec, dealt: DealtLots) => Decimal;
  /** True when the equity carries a deal that opens, all positions and orders included. */
  readonly affords: (spec: SymbolSpec, side: Side, lots: Decimal, price: Decimal) => boolean;
  /** True when the equity carries one more pending order. */
  readonly affordsOrder: (spec: SymbolSpec, type: RequestType, lots: Decimal, price: Decimal) => boolean;
}

/** What requests and triggers are judged against. */
export interface Floor {
  readonly settings: BrokerSettings;
  readonly book: Book;
  readonly tickets: Tickets;
  readonly money: MoneyDesk;
  readonly spec: (symbol: string) => SymbolSpec | undefined;
  /** The quote that is on; undefined when the symbol has none. */
  readonly market: (symbol: string) => Market | undefined;
  readonly isOpen: (spec: SymbolSpec, nowMs: number) => boolean;
}

/** Something that was carried out: what it changed and how it is told. */
export interface Happening {
  readonly changes: readonly Change[];
  readonly transactions: readonly RecordTransaction[];
}

/** A request that was accepted. */
export interface Executed extends Happening {
  readonly retcode: Retcode;
  readonly deal: string;
  readonly order: string;
  readonly lots: string;
  readonly price: string;
  /** The answer names the quote; those to pending orders and to changes of stops do not. */
  readonly quoted: boolean;
  /** The answer is told before the transactions. */
  readonly requestFirst: boolean;
}

/** What comes of a request: it is carried out, or refused for a reason. Nothing is changed yet. */
export type Decision = Executed | Retcode;
