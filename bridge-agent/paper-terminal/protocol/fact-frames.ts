import { Decimal } from "../../../src/domain/decimal.ts";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { Bar } from "../trade-server/market/prices/bars.ts";
import type { Level } from "../trade-server/market/prices/order-book.ts";
import type { Tick } from "../trade-server/market/prices/price-source.ts";
import { isForex, type SymbolSpec } from "../trade-server/market/symbol-spec.ts";
import type { TradeServer } from "../trade-server/server.ts";
import type { Account, Side } from "../trade-server/types.ts";

/** What the trade server knows of account, symbols and prices, as messages of the EA link. */

/** Profits are rounded to cents; of so many lots the value of one tick keeps its digits. */
const TICK_VALUE_LOTS = 1_000;

export function accountMessage(account: Account, atMs: number): OutMessage {
  const { login, server, currency, balance, equity, margin, free, leverage, mode, kind, offsetMs } = account;
  return {
    ...{ type: "account", login, server, currency, balance, equity, margin, free, leverage, mode, kind },
    // Nothing stands in the way of a simulated terminal, and it is where its broker is.
    ...{ obstacle: "", ping: 0, offset: offsetMs, at: atMs },
  };
}

/** Nothing while there is no quote, without which a symbol cannot be traded. */
export function symbolMessage(spec: SymbolSpec, server: TradeServer, nowMs: number): OutMessage | undefined {
  const quote = server.quote(spec.symbol);
  if (quote === undefined) return undefined;
  return {
    type: "symbol",
    symbol: spec.symbol,
    digits: spec.digits,
    point: spec.point,
    ticksize: spec.tickSize,
    tickvalue: tickValue(spec, quote, server, "gain"),
    tickloss: tickValue(spec, quote, server, "loss"),
    minlots: spec.minLots,
    maxlots: spec.maxLots,
    lotstep: spec.lotStep,
    lotlimit: spec.lotLimit,
    contract: spec.contract,
    forex: isForex(spec) ? "1" : "0",
    base: spec.baseCurrency,
    profitccy: spec.profitCurrency,
    marginccy: spec.marginCurrency,
    marginbuy: server.margin(spec.symbol, "buy", "1") ?? "0",
    marginsell: server.margin(spec.symbol, "sell", "1") ?? "0",
    exec: spec.execution,
    filling: spec.fillings.join(","),
    orders: spec.orders.join(","),
    expiry: spec.expirations.join(","),
    stops: spec.stopsLevel,
    freeze: spec.freezeLevel,
    trade: spec.tradeMode,
    open: server.isOpen(spec.symbol, nowMs) ? "1" : "0",
    bid: quote.bid,
    ask: quote.ask,
    at: quote.atMs,
  };
}

function tickValue(spec: SymbolSpec, quote: Tick, server: TradeServer, of: "gain" | "loss"): string {
  const side: Side = "buy";
  const open = new Decimal(quote.ask);
  const close = of === "gain" ? open.plus(spec.tickSize) : open.minus(spec.tickSize);
  const profit = server.profit(spec.symbol, side, String(TICK_VALUE_LOTS), open.toFixed(), close.toFixed());
  return profit === undefined ? "0" : new Decimal(profit).abs().dividedBy(TICK_VALUE_LOTS).toFixed();
}

export function tickMessage(symbol: string, { bid, ask, atMs }: Tick): OutMessage {
  return { type: "tick", symbol, bid, ask, at: atMs };
}

export function bookMessage(
  symbol: string,
  book: { readonly bids: readonly Level[]; readonly asks: readonly Level[] },
  atMs: number,
): OutMessage {
  return { type: "book", symbol, bids: levels(book.bids), asks: levels(book.asks), at: atMs };
}

function levels(side: readonly Level[]): string {
  return side.map(({ price, lots }) => `${price},${lots}`).join(";");
}

export function barsMessage(id: number, symbol: string, bars: readonly Bar[]): OutMessage {
  const items = bars.map(({ atMs, open, high, low, close, ticks }) =>
    [atMs, open, high, low, close, ticks].join(","),
  );
  return { type: "bars", id, symbol, items: items.join(";") };
}
