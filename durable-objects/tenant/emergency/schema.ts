import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Emergency stops, in the order in which they were given; those that were lifted stay as a record. */
export const emergencyStops = sqliteTable("emergency_stops", {
  number: integer().primaryKey(),
  id: text().notNull().unique(),
  /** JSON array of trading account ids; null: all of them, also those made later. */
  accounts: text(),
  reason: text().notNull(),
  by: text().notNull(),
  atMs: integer("at_ms").notNull(),
  stopsEntries: integer("stops_entries", { mode: "boolean" }).notNull(),
  closesPositions: integer("closes_positions", { mode: "boolean" }).notNull(),
  notifies: integer({ mode: "boolean" }).notNull(),
  /** One that stops no entries stands for no time at all. */
  liftedAtMs: integer("lifted_at_ms"),
  liftedBy: text("lifted_by"),
});

/** The version of what each account was last told; no row: it was never told anything. */
export const accountStops = sqliteTable("account_stops", {
  accountId: text("account_id").primaryKey(),
  version: integer().notNull(),
});
