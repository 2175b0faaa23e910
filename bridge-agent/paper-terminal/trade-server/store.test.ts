import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { describe, expect, it } from "vitest";
import { openStore } from "./store.ts";
import { NOON_MS, openBroker, requestOf, temporaryDirectory } from "./testing/broker.ts";

const reference = { orderId: "ord_1", step: 2 };

describe("the records", () => {
  it("bring everything back: account, positions, orders, deals, numbers, and requests", () => {
    const path = join(temporaryDirectory(), "server.db");
    const { server, ask, store, pass } = openBroker({ path, account: { mode: "netting", leverage: 30 } });
    const [named] = server.execute([requestOf({ reference, magic: "9" })], NOON_MS);
    const limit = { action: "pending", type: "buy_stop_limit", price: "1.09", stoplimit: "1.088" } as const;
    const { order } = ask({ ...limit, time: "specified", expirationMs: NOON_MS + 10 ** 7 });
    ask({ type: "sell", lots: "0.3", sl: "1.1" });
    ask({ action: "remove", order: ask({ ...limit }).order });
    pass(250);
    const before = [server.account(), server.positions(), server.orders(), server.lastDeal()];
    const history = server.historyOrders(0, Number.MAX_SAFE_INTEGER);
    const deals = Array.from(server.dealsAfter(0n));
    store.close();
    const again = openBroker({ path, account: { mode: "hedging", leverage: 500 } }).server;
    expect([again.account(), again.positions(), again.orders(), again.lastDeal()]).toEqual(before);
    expect(again.historyOrders(0, Number.MAX_SAFE_INTEGER)).toEqual(history);
    expect(Array.from(again.dealsAfter(0n))).toEqual(deals);
    expect(again.account()).toMatchObject({ mode: "netting", leverage: 30 });
    expect(again.findRequest("9", reference)).toEqual({
      retcode: 10009,
      message: "Request executed",
      ticket: named?.order,
      deal: named?.deal,
      atMs: NOON_MS,
    });
    expect(again.findRequest("9", { ...reference, step: 0 })).toBeUndefined();
    const [next] = again.execute([requestOf({ lots: "1" })], NOON_MS + 1_000);
    expect(BigInt(next?.deal ?? 0)).toBe((deals.length === 0 ? 0n : BigInt(deals.at(-1)?.deal ?? 0)) + 1n);
    expect(history.some((each) => each.ticket === next?.order) || next?.order === order).toBe(false);
  });

  it("find orders of the history by when they ended, and what a magic number did since a moment", () => {
    const { ask, pass, server, nowMs } = openBroker();
    const { order } = ask({ action: "pending", type: "buy_limit", price: "1.08", magic: "3" });
    const placedAtMs = nowMs();
    pass(60_000);
    ask({ action: "remove", order });
    const endedAtMs = nowMs();
    expect(server.historyOrders(placedAtMs, endedAtMs - 1)).toEqual([]);
    expect(server.historyOrders(endedAtMs, endedAtMs)).toMatchObject([{ ticket: order }]);
    expect(server.findByMagic("3", endedAtMs).history).toMatchObject([{ ticket: order }]);
    expect(server.findByMagic("3", endedAtMs + 1)).toEqual({
      orders: [],
      history: [],
      deals: [],
      positions: [],
    });
  });
});

