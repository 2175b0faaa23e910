/**
 * The records of the trade server. Prices, lots and money are decimal strings, "0" where a price is not
 * set; tickets are decimal strings; orders and deals are counted apart, and a position has the ticket of
 * the order that opened it ("Order, Position and Deal Properties" of the MQL5 reference).
 */
export type Side = "buy" | "sell";
export type Direction = "long" | "short";

/**
 * Which Sallyport step a request is for. MetaTrader has no such field: there the magic number and the
 * comment stand for it, and a terminal has to look its requests up by them.
 */
export interface Reference {
  readonly orderId: string;
  readonly step: number;
}

/** One trade request, as in `MqlTradeRequest`, with the fields of the operations that are supported. */
export interface TradeRequest {
  readonly reference: Reference;
  readonly magic: string;
  readonly comment: string;
  readonly action: "deal" | "pending" | "modify" | "remove" | "sltp";
  readonly symbol: string;
  readonly side: Side;
  readonly kind: "market" | "limit" | "stop";
  readonly lots: string;
  readonly price: string;
  readonly sl: string;
  readonly tp: string;
  /** The position to close or to give new stops, "0" for none. */
  readonly position: string;
  /** The pending order to modify or remove, "0" for none. */
  readonly ticket: string;
}

/** Why a deal or an order came about: the expert's request, a stop, or a target. */
export type Reason = "expert" | "sl" | "tp";

/** What every order, deal and position says of its origin; `reference` is null when the server made it. */
export interface Origin {
  readonly magic: string;
  readonly comment: string;
  readonly reference: Reference | null;
}

export interface Order extends Origin {
  readonly ticket: string;
  readonly symbol: string;
  readonly side: Side;
  readonly kind: "market" | "limit" | "stop";
  readonly state: "placed" | "filled" | "cancelled" | "rejected";
  readonly lots: string;
  readonly price: string;
  readonly sl: string;
  readonly tp: string;
  /** The position that it opened or closed, "0" while it did neither. */
  readonly position: string;
  readonly reason: Reason;
  readonly placedAtMs: number;
  /** 0 while the order stands. */
  readonly doneAtMs: number;
}

export interface Deal extends Origin {
  readonly deal: string;
  readonly ticket: string;
  readonly position: string;
  readonly symbol: string;
  readonly side: Side;
  readonly entry: "in" | "out";
  readonly lots: string;
  readonly price: string;
  /** In the account's currency, two decimals. */
  readonly profit: string;
  readonly reason: Reason;
  readonly atMs: number;
}

export interface Position extends Origin {
  readonly position: string;
  readonly symbol: string;
  readonly direction: Direction;
  readonly lots: string;
  readonly price: string;
  readonly sl: string;
  readonly tp: string;
  readonly openedAtMs: number;
}

/** One change of the server's records. They are stored, applied to the book and told in this order. */
export type Change =
  /** A new order, or a new state of one; it stands while its state is `placed`. */
  | { readonly change: "order"; readonly order: Order }
  | { readonly change: "deal"; readonly deal: Deal }
  /** A new position, or a new state of one. */
  | { readonly change: "position"; readonly position: Position }
  | { readonly change: "position_closed"; readonly position: Position };

/** What came of one request. `ticket` and `deal` are "0" when there is none. */
export interface Outcome {
  readonly retcode: number;
  readonly message: string;
  readonly ticket: string;
  readonly deal: string;
  readonly atMs: number;
  readonly changes: readonly Change[];
}

export interface Account {
  readonly login: string;
  readonly server: string;
  readonly currency: string;
  readonly balance: string;
  readonly equity: string;
}
