import { and, asc, inArray, lt, type SQL, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { keptMs, type Periods, type RetentionClass } from "../../src/domain/retention/periods.ts";
import type { StockTimes } from "../../src/domain/retention/schedule.ts";
import type { Stock } from "../shared/sweeper.ts";
import type * as schema from "./schema.ts";
import { alerts } from "./schema.ts";
import { firstSequenceOf } from "./sequence.ts";
import type { SpentIds } from "./spent-ids.ts";

/** SQLite takes a hundred values in a statement. */
const VALUES = 100;

/** As literals: with parameters SQLite would not use the index of refused alerts. */
const isRefused = sql`${alerts.verdict} = 'refused'`;
const isNotRefused = sql`${alerts.verdict} <> 'refused'`;

/** Alerts of one sort, the oldest first. A sender's id of an accepted one stays taken after it. */
class OldAlerts implements Stock {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  readonly #spent: SpentIds;
  readonly #sort: SQL;
  readonly #keptMs: () => number;

  constructor(
    db: DrizzleSqliteDODatabase<typeof schema>,
    spent: SpentIds,
    sort: SQL,
    periodMs: () => number,
  ) {
    this.#db = db;
    this.#spent = spent;
    this.#sort = sort;
    this.#keptMs = periodMs;
  }

  times(): StockTimes {
    const { receivedAtMs, sequence } = alerts;
    const oldest = this.#db
      .select({ receivedAtMs })
      .from(alerts)
      .where(this.#sort)
      .orderBy(asc(sequence))
      .limit(1)
      .get();
    const period = this.#keptMs();
    return { dueMs: oldest === undefined ? null : oldest.receivedAtMs + period, keptMs: period };
  }

  sweep(nowMs: number, most: number): boolean {
    const { sequence, id, body, verdict, explicitId } = alerts;
    const rows = this.#db
      .select({ sequence, id, body, verdict, explicitId })
      .from(alerts)
      .where(and(this.#sort, lt(sequence, firstSequenceOf(nowMs - this.#keptMs() + 1))))
      .orderBy(asc(sequence))
      .limit(most)
      .all();
    for (const row of rows) {
      if (row.verdict === "accepted" && row.explicitId !== null) this.#spent.add(row, row.explicitId);
    }
    const gone = rows.map((row) => row.sequence);
    for (let at = 0; at < gone.length; at += VALUES) {
      this.#db
        .delete(alerts)
        .where(inArray(sequence, gone.slice(at, at + VALUES)))
        .run();
    }
    return rows.length === most;
  }
}

/** Refused alerts are errors; accepted ones, and what repeated them, are records of trading. */
export function alertStocks(
  db: DrizzleSqliteDODatabase<typeof schema>,
  spent: SpentIds,
  periods: () => Periods,
): Stock[] {
  const kept = (name: RetentionClass) => (): number => keptMs(periods(), name);
  return [
    new OldAlerts(db, spent, isNotRefused, kept("trading")),
    new OldAlerts(db, spent, isRefused, kept("errors")),
  ];
}
