import type { SymbolFacts } from "./profile.ts";

/**
 * What a terminal says of a symbol and of its account, in full: all that sizing and normalising need.
 * Decimals are strings, distances of `stopsLevel` and `freezeLevel` are points. The names in brackets are
 * MetaTrader's properties ("Symbol Properties" and "Account Properties", MQL5 reference).
 */
export interface InstrumentFacts extends SymbolFacts {
  readonly point: string;
  readonly contractSize: string;
  /** Prices are multiples of it. [SYMBOL_TRADE_TICK_SIZE] */
  readonly tickSize: string;
  /** Gain and loss of one lot for one tick, in the account's currency; null when the terminal does not know. */
  readonly tickValue: string | null;
  readonly tickLoss: string | null;
  /** Most lots of a direction, positions and pending orders together; null for no limit. [SYMBOL_VOLUME_LIMIT] */
  readonly lotLimit: string | null;
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
  /** Margin of one lot at the market, in the account's currency; null when not known. */
  readonly marginBuy: string | null;
  readonly marginSell: string | null;
  readonly execution: Execution;
  /** Flags; an empty list means that only `return` is known. [SYMBOL_FILLING_MODE] */
  readonly fillings: readonly ("fok" | "ioc" | "boc")[];
  /** Flags. [SYMBOL_ORDER_MODE] */
  readonly orderKinds: readonly OrderMode[];
  /** Flags. [SYMBOL_EXPIRATION_MODE] */
  readonly expiries: readonly OrderTime[];
  readonly stopsLevel: number;
  readonly freezeLevel: number;
  readonly tradeMode: "disabled" | "long_only" | "short_only" | "close_only" | "full";
  /** False outside the symbol's trading sessions. */
  readonly open: boolean;
}

export type Execution = "request" | "instant" | "market" | "exchange";
export type Filling = "fok" | "ioc" | "return" | "boc";
export type OrderTime = "gtc" | "day" | "specified" | "specified_day";
export type OrderKind = "market" | "limit" | "stop" | "stop_limit";
export type OrderMode = OrderKind | "sl" | "tp" | "close_by";

/** A symbol's current prices, as decimals: buys execute at `ask`, sells at `bid`. */
export interface Quote {
  readonly bid: string;
  readonly ask: string;
}

/** The account's figures as the terminal last told them. */
export interface AccountFigures {
  readonly currency: string;
  readonly balance: string;
  readonly equity: string;
  readonly margin: string;
  readonly freeMargin: string;
  /** Hedging: a position for every entry. Netting: one for each symbol. */
  readonly mode: "hedging" | "netting";
  /** The trade server's clock minus UTC; its days begin at its midnight. */
  readonly serverOffsetMs: number;
  /** When the agent heard it last, by a clock that never jumps; the terminal tells it at least every 5 s. */
  readonly toldAtMs: number;
}
