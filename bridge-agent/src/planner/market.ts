import type { Position, SymbolFacts } from "../../../src/protocol/agent-link.ts";

/** A symbol's current prices, as decimals: buys execute at `ask`, sells at `bid`. */
export interface Quote {
  readonly bid: string;
  readonly ask: string;
}

/** A pending order that stands at the venue. Prices are decimals, null where none is set. */
export interface PendingOrder {
  readonly ticket: string;
  readonly symbol: string;
  readonly side: "buy" | "sell";
  readonly kind: "limit" | "stop";
  readonly lots: string;
  readonly price: string;
  readonly stopLoss: string | null;
  readonly takeProfit: string | null;
  /** The Sallyport order that placed it, when there is one. */
  readonly orderId: string | null;
}

/** All that a plan may depend on: the terminal as it was last seen, and the account's pip table. */
export interface Market {
  readonly symbols: ReadonlyMap<string, SymbolFacts>;
  readonly quotes: ReadonlyMap<string, Quote>;
  readonly positions: readonly Position[];
  readonly pendings: readonly PendingOrder[];
  /** What a pip is, in price, by the venue's symbol. */
  readonly pips: Readonly<Record<string, string>>;
}
