import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export { outbox } from "../shared/outbox-schema.ts";
export * from "./audit-schema.ts";

/** The strategies and trading accounts of the tenant; their ids say which is which. */
export const resources = sqliteTable("resources", {
  id: text("id").primaryKey(),
  name: text("name").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});

/** Which resource a creating request with an `Idempotency-Key` made, or was about to make. */
export const idempotencyKeys = sqliteTable("idempotency_keys", {
  key: text("key").primaryKey(),
  /** Hex SHA-256 of what was asked for: the same key must always ask for the same. */
  requestHash: text("request_hash").notNull(),
  resourceId: text("resource_id").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
});
