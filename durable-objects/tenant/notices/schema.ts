import { index, integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Where the tenant's notices go. */
export const noticeChannels = sqliteTable("notice_channels", {
  id: text("id").primaryKey(),
  type: text("type", { enum: ["email", "slack", "discord", "telegram", "webhook"] }).notNull(),
  name: text("name").notNull(),
  /** JSON array of the kinds that it wants. */
  kinds: text("kinds").notNull(),
  /** The least severity that it wants. */
  severity: text("severity", { enum: ["info", "warning", "critical"] }).notNull(),
  enabled: integer("enabled", { mode: "boolean" }).notNull(),
  /** What of the target may be shown, as JSON. */
  shown: text("shown").notNull(),
  /** The rest of it, sealed; null where nothing is secret. */
  sealed: text("sealed"),
  /** Rises with every new target. */
  targetVersion: integer("target_version").notNull(),
  createdAtMs: integer("created_at_ms").notNull(),
  /** Since when notices are given up, and the latest reason; null while all is well. */
  failingSinceMs: integer("failing_since_ms"),
  failingReason: text("failing_reason"),
  /** The receiver said that it is gone: nothing is sent until somebody changes or tests the channel. */
  stopped: integer("stopped", { mode: "boolean" }).notNull().default(false),
  /** Nothing is sent before; epoch milliseconds. */
  notBeforeMs: integer("not_before_ms").notNull().default(0),
  /** JSON array: when the last posts went out. */
  postsMs: text("posts_ms").notNull().default("[]"),
});

/** What the tenant was told of, each once by its id. */
export const notices = sqliteTable("notices", {
  /** Rises with every notice. */
  sequence: integer("sequence").primaryKey(),
  id: text("id").notNull().unique(),
  /** The notice as JSON. */
  notice: text("notice").notNull(),
});

/** One notice on its way to one channel. */
export const noticeDeliveries = sqliteTable(
  "notice_deliveries",
  {
    /** Rises with every delivery. */
    id: integer("id").primaryKey(),
    noticeId: text("notice_id").notNull(),
    channelId: text("channel_id").notNull(),
    /** What the receiver knows the message by; notices that go together have the same. */
    postId: text("post_id").notNull(),
    state: text("state", { enum: ["waiting", "delivered", "given_up"] }).notNull(),
    /** Attempts that were begun. */
    attempts: integer("attempts").notNull().default(0),
    toldAtMs: integer("told_at_ms").notNull(),
    /** The latest attempt, or when it was over; null before the first. */
    atMs: integer("at_ms"),
    /** Why it waits or was given up, as a code. */
    reason: text("reason"),
  },
  (table) => [
    index("notice_deliveries_by_notice").on(table.noticeId),
    index("notice_deliveries_by_channel").on(table.channelId, table.state),
  ],
);
