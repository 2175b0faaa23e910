import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Counters for /metrics; an object that has `KeptCounters` exports this from its schema. */
export const metricCounters = sqliteTable("metric_counters", {
  /** Whose they are: the id of a tenant, or `own`. */
  name: text("name").primaryKey(),
  /** JSON, see counters.ts: all of them in one row, because every row is paid for. */
  state: text("state").notNull(),
});
