import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** How long the object's tenant has things kept; no row: as the defaults say. */
export const retention = sqliteTable("retention", {
  tenantId: text("tenant_id").primaryKey(),
  /** JSON of Periods. */
  periods: text("periods").notNull(),
  version: integer("version").notNull(),
  changedAtMs: integer("changed_at_ms").notNull(),
});
