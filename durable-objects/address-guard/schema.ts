import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The counters of one client address, as JSON of RateState. */
export const counters = sqliteTable("counters", {
  name: text("name").primaryKey(),
  state: text("state").notNull(),
});
