import type { SQLInputValue } from "node:sqlite";
import type { Transaction } from "../sqlite.ts";
import { openDatabase, transactionsOf } from "../sqlite.ts";
import * as rows from "./rows.ts";
import { SERVER_SCHEMA_VERSION, serverSchema } from "./schema.ts";
import type { Change, Deal, Order, Outcome, Position, Reference, TradeRequest } from "./types.ts";

/** Where counting starts: far apart, so that a deal mistaken for an order is noticed. */
const FIRST_ORDER = 1_000_000;
const FIRST_DEAL = 500_000_000;
const OPENING_BALANCE = "100000.00";
const LOGIN = "5000001";

/** The trade server's records on disk. Nothing here decides anything. */
export interface Store {
  readonly transaction: Transaction;
  /** Within a transaction. `lastDeal` is the newest deal, that of the change included. */
  readonly write: (change: Change, lastDeal: bigint) => void;
  /** Within a transaction. */
  readonly writeBalance: (balance: string) => void;
  /** Within a transaction: remembers a request and what came of it. */
  readonly writeRequest: (request: TradeRequest, outcome: Outcome) => void;
  /** The newest request of this magic number and step. */
  readonly findRequest: (magic: string, reference: Reference) => rows.RequestRecord | undefined;
  readonly account: () => { login: string; balance: string };
  readonly positions: () => Position[];
  readonly standingOrders: () => Order[];
  /** Orders that were cancelled or rejected when the newest deal was `deal` or a later one. */
  readonly goneSince: (deal: bigint) => Order[];
  /** Deals with a higher number than `deal`, in their order, read one by one. */
  readonly dealsAfter: (deal: bigint) => Generator<Deal, void, undefined>;
  readonly highest: () => { order: bigint; deal: bigint };
  readonly close: () => void;
}

function inserting(table: string, columns: readonly string[], key?: string): string {
  const update = columns.filter((column) => column !== key).map((column) => `${column} = excluded.${column}`);
  const conflict = key === undefined ? "" : ` ON CONFLICT (${key}) DO UPDATE SET ${update.join(", ")}`;
  const places = columns.map(() => "?").join(", ");
  return `INSERT INTO ${table} (${columns.join(", ")}) VALUES (${places})${conflict}`;
}

const originColumns = ["magic", "comment", "order_id", "step"] as const;
const orderColumns = [
  ...["ticket", "symbol", "side", "kind", "state", "lots", "price", "sl", "tp", "position", "reason"],
  ...originColumns,
  ...["placed_at_ms", "done_at_ms", "last_deal"],
];
const dealColumns = [
  ...["deal", "ticket", "position", "symbol", "side", "entry", "lots", "price", "profit", "reason"],
  ...originColumns,
  "at_ms",
];
const positionColumns = [
  ...["position", "symbol", "direction", "lots", "price", "sl", "tp"],
  ...originColumns,
  "opened_at_ms",
];
const requestColumns = ["magic", "order_id", "step", "retcode", "message", "ticket", "deal", "at_ms"];

function originValues(record: { magic: string; comment: string; reference: Reference | null }) {
  const { magic, comment, reference } = record;
  return [magic, comment, reference?.orderId ?? null, reference?.step ?? null] as const;
}

function orderValues(order: Order, lastDeal: bigint): SQLInputValue[] {
  return [
    ...[BigInt(order.ticket), order.symbol, order.side, order.kind, order.state, order.lots, order.price],
    ...[order.sl, order.tp, BigInt(order.position), order.reason],
    ...originValues(order),
    ...[order.placedAtMs, order.doneAtMs, lastDeal],
  ];
}

function dealValues(deal: Deal): SQLInputValue[] {
  return [
    ...[BigInt(deal.deal), BigInt(deal.ticket), BigInt(deal.position), deal.symbol, deal.side, deal.entry],
    ...[deal.lots, deal.price, deal.profit, deal.reason],
    ...originValues(deal),
    deal.atMs,
  ];
}

