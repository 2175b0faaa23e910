import type { DatabaseSync } from "node:sqlite";
import type { Decimal } from "../../../src/domain/decimal.ts";
import type { Transaction } from "../sqlite.ts";
import { openDatabase, transactionsOf } from "../sqlite.ts";
import * as records from "./record-values.ts";
import * as rows from "./rows.ts";
import { fromVersion1, SERVER_SCHEMA_VERSION, serverSchema } from "./schema.ts";
import type { AccountSettings } from "./settings.ts";
import { demoSettings } from "./settings.ts";
import type { Change, Deal, Order, Outcome, Position, Reference, TradeRequest } from "./types.ts";

/** Where counting starts: far apart, so that a deal mistaken for an order is noticed. */
const FIRST_ORDER = 1_000_000;
const FIRST_DEAL = 500_000_000;
const LOGIN = "5000001";

/** The trade server's records on disk. Nothing here decides anything. */
export interface Store {
  readonly transaction: Transaction;
  /** Within a transaction. `lastDeal` is the newest deal, that of the change included. */
  readonly write: (change: Change, lastDeal: bigint) => void;
  /** Within a transaction: the balance, and the time of what changed. */
  readonly writeAccount: (balance: Decimal, atMs: number) => void;
  /** Within a transaction: remembers a request and what came of it. */
  readonly writeRequest: (request: TradeRequest, outcome: Outcome) => void;
  /** The newest request of this magic number and step. */
  readonly findRequest: (magic: string, reference: Reference) => rows.RequestRecord | undefined;
  readonly account: () => rows.AccountRecord;
  readonly positions: () => Position[];
  readonly standingOrders: () => Order[];
  readonly historyOrder: (ticket: string) => Order | undefined;
  readonly historyOrders: (fromMs: number, toMs: number) => Order[];
  /** Orders that ended without being filled when the newest deal was `deal` or a later one. */
  readonly goneSince: (deal: bigint) => Order[];
  /** Deals with a higher number than `deal`, in their order, read one by one. */
  readonly dealsAfter: (deal: bigint) => Generator<Deal, void, undefined>;
  readonly ordersByMagic: (magic: string, fromMs: number) => Order[];
  readonly dealsByMagic: (magic: string, fromMs: number) => Deal[];
  readonly highest: () => { order: bigint; deal: bigint; request: bigint };
  readonly close: () => void;
}

export interface StoreOptions {
  /** What a new account is like; one that is there stays as it is. */
  readonly account?: AccountSettings;
  /** Is told when records of an older version were brought up to date. */
  readonly onUpgraded?: ((from: number) => void) | undefined;
}

