import { index, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Feeds that hold sockets on the rights of a session or an API token; see feed-holds.ts. */
export const feedHolds = sqliteTable(
  "feed_holds",
  {
    /** Holder and feed, with a blank between. */
    key: text("key").primaryKey(),
    holder: text("holder").notNull(),
    feed: text("feed").notNull(),
  },
  (table) => [index("feed_holds_holder").on(table.holder)],
);
