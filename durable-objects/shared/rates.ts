import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import * as z from "zod";
import type { RateLimit } from "../../src/domain/access/limits.ts";
import {
  countEvent,
  freshRate,
  peekRate,
  type RateState,
  type RateVerdict,
} from "../../src/domain/access/rate-window.ts";
import { rates } from "./rates-schema.ts";

const stateSchema = z.object({ timesMs: z.array(z.number()), blockedUntilMs: z.number() });

/** Counts are stored this long after they changed at the latest. */
const STORED_WITHIN_MS = 1_000;

/**
 * Counters of limits. They count in memory, and are stored soon after: a call that waited for the disk only
 * to be counted would cost twice as much. What a crash can lose is a second of counts. A block that begins is
 * stored at once.
 */
export class Rates<Schema extends Record<string, unknown>> {
  readonly #ctx: DurableObjectState;
  /** Null while the object was never made: then the counts live in memory only. */
  readonly #db: () => DrizzleSqliteDODatabase<Schema> | null;
  readonly #states = new Map<string, RateState>();
  readonly #unsaved = new Set<string>();

  constructor(ctx: DurableObjectState, db: () => DrizzleSqliteDODatabase<Schema> | null) {
    this.#ctx = ctx;
    this.#db = db;
  }

  count(name: string, limit: RateLimit, nowMs: number): RateVerdict {
    const verdict = countEvent(this.#state(name), limit, nowMs);
    this.#states.set(name, verdict.state);
    if (verdict.blocked) this.#save([name]);
    else this.#saveSoon(name);
    return verdict;
  }

  peek(name: string, limit: RateLimit, nowMs: number): RateVerdict {
    return peekRate(this.#state(name), limit, nowMs);
  }

  #state(name: string): RateState {
    const known = this.#states.get(name);
    if (known !== undefined) return known;
    const row = this.#db()?.select().from(rates).where(eq(rates.name, name)).get();
    return row === undefined ? freshRate : stateSchema.parse(JSON.parse(row.state));
  }

  #saveSoon(name: string): void {
    if (this.#db() === null) return;
    const waiting = this.#unsaved.size > 0;
    this.#unsaved.add(name);
    if (waiting) return;
    const saved = scheduler.wait(STORED_WITHIN_MS).then(() => this.#save([...this.#unsaved]));
    this.#ctx.waitUntil(saved);
  }

  #save(names: readonly string[]): void {
    const db = this.#db();
    for (const name of names) {
      this.#unsaved.delete(name);
      const state = JSON.stringify(this.#states.get(name) ?? freshRate);
      db?.insert(rates)
        .values({ name, state })
        .onConflictDoUpdate({ target: rates.name, set: { state } })
        .run();
    }
  }
}
