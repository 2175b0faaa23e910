import { type SQL, sql } from "drizzle-orm";
import type { ObjectDatabase } from "../shared/database.ts";
import type * as schema from "./schema.ts";

/** The account's database as its parts see it. */
export type Tables = ObjectDatabase<typeof schema>["db"];

/**
 * Runs `work` as one transaction that also stores where the link stands. `work` must not wait: what a
 * synchronous block writes is stored together by the platform, and an abort drops all of it. A transaction
 * of SQLite's own would cost a tenth of the time that an order takes.
 */
export type Commit = <T>(work: () => T) => T;

/** A placeholder for the `set` of a prepared update, whose types know no placeholders. */
export function given(name: string): SQL {
  return sql`${sql.placeholder(name)}`;
}
