import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** What a feed must not forget while it sleeps; all of it is gone a minute after its last reader. */

/** The one row of the feed (id 1). */
export const feed = sqliteTable("feed", {
  id: integer("id").primaryKey(),
  /** Drawn when the record of events begins; event ids of another era say nothing here. */
  era: text("era").notNull(),
  /** See `watchedSchema`; null until the account answered once. */
  watchId: text("watch_id"),
  /** Until when the account tells us, epoch milliseconds. */
  leaseEndsAtMs: integer("lease_ends_at_ms").notNull(),
  /** When the last reader left; null while there is one. */
  emptySinceMs: integer("empty_since_ms"),
});

/** The newest events, for readers that come back. */
export const events = sqliteTable("events", {
  /** The number in the event's id. */
  id: integer("id").primaryKey(),
  /** See `keyOfEvent`; by it an event that is told twice counts once. */
  key: text("key").notNull(),
  /** JSON. */
  event: text("event").notNull(),
});

/** Further feeds of the same account, which hear of it through this one; only the first, shard 0, has any. */
export const shards = sqliteTable("shards", {
  shard: integer("shard").primaryKey(),
  /** Until when it is told, epoch milliseconds, unless it asks again. */
  leaseEndsAtMs: integer("lease_ends_at_ms").notNull(),
  /** What its readers watch, as JSON; see `wishesSchema`. */
  wishes: text("wishes").notNull(),
});
