import { type SQL, sql } from "drizzle-orm";
import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export { outbox } from "../shared/outbox-schema.ts";
export { retention } from "../shared/retention-schema.ts";

/**
 * The tables of one trading account. Every row and every index entry is a written row that is paid for,
 * so there is no index that a derived id can replace: an alert's orders are found by their ids. Columns
 * with JSON are text, read back through zod (rows.ts). Tables of one row have the id 1.
 */

export const account = sqliteTable("account", {
  id: integer().primaryKey(),
  accountId: text("account_id").notNull(),
  tenantId: text("tenant_id").notNull(),
  name: text().notNull(),
  settings: text().notNull(),
  /** Rises with every change of the settings or of the terminal's symbols. */
  profileVersion: integer("profile_version").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Where the agent link stands; written when the link changes. */
export const link = sqliteTable("link", {
  id: integer().primaryKey(),
  epoch: integer().notNull(),
  stage: text().notNull(),
  reconcileId: integer("reconcile_id").notNull(),
  agentId: text("agent_id"),
  agentVersion: text("agent_version"),
  journalId: text("journal_id"),
  connectedAtMs: integer("connected_at_ms"),
  disconnectedAtMs: integer("disconnected_at_ms"),
});

/** What every order moves; a row of its own because it is written several times for each of them. */
export const counters = sqliteTable("counters", {
  id: integer().primaryKey(),
  /** The highest number given to an order frame. */
  lastSeq: integer("last_seq").notNull(),
  /** The highest order frame in the agent's journal. */
  ackedSeq: integer("acked_seq").notNull(),
  /** The highest report in the ledger. */
  reportAckSeq: integer("report_ack_seq").notNull(),
  /** How many orders ended in each way; counting 200,000 rows for an overview would take too long. */
  filled: integer().notNull(),
  cancelled: integer().notNull(),
  rejected: integer().notNull(),
  expired: integer().notNull(),
  /** JSON, see shared/counters.ts: what /metrics shows of orders; in this row because it is written anyway. */
  metrics: text(),
});

/** The terminal as the agent last reported it. */
export const terminal = sqliteTable("terminal", {
  id: integer().primaryKey(),
  ready: integer({ mode: "boolean" }).notNull(),
  reason: text(),
  account: text(),
  /** JSON: why entries are stopped on the trading host; null while they are not. */
  halted: text(),
  /** JSON: the policy of the trading host as its agent tells it. */
  policy: text(),
  atMs: integer("at_ms").notNull(),
});

/** One row a symbol and one a position: as one JSON value they could outgrow the 2 MB of a row. */
export const symbols = sqliteTable("symbols", {
  key: text().primaryKey(),
  value: text().notNull(),
});

export const positions = sqliteTable("positions", {
  key: text().primaryKey(),
  value: text().notNull(),
});

export const pendings = sqliteTable("pendings", {
  key: text().primaryKey(),
  value: text().notNull(),
});

/** Steps of orders whose outcome nobody knows. */
export const unsettled = sqliteTable("unsettled", {
  key: text().primaryKey(),
  value: text().notNull(),
});

export const agents = sqliteTable("agents", {
  id: text().primaryKey(),
  /** The `x` of its public Ed25519 JWK. */
  publicKey: text("public_key").notNull(),
  pairedAtMs: integer("paired_at_ms").notNull(),
  revokedAtMs: integer("revoked_at_ms"),
});

/** The pairing code that is open now. */
export const pairing = sqliteTable("pairing", {
  id: integer().primaryKey(),
  codeSha256: text("code_sha256").notNull(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});

/** The `jti` of every sign-in that could still be played back. */
export const signIns = sqliteTable("sign_ins", {
  jti: text().primaryKey(),
  expiresAtMs: integer("expires_at_ms").notNull(),
});

/** Alerts that gave no order here, and why. With the orders they are the guard against a repeated delivery. */
export const refusals = sqliteTable("refusals", {
  alertId: text("alert_id").primaryKey(),
  refusal: text().notNull(),
  receivedAtMs: integer("received_at_ms").notNull(),
});

/** How the account stands under emergency stops; no row before the first. */
export const stop = sqliteTable("stop", {
  id: integer().primaryKey(),
  /** The version of the tenant's latest word. */
  tenantVersion: integer("tenant_version").notNull(),
  /** The version under which the agent is told; rises with each stop and lifting. */
  version: integer().notNull(),
  /** JSON: who stopped it, and why; null while entries may go. */
  stopped: text(),
  /** JSON: the round in which everything is closed. */
  closing: text(),
  /** What the agent has in its journal; null for one that knows no stop. */
  agentVersion: integer("agent_version"),
  agentAtMs: integer("agent_at_ms"),
});

/**
 * What was ordered, and how it ended. What happens in between is in `events` only, and read from there for
 * the few orders that have not ended: a row written at every step would be paid for at every step.
 */
export const orders = sqliteTable(
  "orders",
  {
    /** Counts the account's orders; new rows stand at the end of the table, whatever their ids. */
    number: integer().primaryKey(),
    id: text().notNull().unique(),
    alertId: text("alert_id").notNull(),
    strategyId: text("strategy_id").notNull(),
    /** JSON: what the order comes from when that is no alert; then the two ids above name the group, and nothing. */
    source: text(),
    leg: integer().notNull(),
    after: text(),
    /** The symbol in whose queue the order's group stands; null when the group covers the account. */
    lane: text(),
    symbol: text(),
    instruction: text().notNull(),
    /** What the owner's rules were when the order came; null in orders of earlier versions. */
    rules: text(),
    createdAtMs: integer("created_at_ms").notNull(),
    deadlineMs: integer("deadline_ms").notNull(),
    /** The end state. Null, like all that follows, until then. */
    state: text(),
    seq: integer(),
    changedAtMs: integer("changed_at_ms"),
    filledLots: text("filled_lots"),
    averagePrice: text("average_price"),
    ticket: text(),
    door: text(),
    refusal: text(),
    deals: text(),
  },
  (table) => [index("orders_open").on(table.state).where(sql`"state" IS NULL`)],
);

/**
 * True of events with at least one deal. Within a JSON text a quote has a backslash, so no message looks like it. A
 * query must use this very expression, or SQLite does not use the index on it.
 */
export const hasDeals: SQL = sql`instr("event", '"deal":"') > 0`;

/** The ledger: what happened to orders, only ever added to. */
export const events = sqliteTable(
  "events",
  {
    /** The order's number times 65,536 plus the event's own, so that an order's events need no index. */
    key: integer().primaryKey(),
    event: text().notNull(),
    atMs: integer("at_ms").notNull(),
    recordedAtMs: integer("recorded_at_ms").notNull(),
    epoch: integer().notNull(),
  },
  // Deals by time cannot be found by the numbers of their orders: a position closes days after it opened.
  (table) => [index("events_deals").on(table.atMs).where(hasDeals)],
);

/** What is left of orders that are kept no longer; one row with the id 1. */
export const forgotten = sqliteTable("forgotten", {
  id: integer().primaryKey(),
  /** No alert from then or before is taken any more: its orders may have existed. */
  alertsUpToMs: integer("alerts_up_to_ms").notNull(),
  /** The highest number of an order that was deleted: it is never given out again. */
  lastNumber: integer("last_number").notNull(),
});

/** Alarms about orders. Those that were cleared stay as a record. */
export const orderAlarms = sqliteTable("order_alarms", {
  id: integer().primaryKey(),
  orderId: text("order_id").notNull(),
  code: text().notNull(),
  raisedAtMs: integer("raised_at_ms").notNull(),
  clearedAtMs: integer("cleared_at_ms"),
});

/** The feed that has readers, and until when it is told; see feed-teller.ts. */
export const feedWatch = sqliteTable("feed_watch", {
  id: integer().primaryKey(),
  watchId: text("watch_id").notNull(),
  feed: text().notNull(),
  endsAtMs: integer("ends_at_ms").notNull(),
});

export const faults = sqliteTable("faults", {
  id: integer().primaryKey(),
  kind: text().notNull(),
  orderId: text("order_id"),
  message: text().notNull(),
  event: text(),
  epoch: integer().notNull(),
  atMs: integer("at_ms").notNull(),
});
