import { Decimal } from "../../../src/domain/decimal.ts";
import { Book } from "./book.ts";
import { Engine } from "./engine.ts";
import type { Floor, Tickets } from "./floor.ts";
import { barsAt } from "./market/prices/bars.ts";
import { bookAround } from "./market/prices/order-book.ts";
import { duringSessions, type PriceSource, ticksBetween } from "./market/prices/price-source.ts";
import { isOpen } from "./market/sessions.ts";
import { alwaysOpen } from "./market/symbol-groups.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import { Markets } from "./markets.ts";
import { currencyPairs } from "./money/conversion.ts";
import { marginFactor } from "./money/margin.ts";
import { profitOf } from "./money/profit.ts";
import { Sums } from "./money-desk.ts";
import { directionOf } from "./order-types.ts";
import { carryOut } from "./requests/carry-out.ts";
import { check } from "./requests/check.ts";
import { dealSide } from "./rules/market.ts";
import type { TradeServer } from "./server.ts";
import type { BrokerSettings } from "./settings.ts";
import type { Store } from "./store.ts";
import type { Account } from "./types.ts";

/** How far back the market is made up for after the process was away. */
const REPLAY_MS = 7 * 86_400_000;

/** What a trade server is made from. The account in `store` counts; `settings.account` made it. */
export interface TradeServerParts {
  readonly store: Store;
  readonly specs: readonly SymbolSpec[];
  readonly prices: PriceSource;
  readonly settings: BrokerSettings;
  readonly nowMs: number;
}

