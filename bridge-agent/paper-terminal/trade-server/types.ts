import type {
  DealEntry,
  Direction,
  Filling,
  OrderState,
  OrderTime,
  OrderType,
  Reason,
  RequestType,
  Side,
} from "./words.ts";

/**
 * The records of the trade server, with the words of the MQL5 reference ("Trade Constants", "Data
 * Structures"). Prices, lots and money are decimal strings, "0" where a price is not set; tickets are
 * decimal strings, "0" for none. Orders, deals and positions are numbered apart; a position has the ticket
 * of the order that opened it. All times are UTC epoch milliseconds: a terminal turns them into server time,
 * which is UTC plus `Account.offsetMs`, and requests back.
 */
export * from "./words.ts";

/**
 * Which Sallyport step a request is for. MetaTrader has no such field: there the magic number and the
 * comment stand for it, and a terminal has to look its requests up by them.
 */
export interface Reference {
  readonly orderId: string;
  readonly step: number;
}

/** One trade request, as `MqlTradeRequest`. */
export interface TradeRequest {
  readonly action: "deal" | "pending" | "sltp" | "modify" | "remove" | "close_by";
  readonly magic: string;
  /** The pending order to modify or remove. */
  readonly order: string;
  readonly symbol: string;
  readonly lots: string;
  /** For market orders of execution request and instant: the price that was seen. */
  readonly price: string;
  readonly stoplimit: string;
  readonly sl: string;
  readonly tp: string;
  /** Largest difference to `price` in points, for execution request and instant. */
  readonly deviation: number;
  readonly type: RequestType;
  readonly filling: Filling;
  readonly time: OrderTime;
  /** 0 for none. */
  readonly expirationMs: number;
  readonly comment: string;
  readonly position: string;
  readonly positionBy: string;
  /** Only the paper terminal gives one; an expert advisor cannot. */
  readonly reference: Reference | null;
}

/** What every order, deal and position says of its origin; `reference` is null when the server made it. */
export interface Origin {
  readonly magic: string;
  readonly comment: string;
  readonly reference: Reference | null;
}

export interface Order extends Origin {
  readonly ticket: string;
  readonly symbol: string;
  readonly type: OrderType;
  readonly state: OrderState;
  readonly filling: Filling;
  readonly time: OrderTime;
  /** 0 while it has no end. */
  readonly expirationMs: number;
  /** ORDER_VOLUME_INITIAL. */
  readonly lotsInitial: string;
  /** ORDER_VOLUME_CURRENT: what is not filled. */
  readonly lots: string;
  /** ORDER_PRICE_OPEN: "0" for market orders of execution market and exchange. */
  readonly price: string;
  readonly stoplimit: string;
  /** ORDER_PRICE_CURRENT when the order left the list; "0" while it stands (ask for buys, bid for sells). */
  readonly priceCurrent: string;
  readonly sl: string;
  readonly tp: string;
  /** ORDER_POSITION_ID: the identifier of the position that it opened, changed or closes. */
  readonly position: string;
  /** ORDER_POSITION_BY_ID. */
  readonly positionBy: string;
  readonly reason: Reason;
  readonly placedAtMs: number;
  /** 0 while the order stands. */
  readonly doneAtMs: number;
}

export interface Deal extends Origin {
  readonly deal: string;
  /** The order that it came of. */
  readonly ticket: string;
  /** DEAL_POSITION_ID: the position's identifier. */
  readonly position: string;
  readonly symbol: string;
  readonly side: Side;
  readonly entry: DealEntry;
  readonly lots: string;
  readonly price: string;
  /** Money, in the account's currency and its digits. */
  readonly profit: string;
  readonly commission: string;
  readonly swap: string;
  readonly sl: string;
  readonly tp: string;
  /** What of its order is not filled after it, whether it still stands or not; "0" when the order is complete. */
  readonly remaining: string;
  readonly reason: Reason;
  readonly atMs: number;
}

