/**
 * What a return code of the trade server proves. MetaQuotes documents the codes ("Return Codes of the
 * Trade Server", MQL5 reference) and not what they prove; this reading is ours, and a code counts as
 * `refused` only where its description leaves no room for an execution.
 *
 * - `refused`: nothing was executed.
 * - `met`: what was asked for is so already.
 * - `void`: the position that it was for is gone, so there was nothing to do.
 * - `partial`: executed in part; the rest is cancelled.
 * - `unclear`: it may have been executed. Never sent again, always asked for.
 */
export type RetcodeMeaning = "refused" | "met" | "void" | "partial" | "unclear";

export interface Retcode {
  readonly meaning: RetcodeMeaning;
  /** The stable code of the refusal. */
  readonly code: string;
  readonly sentence: string;
}

const table: Readonly<Record<number, Retcode>> = {
  10004: refused("requote", "The price moved while the order was on its way (requote)."),
  10006: refused("venue_rejected", "The broker rejected the order."),
  10007: unclear("venue_cancelled", "The request was cancelled at the terminal."),
  10008: unclear("outcome_pending", "The order was placed, and its outcome is not known yet."),
  10010: { meaning: "partial", code: "partly_executed", sentence: "Only a part could be executed." },
  10011: unclear("venue_error", "The broker could not process the request."),
  10012: unclear("venue_timeout", "The broker did not answer in time."),
  10013: refused("invalid_request", "The broker calls the request invalid."),
  10014: refused("invalid_volume", "The broker does not accept this volume."),
  10015: refused("invalid_price", "The broker does not accept this price."),
  10016: refused(
    "invalid_stops",
    "The stop loss or take profit is too close to the price, or on its wrong side.",
  ),
  10017: refused("trade_disabled", "Trading is disabled for this account or symbol."),
  10018: refused("market_closed", "The market is closed."),
  10019: refused("no_money", "The account has not enough free margin."),
  10020: refused("price_changed", "The price changed."),
  10021: refused("no_quotes", "There are no quotes for this symbol."),
  10022: refused("invalid_expiration", "The broker does not accept this expiration."),
  10023: refused("order_changed", "The order changed while the request was on its way."),
  10024: refused("too_many_requests", "The broker received too many requests."),
  10025: { meaning: "met", code: "no_changes", sentence: "It stands like this already." },
  10026: refused("autotrading_off_at_server", "The broker does not allow automatic trading."),
  10027: refused("autotrading_off_in_terminal", "Automatic trading is switched off in the terminal."),
  10028: unclear("venue_locked", "The request is locked for processing."),
  10029: refused("frozen", "The order or position is too close to the market to be changed."),
  10030: refused("invalid_fill", "The broker does not support this way of filling."),
  10031: unclear("no_connection", "The terminal lost its connection to the broker."),
  10032: refused("real_only", "This is allowed on real accounts only."),
  10033: refused("limit_orders", "The account has as many pending orders as the broker allows."),
  10034: refused("limit_volume", "The volume for this symbol is at the broker's limit."),
  10035: refused("invalid_order", "The broker knows no such order, or not of this type."),
  10036: { meaning: "void", code: "position_closed", sentence: "The position is closed already." },
  10038: refused("invalid_close_volume", "More was to be closed than is open."),
  10039: refused("close_order_exists", "Another order to close this position is on its way."),
  10040: refused("limit_positions", "The account has as many positions as the broker allows."),
  10041: refused("activation_refused", "The pending order was not activated and is cancelled."),
  10042: refused("long_only", "Only long positions are allowed in this symbol."),
  10043: refused("short_only", "Only short positions are allowed in this symbol."),
  10044: refused("close_only", "Positions in this symbol can only be closed."),
  10045: refused("fifo_close", "Positions in this symbol must be closed oldest first."),
  10046: refused("hedge_prohibited", "Opposite positions in one symbol are not allowed."),
};

function refused(code: string, sentence: string): Retcode {
  return { meaning: "refused", code, sentence };
}

function unclear(code: string, sentence: string): Retcode {
  return { meaning: "unclear", code, sentence };
}

/**
 * What a retcode means. One that is not in the table says nothing by itself: whether it refused is then
 * the terminal's word, which has looked at the venue's records.
 */
export function retcodeOf(retcode: number): Retcode | undefined {
  return table[retcode];
}
