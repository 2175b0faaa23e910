import { createHash } from "node:crypto";
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

const sha256: Sha256 = (text) => createHash("sha256").update(text).digest();

/** `storage` is the folder of the gateway's objects; at least one order must be filled in it. */
export function fillLedger(storage: string, orders: number): void {
  using account = openObject(storage, "TradingAccount");
  using strategy = openObject(storage, "Strategy");
  const order = one(account, "SELECT * FROM orders WHERE state = 'filled' ORDER BY number DESC LIMIT 1");
  const number = Number(order["number"]);
  const last = Number(one(account, "SELECT max(number) AS last FROM orders")["last"]);
  const accountId = String(one(account, "SELECT account_id FROM account")["account_id"]);
  const strategyId = String(order["strategy_id"]);
  const alert = one(strategy, "SELECT * FROM alerts WHERE id = ?", [String(order["alert_id"])]);

  // Ascending with the copy's number, as alerts come: a table that is filled backwards takes much longer.
  const receivedAtMs = (copy: number) =>
    Number(alert["received_at_ms"]) - (orders + 1 - copy) * ALERTS_APART_MS;
  const alertIds = Array.from({ length: orders + 1 }, (_, copy) =>
    alertIdOf(strategyId, firstSequenceOf(receivedAtMs(copy)), new Uint8Array(8)),
  );
  const alertId = (copy: number) => alertIds[copy] ?? "";
  for (const database of [account, strategy]) {
    database.function("alert_id", (copy) => alertId(Number(copy)));
    database.function("alert_ms", (copy) => receivedAtMs(Number(copy)));
    database.function("sequence", (copy) => firstSequenceOf(receivedAtMs(Number(copy))));
    database.function("order_id", (copy) => deriveOrderId(sha256, alertId(Number(copy)), accountId, 0));
  }

  copyRows(strategy, "alerts", `sequence = ${alert["sequence"]}`, orders, {
    sequence: "sequence(copy)",
    id: "alert_id(copy)",
    received_at_ms: "alert_ms(copy)",
    explicit_id: "'filled-' || copy",
    content_hash: "lower(hex(randomblob(32)))",
  });
  copyRows(account, "orders", `number = ${number}`, orders, {
    number: `${last} + copy`,
    id: "order_id(copy)",
    alert_id: "alert_id(copy)",
  });
  copyRows(account, "events", `key / ${MAX_EVENTS} = ${number}`, orders, {
    key: `(${last} + copy) * ${MAX_EVENTS} + key % ${MAX_EVENTS}`,
  });
  account.prepare("UPDATE counters SET filled = filled + ?").run(orders);
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

function one(database: DatabaseSync, sql: string, parameters: SQLInputValue[] = []) {
  const row = database.prepare(sql).get(...parameters);
  if (row === undefined) throw new Error(`no row: ${sql}`);
  return row;
}

/**
 * Copies the rows of `table` that match `which`, `copies` times. `changed` has an SQL expression for each
 * column that is not copied as it is; `copy` in it counts from 1.
 */
function copyRows(
  database: DatabaseSync,
  table: string,
  which: string,
  copies: number,
  changed: Readonly<Record<string, string>>,
): void {
  const columns = database.prepare("SELECT name FROM pragma_table_info(?)").all(table);
  const names = columns.map(({ name }) => String(name));
  const values = names.map((name) => changed[name] ?? `"${name}"`);
  database.exec(`
    CREATE TEMP TABLE original AS SELECT * FROM "${table}" WHERE ${which};
    WITH RECURSIVE numbers (copy) AS (SELECT 1 UNION ALL SELECT copy + 1 FROM numbers WHERE copy < ${copies})
    INSERT INTO "${table}" (${names.map((name) => `"${name}"`).join(", ")})
      SELECT ${values.join(", ")} FROM numbers CROSS JOIN original;
    DROP TABLE temp.original`);
}
