/**
 * What the trade server knows of an instrument, in the words and with the meaning of the symbol properties
 * of the MQL5 reference (SymbolInfoInteger, SymbolInfoDouble, SymbolInfoString, SymbolInfoMarginRate,
 * SymbolInfoSessionTrade). Prices, lots and money are decimal text, distances are whole points.
 */

/** SYMBOL_TRADE_CALC_MODE: how margin and profit are computed. */
export type CalcMode =
  | "forex"
  | "forex_no_leverage"
  | "cfd"
  | "cfd_index"
  | "cfd_leverage"
  | "futures"
  | "exch_stocks"
  | "exch_stocks_moex"
  | "exch_futures"
  | "exch_futures_forts"
  | "exch_bonds"
  | "exch_bonds_moex"
  | "serv_collateral";

/** SYMBOL_TRADE_EXEMODE. */
export type Execution = "request" | "instant" | "market" | "exchange";

/** Flags of SYMBOL_FILLING_MODE; `return` has no flag, the execution mode says whether it may be used. */
export type FillingFlag = "fok" | "ioc" | "boc";

/** Flags of SYMBOL_ORDER_MODE. */
export type OrderFlag = "market" | "limit" | "stop" | "stop_limit" | "sl" | "tp" | "close_by";

/** Flags of SYMBOL_EXPIRATION_MODE. */
export type ExpirationFlag = "gtc" | "day" | "specified" | "specified_day";

/** SYMBOL_TRADE_MODE. */
export type TradeMode = "disabled" | "long_only" | "short_only" | "close_only" | "full";

/** SYMBOL_ORDER_GTC_MODE: what the end of the trading day removes. */
export type GtcMode = "gtc" | "daily" | "daily_excluding_stops";

/** SYMBOL_SWAP_MODE. */
export type SwapMode =
  | "disabled"
  | "points"
  | "currency_symbol"
  | "currency_margin"
  | "currency_deposit"
  | "currency_profit"
  | "interest_current"
  | "interest_open"
  | "reopen_current"
  | "reopen_bid";

/** ENUM_ORDER_TYPE without close-by: what a margin rate can be asked for. */
export type RatedOrder =
  | "buy"
  | "sell"
  | "buy_limit"
  | "sell_limit"
  | "buy_stop"
  | "sell_stop"
  | "buy_stop_limit"
  | "sell_stop_limit";

/** What SymbolInfoMarginRate answers: factors on the margin; `maintenance` "0" means: as `initial`. */
export interface MarginRate {
  readonly initial: string;
  readonly maintenance: string;
}

/**
 * A trading session in minutes from the midnight of its day, server time. `toMinute` is exclusive; 1440 is
 * 24:00, and more than that goes on into the next day.
 */
export interface Session {
  readonly fromMinute: number;
  readonly toMinute: number;
}

/** The sessions of each day of the week, Sunday first (as ENUM_DAY_OF_WEEK), in rising order. */
export type WeekSessions = readonly [
  readonly Session[],
  readonly Session[],
  readonly Session[],
  readonly Session[],
  readonly Session[],
  readonly Session[],
  readonly Session[],
];

/** Numbers from 0 that a night counts for, by the day on whose end it falls, Sunday first. */
export type WeekFactors = readonly [number, number, number, number, number, number, number];

/**
 * What the broker takes for a deal. MetaTrader has no property for it: it is seen on the deal afterwards.
 * `charged` says whether closing deals pay too ("in_out") or opening ones alone, for both sides ("in").
 */
export type Commission =
  | { readonly kind: "none" }
  /** Money for each lot of a deal, in `currency`. */
  | {
      readonly kind: "per_lot";
      readonly amount: string;
      readonly currency: string;
      readonly charged: "in" | "in_out";
    }
  /** Percent of the deal's value (lots * contract * price) in the profit currency. */
  | { readonly kind: "percent_of_value"; readonly percent: string; readonly charged: "in" | "in_out" };