function positionValues(position: Position): SQLInputValue[] {
  return [
    ...[BigInt(position.position), position.symbol, position.direction, position.lots, position.price],
    ...[position.sl, position.tp],
    ...originValues(position),
    position.openedAtMs,
  ];
}

/** Opens the records, or begins new ones with an account of 100,000 USD. */
export function openStore(path: string): Store {
  const db = openDatabase(path, serverSchema, SERVER_SCHEMA_VERSION);
  db.prepare("INSERT INTO account (id, login, balance) VALUES (1, ?, ?) ON CONFLICT DO NOTHING").run(
    LOGIN,
    OPENING_BALANCE,
  );
  const putOrder = db.prepare(inserting("orders", orderColumns, "ticket"));
  const putDeal = db.prepare(inserting("deals", dealColumns));
  const putPosition = db.prepare(inserting("positions", positionColumns, "position"));
  const dropPosition = db.prepare("DELETE FROM positions WHERE position = ?");
  const putBalance = db.prepare("UPDATE account SET balance = ?");
  const putRequest = db.prepare(inserting("requests", requestColumns));
  const getRequest = db.prepare(
    `SELECT ${rows.REQUEST_COLUMNS} FROM requests WHERE magic = ? AND order_id = ? AND step = ?
     ORDER BY id DESC LIMIT 1`,
  );
  const getDeals = `SELECT ${rows.DEAL_COLUMNS} FROM deals WHERE deals.deal > ? ORDER BY deals.deal`;

  return {
    transaction: transactionsOf(db),
    write: (change, lastDeal) => {
      switch (change.change) {
        case "order":
          putOrder.run(...orderValues(change.order, lastDeal));
          break;
        case "deal":
          putDeal.run(...dealValues(change.deal));
          break;
        case "position":
          putPosition.run(...positionValues(change.position));
          break;
        case "position_closed":
          dropPosition.run(BigInt(change.position.position));
          break;
      }
    },
    writeBalance: (balance) => void putBalance.run(balance),
    writeRequest: (request, outcome) => {
      const { orderId, step } = request.reference;
      const { retcode, message, ticket, deal, atMs } = outcome;
      putRequest.run(request.magic, orderId, step, retcode, message, BigInt(ticket), BigInt(deal), atMs);
    },
    findRequest: (magic, reference) => {
      const row = getRequest.get(magic, reference.orderId, reference.step);
      return row === undefined ? undefined : rows.requestRow.parse(row);
    },
    account: () => rows.accountRow.parse(db.prepare("SELECT login, balance FROM account").get()),
    positions: () =>
      db
        .prepare(`SELECT ${rows.POSITION_COLUMNS} FROM positions ORDER BY positions.position`)
        .all()
        .map((row) => rows.positionRow.parse(row)),
    standingOrders: () =>
      db
        .prepare(`SELECT ${rows.ORDER_COLUMNS} FROM orders WHERE state = 'placed' ORDER BY orders.ticket`)
        .all()
        .map((row) => rows.orderRow.parse(row)),
    goneSince: (deal) =>
      db
        .prepare(
          `SELECT ${rows.ORDER_COLUMNS} FROM orders
           WHERE state IN ('cancelled', 'rejected') AND last_deal >= ? ORDER BY last_deal, orders.ticket`,
        )
        .all(deal)
        .map((row) => rows.orderRow.parse(row)),
    *dealsAfter(deal) {
      for (const row of db.prepare(getDeals).iterate(deal)) yield rows.dealRow.parse(row);
    },
    highest: () => {
      const row = db
        .prepare(
          `SELECT CAST((SELECT coalesce(max(ticket), ${FIRST_ORDER}) FROM orders) AS TEXT) AS ticket,
           CAST((SELECT coalesce(max(deal), ${FIRST_DEAL}) FROM deals) AS TEXT) AS deal`,
        )
        .get();
      const counters = rows.countersRow.parse(row);
      return { order: BigInt(counters.ticket), deal: BigInt(counters.deal) };
    },
    close: () => db.close(),
  };
}
