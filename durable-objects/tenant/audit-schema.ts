import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

/** The audit chain. What the hash covers never changes; the personal parts can be emptied. */
export const auditEntries = sqliteTable("audit_entries", {
  sequence: integer("sequence").primaryKey(),
  /** Made by the source: what is delivered twice is found by it. */
  id: text("id").notNull().unique(),
  hash: text("hash").notNull(),
  /** JSON of the entry. */
  entry: text("entry").notNull(),
  /** JSON of who it was and whom it concerned; null once deleted. */
  who: text("who"),
  subject: text("subject"),
});

/** The pseudonyms under which persons stand in the chain; a row goes when its person is deleted. */
export const auditPersons = sqliteTable("audit_persons", {
  personId: text("person_id").primaryKey(),
  ref: text("ref").notNull(),
});

/** What the chain was at some entries, signed. */
export const auditHeads = sqliteTable("audit_heads", {
  sequence: integer("sequence").primaryKey(),
  jws: text("jws").notNull(),
  atMs: integer("at_ms").notNull(),
});

/** Where signed heads go; one row with the id 1. */
export const auditDelivery = sqliteTable("audit_delivery", {
  id: integer("id").primaryKey(),
  /** Null: no webhook. */
  webhookUrl: text("webhook_url"),
  /** The key of its signatures, sealed. */
  webhookSecret: text("webhook_secret"),
  bucket: integer("bucket", { mode: "boolean" }).notNull(),
});