/** Takes up the records, and lets happen what was due while no process was there; that is recorded too. */
export function openTradeServer(parts: TradeServerParts): TradeServer {
  const { store, nowMs } = parts;
  const record = store.account();
  const { openingBalance } = parts.settings.account;
  const settings: BrokerSettings = { ...parts.settings, account: { ...record, openingBalance } };
  const { account, offsetMs, conduct } = settings;
  const listed = settings.alwaysOpen
    ? parts.specs.map((spec): SymbolSpec => ({ ...spec, sessions: alwaysOpen }))
    : parts.specs;
  for (const { symbol, swapMode } of listed) {
    if (swapMode === "reopen_current" || swapMode === "reopen_bid") {
      throw new Error(`the swaps of ${symbol} are of a mode that this server does not have: ${swapMode}`);
    }
  }
  const specs = new Map(listed.map((spec) => [spec.symbol, spec]));
  const prices = settings.alwaysOpen ? parts.prices : duringSessions(parts.prices, offsetMs);
  const fromMs = record.atMs === 0 ? nowMs : Math.max(record.atMs, nowMs - REPLAY_MS);
  const markets = new Markets(prices, specs, Math.min(fromMs, nowMs));
  const spec = (symbol: string) => specs.get(symbol);
  const deposit = {
    currency: account.currency,
    digits: account.currencyDigits,
    pairs: currencyPairs(listed),
    sidesOf: markets.at,
  };
  const book = new Book(record.balance, (symbol, side, price) => {
    const known = spec(symbol);
    return (known === undefined ? null : marginFactor(known, side, price, deposit)) ?? new Decimal(1);
  });
  for (const position of store.positions()) book.apply({ change: "position", position });
  for (const order of store.standingOrders()) book.apply({ change: "order", order });
  const sums = new Sums({ account, deposit, book, spec, market: markets.at });
  const { tickets, nextRequest } = counting(store);
  const floor: Floor = {
    settings,
    book,
    tickets,
    money: sums,
    spec,
    market: markets.at,
    isOpen: (of, atMs) => isOpen(of.sessions, atMs, offsetMs),
  };
  const engine = new Engine({ store, book, floor, markets, sums, deposit }, Math.min(fromMs, nowMs));
  engine.advance(nowMs);

  return {
    execute: (requests, atMs) => {
      markets.moveTo(atMs);
      return store.transaction(true, () => {
        const outcomes = requests.map((request) => {
          nextRequest();
          const outcome = carryOut(request, floor, atMs);
          engine.apply(outcome.changes);
          store.writeRequest(request, outcome);
          return outcome;
        });
        store.writeAccount(book.balance(), atMs);
        return outcomes;
      });
    },
    check: (request, atMs) => {
      markets.moveTo(atMs);
      return check(request, floor, sums, atMs);
    },
    advance: (atMs) => engine.advance(atMs),
    account: () => accountOf(record.login, settings, sums),
    symbols: () => listed,
    symbol: spec,
    quote: (symbol) => markets.at(symbol)?.tick,
    isOpen: (symbol, atMs) => {
      const known = spec(symbol);
      return known !== undefined && floor.isOpen(known, atMs);
    },
    margin: (symbol, side, lots) => {
      const known = spec(symbol);
      const market = markets.at(symbol);
      if (known === undefined || market === undefined) return undefined;
      const margin = sums.marginOf(known, side, new Decimal(lots), dealSide(side, market));
      return margin?.toFixed(deposit.digits);
    },
    profit: (symbol, side, lots, open, close) => {
      const known = spec(symbol);
      if (known === undefined) return undefined;
      const prices = [new Decimal(lots), new Decimal(open), new Decimal(close)] as const;
      return profitOf(known, directionOf(side), ...prices, deposit)?.toFixed(deposit.digits);
    },
    positions: () => book.positions(),
    orders: () => book.orders(),
    historyOrders: store.historyOrders,
    historyOrder: store.historyOrder,
    dealsAfter: store.dealsAfter,
    lastDeal: tickets.lastDeal,
    goneSince: store.goneSince,
    findByMagic: (magic, sinceMs) => {
      const found = store.ordersByMagic(magic, sinceMs);
      return {
        orders: found.filter((order) => order.doneAtMs === 0),
        history: found.filter((order) => order.doneAtMs !== 0),
        deals: store.dealsByMagic(magic, sinceMs),
        positions: book.positions().filter((position) => position.magic === magic),
      };
    },
    findRequest: store.findRequest,
    bars: (symbol, frame, count, atMs) => {
      const known = spec(symbol);
      return known === undefined ? [] : barsAt(prices, known, frame, count, atMs, offsetMs);
    },
    ticks: (symbol, sinceMs, limit) => {
      const known = spec(symbol);
      return known === undefined ? [] : ticksBetween(prices, known, sinceMs, markets.nowMs() + 1, limit);
    },
    book: (symbol) => {
      const known = spec(symbol);
      const tick = known === undefined ? undefined : prices.at(known, markets.nowMs());
      if (known === undefined || tick === undefined) return { bids: [], asks: [] };
      return bookAround(conduct.seed, known, tick);
    },
  };
}

/** The server's numbers, going on from the highest in the records. */
function counting(store: Store): { readonly tickets: Tickets; readonly nextRequest: () => void } {
  let { order, deal, request } = store.highest();
  const tickets: Tickets = {
    nextOrder: () => String(++order),
    nextDeal: () => String(++deal),
    lastDeal: () => deal,
    request: () => request,
  };
  return { tickets, nextRequest: () => void request++ };
}

function accountOf(login: string, settings: BrokerSettings, sums: Sums): Account {
  const { account, marginCall, stopOut, offsetMs } = settings;
  const figures = sums.figures();
  const money = (amount: Decimal) => amount.toFixed(account.currencyDigits);
  return {
    login,
    server: "Sallyport-Paper",
    currency: account.currency,
    currencyDigits: account.currencyDigits,
    mode: account.mode,
    kind: "demo",
    leverage: account.leverage,
    balance: money(figures.balance),
    credit: money(figures.credit),
    profit: money(figures.profit),
    equity: money(figures.equity),
    margin: money(figures.margin),
    free: money(figures.free),
    level: figures.level.toFixed(2),
    marginCall,
    stopOut,
    offsetMs,
  };
}
