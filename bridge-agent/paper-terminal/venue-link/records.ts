import { Decimal } from "../../../src/domain/decimal.ts";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import { type SymbolSpec, tripleSwapDay } from "../trade-server/market/symbol-spec.ts";
import type { Tick, TradeServer } from "../trade-server/server.ts";
import type {
  Account,
  Change,
  Deal,
  Order,
  Position,
  RecordTransaction,
  TradeResult,
  Transaction,
} from "../trade-server/types.ts";
import { stands } from "../trade-server/types.ts";

/**
 * Records of the trade server as messages of the venue link. `offsetMs` is server time minus UTC. The time
 * by which a terminal selects its history comes first, since it is looked for in every record.
 */

/** Profits are rounded to cents; of so many lots the value of one tick keeps its digits. */
const TICK_VALUE_LOTS = 1_000;

export function accountRecord(account: Account): OutMessage {
  const { login, server, currency, currencyDigits, mode, kind, leverage, balance, credit } = account;
  const { profit, equity, margin, free, level, marginCall, stopOut, offsetMs } = account;
  return {
    ...{ type: "account", login, server, currency, digits: currencyDigits, mode, kind, leverage, balance },
    ...{ credit, profit, equity, margin, free, level, margin_call: marginCall, stop_out: stopOut },
    ...{ offset: offsetMs, ping: 0 },
  };
}

export function symbolRecord(spec: SymbolSpec, server: TradeServer): OutMessage {
  return {
    ...{ type: "symbol", symbol: spec.symbol, description: spec.description, digits: spec.digits },
    ...{ point: spec.point, tick_size: spec.tickSize, contract: spec.contract },
    ...{ tick_value: tickValue(spec, server, "gain"), tick_loss: tickValue(spec, server, "loss") },
    ...{ min_lots: spec.minLots, max_lots: spec.maxLots, lot_step: spec.lotStep, lot_limit: spec.lotLimit },
    ...{ base: spec.baseCurrency, profit_currency: spec.profitCurrency },
    ...{ margin_currency: spec.marginCurrency, margin_initial: spec.marginInitial },
    ...{ margin_maintenance: spec.marginMaintenance, margin_hedged: spec.marginHedged },
    ...{ swap_long: spec.swapLong, swap_short: spec.swapShort, triple_day: tripleSwapDay(spec) },
    ...{ calc_mode: spec.calcMode, trade_mode: spec.tradeMode, execution: spec.execution },
    ...{ fillings: spec.fillings.join(","), orders: spec.orders.join(",") },
    ...{ expirations: spec.expirations.join(","), stops: spec.stopsLevel, freeze: spec.freezeLevel },
    sessions: spec.sessions
      .map((day) => day.map(({ fromMinute, toMinute }) => `${fromMinute}-${toMinute}`).join(";"))
      .join("/"),
  };
}

/** Profit of one lot for one tick, or its loss, in the account's currency; "0" while it is not known. */
function tickValue(spec: SymbolSpec, server: TradeServer, of: "gain" | "loss"): string {
  const quote = server.quote(spec.symbol);
  if (quote === undefined) return "0";
  const open = new Decimal(quote.ask);
  const close = of === "gain" ? open.plus(spec.tickSize) : open.minus(spec.tickSize);
  const profit = server.profit(spec.symbol, "buy", String(TICK_VALUE_LOTS), quote.ask, close.toFixed());
  return profit === undefined ? "0" : new Decimal(profit).abs().dividedBy(TICK_VALUE_LOTS).toFixed();
}

export function quoteRecord(symbol: string, { bid, ask, atMs }: Tick, offsetMs: number): OutMessage {
  return { type: "quote", symbol, bid, ask, at: atMs + offsetMs };
}

/** Server time; 0 is no time at all. */
function shifted(atMs: number, offsetMs: number): number {
  return atMs === 0 ? 0 : atMs + offsetMs;
}

/** `type` says in which list the order is. */
export function orderRecord(type: "order" | "history", order: Order, offsetMs: number): OutMessage {
  return {
    ...{ type, done_at: shifted(order.doneAtMs, offsetMs), ticket: order.ticket },
    ...{ symbol: order.symbol, kind: order.type, state: order.state, filling: order.filling },
    ...{
      time: order.time,
      expiration: shifted(order.expirationMs, offsetMs),
      lots_initial: order.lotsInitial,
    },
    ...{ lots: order.lots, price: order.price, stoplimit: order.stoplimit, sl: order.sl, tp: order.tp },
    ...{ price_current: order.priceCurrent, position: order.position, position_by: order.positionBy },
    ...{ reason: order.reason, placed_at: order.placedAtMs + offsetMs, magic: order.magic },
    comment: order.comment,
  };
}

export function dealRecord(deal: Deal, offsetMs: number): OutMessage {
  return {
    ...{ type: "deal", at: deal.atMs + offsetMs, deal: deal.deal, ticket: deal.ticket },
    ...{ position: deal.position, symbol: deal.symbol, side: deal.side, entry: deal.entry },
    ...{ lots: deal.lots, price: deal.price, profit: deal.profit, commission: deal.commission },
    ...{ swap: deal.swap, sl: deal.sl, tp: deal.tp, reason: deal.reason, magic: deal.magic },
    comment: deal.comment,
  };
}

export function positionRecord(position: Position, offsetMs: number): OutMessage {
  return {
    ...{ type: "position", position: position.position, ident: position.ident, symbol: position.symbol },
    ...{ direction: position.direction, lots: position.lots, price: position.price, sl: position.sl },
    ...{ tp: position.tp, swap: position.swap, opened_at: position.openedAtMs + offsetMs },
    ...{ updated_at: position.updatedAtMs + offsetMs, magic: position.magic, comment: position.comment },
  };
}

/** What a terminal's lists get with a transaction, before it is told. */
export function recordsOf(transaction: Transaction, offsetMs: number): OutMessage[] {
  return transaction.records.map((change) => recordOf(change, transaction.type, offsetMs));
}

function recordOf(change: Change, of: Transaction["type"], offsetMs: number): OutMessage {
  switch (change.change) {
    case "deal":
      return dealRecord(change.deal, offsetMs);
    case "position":
      return positionRecord(change.position, offsetMs);
    case "position_closed":
      return { type: "position_gone", ident: change.position.ident };
    case "order":
      if (of === "order_delete") return { type: "order_gone", ticket: change.order.ticket };
      return orderRecord(stands(change.order.state) ? "order" : "history", change.order, offsetMs);
  }
}

export function transactionRecord(from: RecordTransaction, offsetMs: number): OutMessage {
  return {
    ...{ type: "transaction", kind: from.type, deal: from.deal, order: from.order, symbol: from.symbol },
    ...{ order_type: from.orderType, order_state: from.orderState, deal_type: from.dealType },
    ...{
      time: from.time,
      expiration: shifted(from.expirationMs, offsetMs),
      price: from.price,
      sl: from.sl,
      tp: from.tp,
    },
    ...{ price_trigger: from.priceTrigger, lots: from.lots, position: from.position },
    position_by: from.positionBy,
  };
}

/** The answer to the request with this number. */
export function resultRecord(id: number, from: TradeResult): OutMessage {
  const { retcode, deal, order, lots, price, bid, ask, comment } = from;
  return { type: "result", id, retcode, deal, order, lots, price, bid, ask, comment };
}
