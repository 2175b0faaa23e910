import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { Counters } from "./counters.ts";
import { metricCounters } from "./counters-schema.ts";

/** Counts are stored this long after they changed at the latest: a crash loses so much of them. */
const STORED_WITHIN_MS = 2_000;

/** The name of counters that belong to the object as a whole. */
export const OWN = "own";

/**
 * Counters in a table of their own, for calls that write nothing else: stored once in a few seconds, whatever is
 * counted meanwhile. By a timer and not by the alarm, which would cost a row for each time that it is set.
 */
export class KeptCounters<Schema extends Record<string, unknown>> {
  readonly #ctx: Pick<DurableObjectState, "waitUntil">;
  /** Null while the object was never made: then the counts live in memory only. */
  readonly #db: () => DrizzleSqliteDODatabase<Schema> | null;
  readonly #counters = new Map<string, Counters>();
  #waiting = false;

  constructor(ctx: Pick<DurableObjectState, "waitUntil">, db: () => DrizzleSqliteDODatabase<Schema> | null) {
    this.#ctx = ctx;
    this.#db = db;
  }

  of(name: string): Counters {
    const known = this.#counters.get(name);
    if (known !== undefined) return known;
    const row = this.#db()?.select().from(metricCounters).where(eq(metricCounters.name, name)).get();
    const counters = new Counters(row?.state ?? null);
    this.#counters.set(name, counters);
    return counters;
  }

  /** Stores what changed within some seconds. */
  storeSoon(): void {
    if (this.#waiting || this.#db() === null) return;
    this.#waiting = true;
    this.#ctx.waitUntil(
      scheduler.wait(STORED_WITHIN_MS).then(() => {
        this.#waiting = false;
        this.store();
      }),
    );
  }

  /** Stores what changed, now; to be called before counts are shown. */
  store(): void {
    const db = this.#db();
    if (db === null) return;
    for (const [name, counters] of this.#counters) {
      if (!counters.changed) continue;
      const state = counters.text();
      db.insert(metricCounters)
        .values({ name, state })
        .onConflictDoUpdate({ target: metricCounters.name, set: { state } })
        .run();
      counters.stored();
    }
  }
}