/** How the seeded walk moves; see `prices/seeded-walk.ts`. All in points. */
export interface WalkShape {
  /** The bid around which the walk goes. */
  readonly middlePoints: number;
  readonly spreadPoints: number;
  /** Size of one step, about that of a quarter of a second in a usual market. */
  readonly stepPoints: number;
}

export interface SymbolSpec {
  readonly symbol: string;
  readonly description: string;
  readonly digits: number;
  /** 10^-digits. */
  readonly point: string;
  /** SYMBOL_TRADE_TICK_SIZE: prices are multiples of it. */
  readonly tickSize: string;
  /**
   * Value of one tick of one lot in the profit currency. Used by the calculation modes that are counted in
   * ticks (futures, cfd_index); for the others it is tick size * contract and stands here as "0".
   */
  readonly tickValue: string;
  /** SYMBOL_TRADE_CONTRACT_SIZE: units of one lot. */
  readonly contract: string;
  readonly calcMode: CalcMode;
  readonly execution: Execution;
  readonly fillings: readonly FillingFlag[];
  readonly orders: readonly OrderFlag[];
  readonly expirations: readonly ExpirationFlag[];
  /** Least distance of stops and pending prices from the market, in points; 0 for none. */
  readonly stopsLevel: number;
  /** Distance within which orders and positions cannot be changed, in points; 0 for none. */
  readonly freezeLevel: number;
  readonly minLots: string;
  readonly maxLots: string;
  readonly lotStep: string;
  /** SYMBOL_VOLUME_LIMIT: most lots of a direction, position and pending orders together; "0" for none. */
  readonly lotLimit: string;
  readonly baseCurrency: string;
  readonly profitCurrency: string;
  readonly marginCurrency: string;
  /** SYMBOL_MARGIN_INITIAL: money for a lot in the margin currency, in place of the formula; "0" for none. */
  readonly marginInitial: string;
  /** SYMBOL_MARGIN_MAINTENANCE; "0" means: as `marginInitial`. */
  readonly marginMaintenance: string;
  /** SYMBOL_MARGIN_HEDGED: contract size of covered lots, or money for a lot where `marginInitial` is set. */
  readonly marginHedged: string;
  /** SYMBOL_MARGIN_HEDGED_USE_LEG: the larger side alone counts. */
  readonly hedgedByLeg: boolean;
  readonly marginRates: Readonly<Record<RatedOrder, MarginRate>>;
  readonly swapMode: SwapMode;
  readonly swapLong: string;
  readonly swapShort: string;
  /** What each night counts for: from the end of that day to the next. Weekend nights count for nothing. */
  readonly swapFactors: WeekFactors;
  readonly commission: Commission;
  readonly tradeMode: TradeMode;
  readonly gtcMode: GtcMode;
  readonly sessions: WeekSessions;
  /** SYMBOL_TRADE_FACE_VALUE and SYMBOL_TRADE_ACCRUED_INTEREST of bonds; "0" otherwise. */
  readonly faceValue: string;
  readonly accruedInterest: string;
  /** SYMBOL_TRADE_LIQUIDITY_RATE of collateral; "0" otherwise. */
  readonly liquidityRate: string;
  readonly walk: WalkShape;
  /** Lots offered at each level of the order book, on average; a deal of more takes several levels. */
  readonly levelLots: string;
}

/** True for currency pairs, where a pip is known by rule. */
export function isForex(spec: SymbolSpec): boolean {
  return spec.calcMode === "forex" || spec.calcMode === "forex_no_leverage";
}

/** The weekday of SYMBOL_SWAP_ROLLOVER3DAYS: the night that counts three times. Wednesday where none does. */
export function tripleSwapDay(spec: SymbolSpec): number {
  const day = spec.swapFactors.indexOf(3);
  return day === -1 ? 3 : day;
}
