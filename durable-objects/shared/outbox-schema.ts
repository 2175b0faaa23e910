import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** Messages that wait for another object; an object that has an outbox exports this from its schema. */
export const outbox = sqliteTable("outbox", {
  /** Rises with every message; without AUTOINCREMENT, which would cost a second written row. */
  id: integer("id").primaryKey(),
  /** The id (name) of the object that receives the message. */
  destination: text("destination").notNull(),
  /** The message as JSON. */
  message: text("message").notNull(),
  /** How often the row was set aside because its destination takes every message but this one. */
  parkedTimes: integer("parked_times").notNull().default(0),
  /** Epoch milliseconds before which the row is not tried; 0 unless it was set aside. */
  notBeforeMs: integer("not_before_ms").notNull().default(0),
});
