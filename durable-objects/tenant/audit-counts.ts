import { and, gte, lt, max, min, sql } from "drizzle-orm";
import * as z from "zod";
import { auditActions } from "../../src/domain/audit/actions.ts";
import type { EventCount } from "../../src/domain/security/event-counts.ts";
import type { TenantDatabase } from "./parts.ts";
import { auditEntries } from "./schema.ts";

const countsSchema = z.array(
  z.object({ action: z.enum(auditActions), verdict: z.enum(["done", "refused"]), count: z.number() }),
);

/**
 * How often what was recorded, counted from the chain itself: nothing is written for it. Entries are numbered in
 * the order in which they were recorded, so a time is found by halving, and no index is needed.
 */
export class AuditCounts {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  /** Of the entries recorded from `fromMs` on and before `toMs`. */
  between(fromMs: number, toMs: number): EventCount[] {
    const part = (path: string) => sql`json_extract(${auditEntries.entry}, ${path})`;
    const rows = this.#db
      .select({
        action: sql<string>`${part("$.action")}`,
        verdict: sql<string>`${part("$.verdict")}`,
        count: sql<number>`sum(${part("$.count")})`,
      })
      .from(auditEntries)
      .where(
        and(
          gte(auditEntries.sequence, this.#firstSince(fromMs)),
          lt(auditEntries.sequence, this.#firstSince(toMs)),
        ),
      )
      .groupBy(sql`1, 2`)
      .all();
    return countsSchema.parse(rows);
  }

  /** When the oldest entry was recorded; null when there is none. */
  sinceMs(): number | null {
    const { first } = this.#ends();
    return first === null ? null : this.#recordedAt(first);
  }

  /** The number of the first entry recorded at `ms` or later; one above the last when there is none. */
  #firstSince(ms: number): number {
    const { first, last } = this.#ends();
    if (first === null || last === null) return 0;
    let [low, high] = [first, last + 1];
    while (low < high) {
      const middle = Math.floor((low + high) / 2);
      if (this.#recordedAt(middle) < ms) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #ends(): { first: number | null; last: number | null } {
    const { sequence } = auditEntries;
    const found = this.#db
      .select({ first: min(sequence), last: max(sequence) })
      .from(auditEntries)
      .get();
    return found ?? { first: null, last: null };
  }

  /** Of an entry that is not there (any more) the beginning of time. */
  #recordedAt(sequence: number): number {
    const found = this.#db
      .select({ atMs: sql<number>`json_extract(${auditEntries.entry}, '$.recordedAtMs')` })
      .from(auditEntries)
      .where(sql`${auditEntries.sequence} = ${sequence}`)
      .get();
    return found?.atMs ?? 0;
  }
}
