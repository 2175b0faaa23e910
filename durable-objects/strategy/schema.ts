import { sql } from "drizzle-orm";
import { index, integer, sqliteTable, text, uniqueIndex } from "drizzle-orm/sqlite-core";

export { metricCounters } from "../shared/counters-schema.ts";
export { outbox } from "../shared/outbox-schema.ts";
export { retention } from "../shared/retention-schema.ts";

/** The strategy itself: one row. */
export const strategy = sqliteTable("strategy", {
  strategyId: text("strategy_id").primaryKey(),
  tenantId: text("tenant_id").notNull(),
  /** JSON of the secrets, sealed, see hook-secrets.ts; HMAC signatures need the secret itself. */
  secrets: text("secrets").notNull(),
  /** JSON, see settings.ts. */
  settings: text("settings").notNull(),
  /** Stopped by a message of its own (`eaoff`), until another one resumes it. */
  halted: integer("halted", { mode: "boolean" }).notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Every authenticated alert, whatever the verdict on it. Rows never change. */
export const alerts = sqliteTable(
  "alerts",
  {
    /** See sequence.ts: orders the alerts, and is found from an alert's id without an index. */
    sequence: integer("sequence").primaryKey(),
    id: text("id").notNull(),
    /** Epoch milliseconds by the clock of the Worker that received it. */
    receivedAtMs: integer("received_at_ms").notNull(),
    decidedAtMs: integer("decided_at_ms").notNull(),
    verdict: text("verdict", { enum: ["accepted", "refused", "duplicate"] }).notNull(),
    /** As it came, with secrets blacked out. */
    body: text("body").notNull(),
    /** The sender's own id, from the message or from `webhook-id`. */
    explicitId: text("explicit_id"),
    /** The client's address. */
    address: text("address"),
    duplicateOf: text("duplicate_of"),
    hint: text("hint"),
    /** JSON of the refusal; for a duplicate, null. */
    refusal: text("refusal"),
    /** JSON of what the message means, as far as it was understood. */
    signal: text("signal"),
    /** JSON list: where the signal went, or why it did not, for each route. */
    routes: text("routes").notNull(),
  },
  (table) => [
    // For their deletion, which comes sooner than that of the others; an accepted alert costs no entry in it.
    index("alerts_refused").on(table.sequence).where(sql`${table.verdict} = 'refused'`),
    // Only accepted alerts hold their id, so one that was refused can be corrected and sent again. Alerts
    // without an id cost no index entry.
    uniqueIndex("alerts_accepted_id")
      .on(table.explicitId)
      .where(sql`${table.verdict} = 'accepted' AND ${table.explicitId} IS NOT NULL`),
  ],
);

/**
 * What is left of accepted alerts that had an id of their sender's and are kept no longer: the id stays taken. Digests
 * only, so nothing of the message is left.
 */
export const spentIds = sqliteTable("spent_ids", {
  /** The first half of the hex SHA-256 of the sender's id. */
  idHash: text("id_hash").primaryKey(),
  alertId: text("alert_id").notNull(),
  /** The first half of the hex SHA-256 of the body's key (body-key.ts). */
  bodyHash: text("body_hash").notNull(),
});

/** What the accounts at the end of the routes last said of themselves. */
export const profiles = sqliteTable("profiles", {
  accountId: text("account_id").primaryKey(),
  /** JSON of the account's profile. */
  profile: text("profile").notNull(),
});
