import { integer, sqliteTable, text } from "drizzle-orm/sqlite-core";

export { retention } from "../shared/retention-schema.ts";

/** Where the audit chain begins since its older part was deleted; one row with the id 1. */
export const auditCut = sqliteTable("audit_cut", {
  id: integer("id").primaryKey(),
  /** The last entry that was deleted, and its hash. */
  sequence: integer("sequence").notNull(),
  hash: text("hash").notNull(),
  /** A signed head over that entry, made when it was deleted. */
  jws: text("jws").notNull(),
  atMs: integer("at_ms").notNull(),
});
