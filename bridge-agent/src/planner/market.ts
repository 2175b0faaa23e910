import type { AccountFigures, InstrumentFacts, Quote } from "../../../src/domain/order/instrument.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";

export type { AccountFigures, InstrumentFacts, Quote } from "../../../src/domain/order/instrument.ts";

/** A pending order that stands at the venue. Prices are decimals, null where none is set. */
export interface PendingOrder {
  readonly ticket: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly kind: "limit" | "stop" | "stop_limit";
  /** What is not filled yet. */
  readonly lots: string;
  readonly price: string;
  /** The limit price of a stop-limit order, null otherwise. */
  readonly stopLimit: string | null;
  readonly stopLoss: string | null;
  readonly takeProfit: string | null;
  /** When it ends at the venue, epoch milliseconds by the host's clock; null when it stands until cancelled. */
  readonly expiresAtMs: number | null;
  /** The Sallyport order that placed it, when there is one. */
  readonly orderId: string | null;
}

/** All that a plan may depend on: the terminal as it was last seen, and the account's pip table. */
export interface Market {
  readonly symbols: ReadonlyMap<string, InstrumentFacts>;
  readonly quotes: ReadonlyMap<string, Quote>;
  /** Absent until the terminal told it. */
  readonly account: AccountFigures | undefined;
  readonly positions: readonly Position[];
  readonly pendings: readonly PendingOrder[];
  /** What a pip is, in price, by the venue's symbol. */
  readonly pips: Readonly<Record<string, string>>;
}
