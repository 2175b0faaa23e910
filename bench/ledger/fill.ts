import { createHash, randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync, type SQLInputValue } from "node:sqlite";
import { alertIdOf, firstSequenceOf } from "../../durable-objects/strategy/sequence.ts";
import { MAX_EVENTS } from "../../durable-objects/trading-account/event-table.ts";
import { deriveOrderId, type Sha256 } from "../../src/domain/ids.ts";

/**
 * Fills the ledger of a stopped gateway: copies of one filled order and its events are written straight
 * into the SQLite file of its `TradingAccount`, and copies of its alert into that of its `Strategy`. As
 * many alerts through the hook would take the better part of an hour. Only what differs between orders
 * is made anew, so the rows are as long and as indexed as those of real orders.
 */

/** Copied alerts lie one second apart, so that none has the time and with it the number of another. */
const ALERTS_APART_MS = 1_000;

type SqliteRow = Record<string, SQLInputValue>;

const sha256: Sha256 = (text) => createHash("sha256").update(text).digest();

/** `storage` is the folder of the gateway's objects; at least one order must be filled in it. */
export function fillLedger(storage: string, orders: number): void {
  using account = openObject(storage, "TradingAccount");
  using strategy = openObject(storage, "Strategy");
  const order = one(account, "SELECT * FROM orders WHERE state = 'filled' ORDER BY number DESC LIMIT 1");
  const number = Number(order["number"]);
  const events = all(account, "SELECT * FROM events WHERE key >= ? AND key < ? ORDER BY key", [
    number * MAX_EVENTS,
    (number + 1) * MAX_EVENTS,
  ]);
  const alert = one(strategy, "SELECT * FROM alerts WHERE id = ?", [order["alert_id"] ?? null]);
  const accountId = String(one(account, "SELECT account_id FROM account")["account_id"]);
  const strategyId = String(one(strategy, "SELECT strategy_id FROM strategy")["strategy_id"]);
  const last = Number(one(account, "SELECT max(number) AS last FROM orders")["last"]);

  const addOrder = inserter(account, "orders", order);
  const addEvent = inserter(account, "events", events[0] ?? {});
  const addAlert = inserter(strategy, "alerts", alert);
  account.exec("BEGIN");
  strategy.exec("BEGIN");
  for (let i = 1; i <= orders; i++) {
    // Ascending, as alerts come: a table that is filled from its end backwards takes several times as long.
    const receivedAtMs = Number(alert["received_at_ms"]) - (orders + 1 - i) * ALERTS_APART_MS;
    const sequence = firstSequenceOf(receivedAtMs);
    const alertId = alertIdOf(strategyId, sequence, randomBytes(8));
    const copy = last + i;
    addAlert({
      ...alert,
      id: alertId,
      sequence,
      received_at_ms: receivedAtMs,
      explicit_id: `filled-${i}`,
      content_hash: createHash("sha256").update(alertId).digest("hex"),
    });
    addOrder({
      ...order,
      id: deriveOrderId(sha256, alertId, accountId, 0),
      number: copy,
      alert_id: alertId,
    });
    for (const event of events) {
      addEvent({ ...event, key: copy * MAX_EVENTS + (Number(event["key"]) % MAX_EVENTS) });
    }
  }
  account.prepare("UPDATE counters SET filled = filled + ?").run(orders);
  account.exec("COMMIT");
  strategy.exec("COMMIT");
}

/** Opens the only object of a class; a gateway under measurement has one of each. */
function openObject(storage: string, className: string): DatabaseSync {
  const folder = readdirSync(storage).find((name) => name.endsWith(`-${className}`));
  if (folder === undefined) throw new Error(`no ${className} in ${storage}`);
  const files = readdirSync(join(storage, folder)).filter((name) => /^[0-9a-f]{64}\.sqlite$/.test(name));
  const [file] = files;
  if (file === undefined || files.length > 1) throw new Error(`${files.length} objects of ${className}`);
  const database = new DatabaseSync(join(storage, folder, file));
  // Nobody else has the file open, and a run that is cut short throws it away.
  database.exec("PRAGMA synchronous = OFF; PRAGMA cache_size = -200000");
  return database;
}

function all(database: DatabaseSync, sql: string, parameters: SQLInputValue[] = []): SqliteRow[] {
  return database.prepare(sql).all(...parameters);
}

function one(database: DatabaseSync, sql: string, parameters: SQLInputValue[] = []): SqliteRow {
  const [row] = all(database, sql, parameters);
  if (row === undefined) throw new Error(`no row: ${sql}`);
  return row;
}

/** A function that inserts rows with the columns of `like`. */
function inserter(database: DatabaseSync, table: string, like: SqliteRow): (row: SqliteRow) => void {
  const columns = Object.keys(like);
  const names = columns.map((column) => `"${column}"`).join(", ");
  const statement = database.prepare(
    `INSERT INTO "${table}" (${names}) VALUES (${columns.map(() => "?").join(", ")})`,
  );
  return (row) => void statement.run(...columns.map((column) => row[column] ?? null));
}
