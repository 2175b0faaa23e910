import { and, asc, eq, lte, max, min, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { outbox } from "./outbox-schema.ts";

/** What an outbox asks of its table; prepared once, because every message costs some of it. */
export function prepareOutbox<Schema extends Record<string, unknown>>(db: DrizzleSqliteDODatabase<Schema>) {
  return {
    insert: db
      .insert(outbox)
      .values({
        id: sql.placeholder("id"),
        destination: sql.placeholder("destination"),
        message: sql.placeholder("message"),
      })
      .prepare(),
    lastId: db
      .select({ id: max(outbox.id) })
      .from(outbox)
      .prepare(),
    due: db
      .select({ id: outbox.id, message: outbox.message, parkedTimes: outbox.parkedTimes })
      .from(outbox)
      .where(
        and(
          eq(outbox.destination, sql.placeholder("destination")),
          lte(outbox.notBeforeMs, sql.placeholder("nowMs")),
          sql`${outbox.id} NOT IN (SELECT value FROM json_each(${sql.placeholder("confirmed")}))`,
        ),
      )
      .orderBy(asc(outbox.id))
      .limit(sql.placeholder("limit"))
      .prepare(),
    remove: db
      .delete(outbox)
      .where(sql`${outbox.id} IN (SELECT value FROM json_each(${sql.placeholder("ids")}))`)
      .prepare(),
    destinations: db
      .select({ destination: outbox.destination, notBeforeMs: min(outbox.notBeforeMs) })
      .from(outbox)
      .groupBy(outbox.destination)
      .prepare(),
    count: db
      .select({ rows: sql<number>`count(*)`, parked: sql<number>`count(nullif(${outbox.notBeforeMs}, 0))` })
      .from(outbox)
      .where(
        sql`substr(${outbox.destination}, 1, length(${sql.placeholder("prefix")})) = ${sql.placeholder("prefix")}`,
      )
      .prepare(),
  };
}