export interface Position extends Origin {
  /** POSITION_TICKET: what requests name. A reversal of a netting position gives it another one. */
  readonly position: string;
  /** POSITION_IDENTIFIER: stays for life, and is what orders and deals name. */
  readonly ident: string;
  readonly symbol: string;
  readonly direction: Direction;
  readonly lots: string;
  readonly price: string;
  readonly sl: string;
  readonly tp: string;
  /** Charged so far and not yet settled by a deal, in the account's currency. */
  readonly swap: string;
  readonly openedAtMs: number;
  /** Changes with the volume only. */
  readonly updatedAtMs: number;
}

/** One change of the server's records. They are stored, applied to the book and told in this order. */
export type Change =
  /** A new order, or a new state of one; it stands while `stands` says so of its state. */
  | { readonly change: "order"; readonly order: Order }
  | { readonly change: "deal"; readonly deal: Deal }
  /** A new position, or a new state of one. */
  | { readonly change: "position"; readonly position: Position }
  | { readonly change: "position_closed"; readonly position: Position };

/** True for the states of orders that are in the list of standing orders. */
export function stands(state: OrderState): boolean {
  return state === "started" || state === "placed" || state === "partial";
}

/** What `MqlTradeResult` says; the terminal adds the request's number. */
export interface TradeResult {
  readonly retcode: number;
  readonly deal: string;
  readonly order: string;
  readonly lots: string;
  readonly price: string;
  /** The quote; with a requote what the server offers. "0" for changes of stops. */
  readonly bid: string;
  readonly ask: string;
  readonly comment: string;
}

/** What came of one request. */
export interface Outcome extends TradeResult {
  readonly atMs: number;
  /** For the records and for the paper link. */
  readonly changes: readonly Change[];
  /** For a terminal: in the order in which the server tells them, the `request` among them. */
  readonly transactions: readonly Transaction[];
}

/**
 * `MqlTradeTransaction` of a record, and what a terminal's own lists get with it. `order_delete` takes the
 * order out of the standing ones, and only `history_add` puts it into the history: in between it is in
 * neither. A deal brings its position along, for which no transaction of its own is sent.
 */
export interface RecordTransaction {
  readonly type: "order_add" | "order_update" | "order_delete" | "history_add" | "deal_add" | "position";
  readonly deal: string;
  readonly order: string;
  readonly symbol: string;
  readonly orderType: OrderType;
  readonly orderState: OrderState;
  readonly dealType: Side;
  readonly time: OrderTime;
  readonly expirationMs: number;
  readonly price: string;
  readonly priceTrigger: string;
  readonly sl: string;
  readonly tp: string;
  /** Of orders: what is not filled. */
  readonly lots: string;
  readonly position: string;
  readonly positionBy: string;
  /** The records as they are now; `order_delete` has the order in its last state. */
  readonly records: readonly Change[];
}

/** TRADE_TRANSACTION_REQUEST: for the terminal that asked. `request.order` is filled in. */
export interface RequestTransaction {
  readonly type: "request";
  readonly request: TradeRequest;
  readonly result: TradeResult;
  /** Not empty when it is told first: the deal is in the terminal's lists by then. */
  readonly records: readonly Change[];
}

export type Transaction = RecordTransaction | RequestTransaction;

/** What happened by itself: ticks, triggers, expiry, swaps, stop-out. */
export interface Happened {
  readonly changes: readonly Change[];
  readonly transactions: readonly Transaction[];
}

/** Account properties; money in `currency`, `level` in percent, "0.00" while there is no margin. */
export interface Account {
  readonly login: string;
  readonly server: string;
  readonly currency: string;
  readonly currencyDigits: number;
  readonly mode: "hedging" | "netting";
  readonly kind: "demo";
  readonly leverage: number;
  readonly balance: string;
  readonly credit: string;
  readonly profit: string;
  readonly equity: string;
  readonly margin: string;
  readonly free: string;
  readonly level: string;
  /** Percent of margin. */
  readonly marginCall: string;
  readonly stopOut: string;
  /** Server time minus UTC. */
  readonly offsetMs: number;
}