const version1 = `
CREATE TABLE account (id INTEGER PRIMARY KEY CHECK (id = 1), login TEXT NOT NULL, balance TEXT NOT NULL);
CREATE TABLE orders (ticket INTEGER PRIMARY KEY, symbol TEXT NOT NULL, side TEXT NOT NULL, kind TEXT NOT NULL,
  state TEXT NOT NULL, lots TEXT NOT NULL, price TEXT NOT NULL, sl TEXT NOT NULL, tp TEXT NOT NULL,
  position INTEGER NOT NULL, reason TEXT NOT NULL, magic TEXT NOT NULL, comment TEXT NOT NULL, order_id TEXT,
  step INTEGER, placed_at_ms INTEGER NOT NULL, done_at_ms INTEGER NOT NULL, last_deal INTEGER NOT NULL);
CREATE INDEX standing_orders ON orders (ticket) WHERE state = 'placed';
CREATE INDEX gone_orders ON orders (last_deal) WHERE state IN ('cancelled', 'rejected');
CREATE TABLE deals (deal INTEGER PRIMARY KEY, ticket INTEGER NOT NULL, position INTEGER NOT NULL,
  symbol TEXT NOT NULL, side TEXT NOT NULL, entry TEXT NOT NULL, lots TEXT NOT NULL, price TEXT NOT NULL,
  profit TEXT NOT NULL, reason TEXT NOT NULL, magic TEXT NOT NULL, comment TEXT NOT NULL, order_id TEXT,
  step INTEGER, at_ms INTEGER NOT NULL);
CREATE TABLE positions (position INTEGER PRIMARY KEY, symbol TEXT NOT NULL, direction TEXT NOT NULL,
  lots TEXT NOT NULL, price TEXT NOT NULL, sl TEXT NOT NULL, tp TEXT NOT NULL, magic TEXT NOT NULL,
  comment TEXT NOT NULL, order_id TEXT, step INTEGER, opened_at_ms INTEGER NOT NULL);
CREATE TABLE requests (id INTEGER PRIMARY KEY, magic TEXT NOT NULL, order_id TEXT NOT NULL,
  step INTEGER NOT NULL, retcode INTEGER NOT NULL, message TEXT NOT NULL, ticket INTEGER NOT NULL,
  deal INTEGER NOT NULL, at_ms INTEGER NOT NULL);
CREATE INDEX requests_by_magic ON requests (magic);
INSERT INTO account VALUES (1, '5000001', '100012.50');
INSERT INTO orders VALUES
  (1000001, 'EURUSD', 'buy', 'market', 'filled', '0.1', '1.08510', '1.08', '0', 1000001, 'expert', '77', 'sp',
    'ord_1', 2, 5, 5, 500000001),
  (1000002, 'EURUSD', 'sell', 'stop', 'placed', '0.2', '1.08000', '0', '0', 0, 'expert', '78', 'sp', 'ord_2',
    0, 6, 0, 500000001);
INSERT INTO deals VALUES (500000001, 1000001, 1000001, 'EURUSD', 'buy', 'in', '0.1', '1.08510', '0.00',
  'expert', '77', 'sp', 'ord_1', 2, 5);
INSERT INTO positions VALUES (1000001, 'EURUSD', 'long', '0.1', '1.08510', '1.08', '0', '77', 'sp', 'ord_1', 2, 5);
INSERT INTO requests VALUES (1, '77', 'ord_1', 2, 10009, 'Request executed', 1000001, 500000001, 5);
PRAGMA user_version=1;
`;

describe("records of an older version", () => {
  const written = (sql: string) => {
    const path = join(temporaryDirectory(), "server.db");
    const db = new DatabaseSync(path);
    db.exec(sql);
    db.close();
    return path;
  };

  it("are brought up to date, nothing of them lost, and trading goes on", () => {
    const path = written(version1);
    const upgraded: number[] = [];
    openStore(path, { onUpgraded: (from) => upgraded.push(from) }).close();
    expect(upgraded).toEqual([1]);
    const { server, ask } = openBroker({ path });
    expect(server.account()).toMatchObject({ balance: "100012.50", mode: "hedging", leverage: 500 });
    expect(server.positions()).toMatchObject([
      { position: "1000001", ident: "1000001", reference, sl: "1.08" },
    ]);
    expect(server.orders()).toMatchObject([
      { ticket: "1000002", type: "sell_stop", time: "gtc", lots: "0.2" },
    ]);
    expect(server.historyOrder("1000001")).toMatchObject({ type: "buy", state: "filled", lots: "0" });
    expect(Array.from(server.dealsAfter(0n))).toMatchObject([{ deal: "500000001", commission: "0.00" }]);
    expect(server.findRequest("77", reference)).toMatchObject({ ticket: "1000001" });
    expect(ask({ type: "sell", position: "1000001" })).toMatchObject({ order: "1000003", deal: "500000002" });
  });

  it("are brought up to date once", () => {
    const path = written(version1);
    openStore(path).close();
    const upgraded: number[] = [];
    const store = openStore(path, { onUpgraded: (from) => upgraded.push(from) });
    expect(upgraded).toEqual([]);
    expect(store.positions()).toHaveLength(1);
  });

  it("and of a newer one are not opened, and left as they are", () => {
    const path = written("CREATE TABLE something (id INTEGER); PRAGMA user_version=9;");
    expect(() => openStore(path)).toThrow("has version 9 of its schema, expected 2");
    expect(new DatabaseSync(path).prepare("SELECT count(*) AS n FROM sqlite_master").get()).toEqual({ n: 1 });
  });
});
