import { sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Counters of limits; an object that has `Rates` exports this from its schema. */
export const rates = sqliteTable("rates", {
  name: text("name").primaryKey(),
  /** JSON of RateState. */
  state: text("state").notNull(),
});
