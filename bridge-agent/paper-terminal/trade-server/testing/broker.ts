import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { pointsOf } from "../market/prices/points.ts";
import type { PriceSource, RawTick } from "../market/prices/price-source.ts";
import { pair } from "../market/symbol-groups.ts";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { symbolSpecs } from "../market/symbols.ts";
import { openTradeServer } from "../open.ts";
import type { TradeServer } from "../server.ts";
import { type AccountSettings, type BrokerSettings, type Conduct, demoSettings } from "../settings.ts";
import { openStore, type Store } from "../store.ts";
import type { Outcome, RecordTransaction, TradeRequest, Transaction } from "../types.ts";

/** 2026-11-20 12:00 UTC, a Friday. */
export const NOON_MS = 1_795_176_000_000;

/** A directory that goes away with the test. */
export function temporaryDirectory(): string {
  const directory = mkdtempSync(join(tmpdir(), "trade-server-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

/** What a test says of its broker; everything else is as in the demonstration account. */
export interface BrokerOptions {
  readonly account?: Partial<AccountSettings>;
  readonly settings?: Partial<Omit<BrokerSettings, "account" | "conduct">>;
  readonly conduct?: Partial<Conduct>;
  /** Changes of EURUSD, or of another symbol. */
  readonly specs?: Readonly<Record<string, Partial<SymbolSpec>>>;
  readonly path?: string;
  readonly nowMs?: number;
  readonly market?: TestMarket;
}

/** A market that stands still until the test moves it. */
export interface TestMarket extends PriceSource {
  readonly set: (symbol: string, bid: string, ask: string) => void;
}

const calm: Readonly<Record<string, readonly [string, string]>> = {
  EURUSD: ["1.08500", "1.08510"],
  GBPUSD: ["1.27000", "1.27014"],
  USDJPY: ["151.500", "151.512"],
  XAUUSD: ["2650.00", "2650.25"],
};

export function testMarket(): TestMarket {
  const quotes = new Map(Object.entries(calm));
  const at = (spec: SymbolSpec, atMs: number): RawTick | undefined => {
    const [bid, ask] = quotes.get(spec.symbol) ?? [];
    if (bid === undefined || ask === undefined) return undefined;
    const bidPoints = pointsOf(bid, spec.digits);
    const askPoints = pointsOf(ask, spec.digits);
    if (bidPoints === null || askPoints === null) throw new Error(`no price of ${spec.symbol}`);
    return { atMs, bidPoints, askPoints };
  };
  return {
    at,
    scan: () => undefined,
    span: () => undefined,
    set: (symbol, bid, ask) => void quotes.set(symbol, [bid, ask]),
  };
}

/** Rubles, which the demonstration account does not have: the pair of several printed examples. */
const usdrub: SymbolSpec = {
  ...pair,
  symbol: "USDRUB",
  description: "US Dollar vs Ruble",
  digits: 3,
  point: "0.001",
  tickSize: "0.001",
  baseCurrency: "USD",
  profitCurrency: "RUB",
  marginCurrency: "USD",
  swapLong: "0",
  swapShort: "0",
  walk: { middlePoints: 76_000, spreadPoints: 20, stepPoints: 2 },
};

const plainRequest: TradeRequest = {
  action: "deal",
  magic: "77",
  order: "0",
  symbol: "EURUSD",
  lots: "0.1",
  price: "0",
  stoplimit: "0",
  sl: "0",
  tp: "0",
  deviation: 0,
  type: "buy",
  filling: "fok",
  time: "gtc",
  expirationMs: 0,
  comment: "test",
  position: "0",
  positionBy: "0",
  reference: null,
};

export function requestOf(fields: Partial<TradeRequest>): TradeRequest {
  const filling = fields.action === "pending" ? "return" : "fok";
  return { ...plainRequest, filling, ...fields };
}

/** A trade server on records in memory, its market and its clock in the hands of the test. */
export interface TestBroker {
  readonly server: TradeServer;
  readonly store: Store;
  readonly market: TestMarket;
  readonly nowMs: () => number;
  /** Carries out one request. */
  readonly ask: (fields: Partial<TradeRequest>) => Outcome;
  /** Moves the market and lets 250 ms pass. */
  readonly move: (symbol: string, bid: string, ask: string) => ReturnType<TradeServer["advance"]>;
  /** Lets time pass. */
  readonly pass: (ms: number) => ReturnType<TradeServer["advance"]>;
}

export function openBroker(options: BrokerOptions = {}): TestBroker {
  const settings: BrokerSettings = {
    ...demoSettings,
    ...options.settings,
    account: { ...demoSettings.account, ...options.account },
    conduct: { ...demoSettings.conduct, ...options.conduct },
  };
  const market = options.market ?? testMarket();
  const specs = [...symbolSpecs, usdrub].map((spec) => ({ ...spec, ...options.specs?.[spec.symbol] }));
  const store = openStore(options.path ?? ":memory:", { account: settings.account });
  let nowMs = options.nowMs ?? NOON_MS;
  const server = openTradeServer({ store, specs, prices: market, settings, nowMs });
  const pass = (ms: number) => {
    nowMs += ms;
    return server.advance(nowMs);
  };
  return {
    server,
    store,
    market,
    nowMs: () => nowMs,
    ask: (fields) => {
      // A quote is asked for anew with every millisecond, so a moved market is seen.
      nowMs += 1;
      const [outcome] = server.execute([requestOf(fields)], nowMs);
      if (outcome === undefined) throw new Error("no outcome");
      return outcome;
    },
    move: (symbol, bid, ask) => {
      market.set(symbol, bid, ask);
      return pass(250);
    },
    pass,
  };
}

/** The names of transactions, with the state of orders. */
export function told(transactions: readonly Transaction[]): string[] {
  return transactions.map((each) =>
    each.type === "order_add" || each.type === "order_delete" || each.type === "history_add"
      ? `${each.type} ${each.orderState}`
      : each.type,
  );
}

/** The transactions of a kind, e.g. both deals of a close-by. */
export function ofType(
  transactions: readonly Transaction[],
  type: RecordTransaction["type"],
): RecordTransaction[] {
  return transactions.flatMap((each) => (each.type === type ? [each] : []));
}