function inserting(table: string, columns: readonly string[], key?: string): string {
  const update = columns.filter((column) => column !== key).map((column) => `${column} = excluded.${column}`);
  const conflict = key === undefined ? "" : ` ON CONFLICT (${key}) DO UPDATE SET ${update.join(", ")}`;
  const places = columns.map(() => "?").join(", ");
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})${conflict}`;
}

const requestColumns = ["magic", "order_id", "step", "retcode", "message", "ticket", "deal", "at_ms"];

/** Opens the records, or begins new ones with a new account. */
export function openStore(path: string, options: StoreOptions = {}): Store {
  const { onUpgraded } = options;
  const upgrade = { ...fromVersion1, done: () => onUpgraded?.(fromVersion1.from) };
  const db = openDatabase(path, serverSchema, SERVER_SCHEMA_VERSION, upgrade);
  beginAccount(db, options.account ?? demoSettings.account);
  return { transaction: transactionsOf(db), ...writing(db), ...reading(db), close: () => db.close() };
}

function beginAccount(db: DatabaseSync, account: AccountSettings): void {
  const { mode, currency, currencyDigits, leverage, openingBalance } = account;
  db.prepare(
    `INSERT INTO account (id, login, mode, currency, currency_digits, leverage, balance, at_ms)
     VALUES (1, ?, ?, ?, ?, ?, ?, 0) ON CONFLICT DO NOTHING`,
  ).run(LOGIN, mode, currency, currencyDigits, leverage, openingBalance);
}

function writing(db: DatabaseSync) {
  const putOrder = db.prepare(inserting("orders", records.orderColumns, "ticket"));
  const putDeal = db.prepare(inserting("deals", records.dealColumns));
  const putPosition = db.prepare(inserting("positions", records.positionColumns, "ident"));
  const dropPosition = db.prepare("DELETE FROM positions WHERE ident = ?");
  const putAccount = db.prepare("UPDATE account SET balance = ?, at_ms = max(at_ms, ?)");
  const putRequest = db.prepare(inserting("requests", requestColumns));
  const { currencyDigits } = readAccount(db);
  return {
    write: (change: Change, lastDeal: bigint) => {
      switch (change.change) {
        case "order":
          putOrder.run(...records.orderValues(change.order, lastDeal));
          break;
        case "deal":
          putDeal.run(...records.dealValues(change.deal));
          break;
        case "position":
          putPosition.run(...records.positionValues(change.position));
          break;
        case "position_closed":
          dropPosition.run(BigInt(change.position.ident));
          break;
      }
    },
    writeAccount: (balance: Decimal, atMs: number) => {
      putAccount.run(balance.toFixed(currencyDigits), atMs);
    },
    writeRequest: ({ magic, reference }: TradeRequest, outcome: Outcome) => {
      const { retcode, comment, order, deal, atMs } = outcome;
      const step = [reference?.orderId ?? null, reference?.step ?? null] as const;
      putRequest.run(magic, ...step, retcode, comment, BigInt(order), BigInt(deal), atMs);
    },
  };
}

function readAccount(db: DatabaseSync): rows.AccountRecord {
  return rows.accountRow.parse(
    db.prepare("SELECT login, mode, currency, currency_digits, leverage, balance, at_ms FROM account").get(),
  );
}

function reading(db: DatabaseSync) {
  const orders = (where: string) => {
    const select = db.prepare(`SELECT ${rows.ORDER_COLUMNS} FROM orders WHERE ${where}`);
    return (...values: (number | bigint | string)[]): Order[] =>
      select.all(...values).map((row) => rows.orderRow.parse(row));
  };
  const positions = db.prepare(`SELECT ${rows.POSITION_COLUMNS} FROM positions ORDER BY positions.ident`);
  const standing = orders("done_at_ms = 0 ORDER BY orders.ticket");
  const history = orders("orders.ticket = ? AND done_at_ms <> 0");
  const between = orders("done_at_ms BETWEEN ? AND ? AND done_at_ms <> 0 ORDER BY done_at_ms, orders.ticket");
  const gone = orders(
    "state IN ('cancelled', 'rejected', 'expired') AND last_deal >= ? ORDER BY last_deal, orders.ticket",
  );
  const byMagic = orders("magic = ? AND max(placed_at_ms, done_at_ms) >= ? ORDER BY orders.ticket");
  const deals = `SELECT ${rows.DEAL_COLUMNS} FROM deals`;
  const dealsOfMagic = db.prepare(`${deals} WHERE magic = ? AND at_ms >= ? ORDER BY deals.deal`);
  const getRequest = db.prepare(
    `SELECT ${rows.REQUEST_COLUMNS} FROM requests WHERE magic = ? AND order_id = ? AND step = ?
     ORDER BY id DESC LIMIT 1`,
  );
  return {
    findRequest: (magic: string, reference: Reference) => {
      const row = getRequest.get(magic, reference.orderId, reference.step);
      return row === undefined ? undefined : rows.requestRow.parse(row);
    },
    account: () => readAccount(db),
    positions: () => positions.all().map((row) => rows.positionRow.parse(row)),
    standingOrders: () => standing(),
    historyOrder: (ticket: string) => history(BigInt(ticket))[0],
    historyOrders: (fromMs: number, toMs: number) => between(fromMs, toMs),
    goneSince: (deal: bigint) => gone(deal),
    *dealsAfter(deal: bigint): Generator<Deal, void, undefined> {
      const after = db.prepare(`${deals} WHERE deals.deal > ? ORDER BY deals.deal`);
      for (const row of after.iterate(deal)) yield rows.dealRow.parse(row);
    },
    ordersByMagic: (magic: string, fromMs: number) => byMagic(magic, fromMs),
    dealsByMagic: (magic: string, fromMs: number) =>
      dealsOfMagic.all(magic, fromMs).map((row) => rows.dealRow.parse(row)),
    highest: () => {
      const row = db
        .prepare(
          `SELECT CAST((SELECT coalesce(max(ticket), ${FIRST_ORDER}) FROM orders) AS TEXT) AS ticket,
           CAST((SELECT coalesce(max(deal), ${FIRST_DEAL}) FROM deals) AS TEXT) AS deal,
           CAST((SELECT coalesce(max(id), 0) FROM requests) AS TEXT) AS request`,
        )
        .get();
      const counters = rows.countersRow.parse(row);
      const { ticket, deal, request } = counters;
      return { order: BigInt(ticket), deal: BigInt(deal), request: BigInt(request) };
    },
  };
}
