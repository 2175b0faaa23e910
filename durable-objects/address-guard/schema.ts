import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The counters of one client address, as JSON of RateState. */
export const counters = sqliteTable("counters", {
  name: text("name").primaryKey(),
  state: text("state").notNull(),
});

/** Sockets of feeds that the address has open; see feed-sockets.ts. */
export const feedSockets = sqliteTable("feed_sockets", {
  id: text("id").primaryKey(),
  /** The name of the feed that has it. */
  feed: text("feed").notNull(),
  openedAtMs: integer("opened_at_ms").notNull(),
});
