import { globSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { MAX_EVENTS } from "../../durable-objects/trading-account/event-table.ts";
import { root } from "../../scripts/lib/root.ts";
import { makeId, orderIdSchema } from "../../src/domain/ids.ts";
import { fillLedger } from "./fill.ts";

const NOW_MS = 1_800_000_000_000;
const accountId = makeId("acc", NOW_MS, Buffer.alloc(16, 1));
const strategyId = makeId("str", NOW_MS, Buffer.alloc(16, 2));
const alertId = makeId("alt", NOW_MS, Buffer.alloc(16, 3));

/** A file as workerd keeps it for one object, with the tables of the object's real migrations. */
function objectFile(storage: string, className: string, migrations: string): DatabaseSync {
  const folder = join(storage, `sallyport-${className}`);
  mkdirSync(folder, { recursive: true });
  const database = new DatabaseSync(join(folder, `${"0a".repeat(32)}.sqlite`));
  for (const file of globSync(join(root, "migrations", migrations, "*.sql")).sort()) {
    database.exec(readFileSync(file, "utf8"));
  }
  return database;
}

describe("fillLedger", () => {
  let storage: string;
  let account: DatabaseSync;
  let strategy: DatabaseSync;

  beforeEach(() => {
    storage = mkdtempSync(join(tmpdir(), "ledger-"));
    account = objectFile(storage, "TradingAccount", "trading-account");
    strategy = objectFile(storage, "Strategy", "strategy");
    insert(account, "account", { id: 1, account_id: accountId });
    insert(account, "counters", { id: 1, filled: 1 });
    insert(account, "orders", { number: 7, id: "ord_first", alert_id: alertId, state: "filled" });
    for (const index of [0, 1, 2])
      insert(account, "events", { key: 7 * MAX_EVENTS + index, event: `"${index}"` });
    insert(strategy, "strategy", { strategy_id: strategyId });
    insert(strategy, "alerts", { sequence: NOW_MS * 1024, id: alertId, received_at_ms: NOW_MS });
  });
  afterEach(() => {
    account.close();
    strategy.close();
    rmSync(storage, { recursive: true });
  });

  /** Inserts a row; columns that must not be null and are not given get a value of no meaning. */
  function insert(database: DatabaseSync, table: string, given: Record<string, string | number>): void {
    const row: Record<string, string | number> = {};
    for (const { name, notnull } of database.prepare(`PRAGMA table_info(${table})`).all()) {
      const value = given[String(name)];
      if (value !== undefined || notnull === 1) row[String(name)] = value ?? 0;
    }
    const columns = Object.keys(row);
    database
      .prepare(
        `INSERT INTO ${table} ("${columns.join('", "')}") VALUES (${columns.map(() => "?").join(", ")})`,
      )
      .run(...Object.values(row));
  }

  const count = (database: DatabaseSync, from: string) =>
    database.prepare(`SELECT count(*) AS rows FROM ${from}`).get()?.["rows"];

  it("adds as many ended orders as it was asked for, each with all of its events and its alert", () => {
    fillLedger(storage, 50);
    expect(count(account, "orders WHERE state = 'filled'")).toBe(51);
    expect(count(account, "events")).toBe(51 * 3);
    expect(count(strategy, "alerts")).toBe(51);
  });

  it("leaves every order with an alert of its own, under the id that the gateway would give it", () => {
    fillLedger(storage, 20);
    const ids = account.prepare("SELECT id, alert_id FROM orders WHERE number > 7").all();
    const alerts = strategy
      .prepare("SELECT id FROM alerts")
      .all()
      .map(({ id }) => id);
    for (const { id, alert_id } of ids) {
      expect(orderIdSchema.safeParse(id).success).toBe(true);
      expect(alerts).toContain(alert_id);
    }
    expect(new Set(ids.map(({ alert_id }) => alert_id)).size).toBe(20);
  });

  it("keeps the count of ended orders in step, which the account's overview shows", () => {
    fillLedger(storage, 50);
    expect(account.prepare("SELECT filled FROM counters").get()).toEqual({ filled: 51 });
  });

  it("throws when no order was filled yet, instead of making one up", () => {
    account.exec("DELETE FROM orders");
    expect(() => fillLedger(storage, 1)).toThrow("no row");
  });
});
