import { and, asc, count, desc, eq, gt, inArray, lt, lte } from "drizzle-orm";
import { theSystem } from "../../src/domain/audit/make-draft.ts";
import type { StockTimes } from "../../src/domain/retention/schedule.ts";
import { signHead } from "../../src/protocol/audit-head.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { Stock } from "../shared/sweeper.ts";
import type { GatewayKeys } from "../trading-account/gateway-keys.ts";
import type { TenantAudit } from "./audit.ts";
import { cutOf } from "./audit-chain.ts";
import type * as schema from "./schema.ts";
import { auditCut, auditEntries, auditHeads, outbox } from "./schema.ts";

const ROW = 1;

export interface AuditCutParts {
  readonly database: ObjectDatabase<typeof schema>;
  readonly audit: TenantAudit;
  readonly keys: () => GatewayKeys;
  readonly keptMs: () => number;
}

/**
 * Deletes the oldest part of the audit chain so that the rest can still be verified. First `begin`: the chain is cut
 * behind an entry that a head was signed over, that head is signed anew with the key of today and becomes the
 * chain's beginning, and an entry says so; from then on nobody is shown what is before it. Then the rows go, part by
 * part. What is interrupted goes on from what is stored.
 */
export class AuditCut implements Stock {
  readonly #parts: AuditCutParts;

  constructor(parts: AuditCutParts) {
    this.#parts = parts;
  }

  times(): StockTimes {
    const { db } = this.#parts.database;
    const period = this.#parts.keptMs();
    const cut = cutOf(db)?.sequence ?? 0;
    const { sequence, atMs } = auditHeads;
    const first = db
      .select({ sequence: auditEntries.sequence })
      .from(auditEntries)
      .orderBy(asc(auditEntries.sequence))
      .limit(1)
      .get();
    if (first !== undefined && first.sequence <= cut) return { dueMs: 0, keptMs: period };
    const head = db
      .select({ atMs })
      .from(auditHeads)
      .where(gt(sequence, cut))
      .orderBy(asc(sequence))
      .limit(1);
    const oldest = head.get();
    return { dueMs: oldest === undefined ? null : oldest.atMs + period, keptMs: period };
  }

  /** Cuts where it is time. Two calls at once, or one that is repeated, cut once: the row decides. */
  async begin(tenantId: string, nowMs: number): Promise<void> {
    const { database, audit, keys } = this.#parts;
    const found = this.#next(nowMs);
    if (found === null) return;
    const { sequence, hash } = found;
    const jws = await signHead({ tenantId, sequence, hash, atMs: nowMs }, await keys().signing());
    database.transaction(() => {
      // While it was signed, another call may have been faster.
      if ((cutOf(database.db)?.sequence ?? 0) >= sequence) return;
      const values = { sequence, hash, jws, atMs: nowMs };
      database.db
        .insert(auditCut)
        .values({ id: ROW, ...values })
        .onConflictDoUpdate({ target: auditCut.id, set: values })
        .run();
      // The head over the cut itself stays: the next one counts from it.
      database.db.delete(auditHeads).where(lt(auditHeads.sequence, sequence)).run();
      const subject = { kind: "tenant", id: tenantId } as const;
      audit.record(
        { action: "audit.trimmed", who: theSystem, subject, after: { upTo: sequence, hash } },
        nowMs,
      );
    });
  }

  sweep(_nowMs: number, most: number): boolean {
    const { db } = this.#parts.database;
    const cut = cutOf(db)?.sequence ?? 0;
    const { sequence } = auditEntries;
    const over = db.select({ sequence }).from(auditEntries).where(lte(sequence, cut)).limit(most);
    return (
      db.delete(auditEntries).where(inArray(sequence, over)).returning({ sequence }).all().length === most
    );
  }

  /**
   * The last entry of which everything up to it is over: one that a head was signed over, so that whoever keeps
   * that head sees that the rest continues it. None while heads with their entries are still on their way to
   * the bucket.
   */
  #next(nowMs: number): { sequence: number; hash: string } | null {
    const { db } = this.#parts.database;
    const cut = cutOf(db)?.sequence ?? 0;
    const waiting = db
      .select({ rows: count() })
      .from(outbox)
      .where(eq(outbox.destination, "audit:bucket"))
      .get();
    if ((waiting?.rows ?? 0) > 0) return null;
    const { sequence, atMs } = auditHeads;
    const over = and(gt(sequence, cut), lte(atMs, nowMs - this.#parts.keptMs()));
    const head = db.select({ sequence }).from(auditHeads).where(over).orderBy(desc(sequence)).limit(1).get();
    if (head === undefined) return null;
    const { hash } = auditEntries;
    return (
      db
        .select({ sequence: auditEntries.sequence, hash })
        .from(auditEntries)
        .where(eq(auditEntries.sequence, head.sequence))
        .get() ?? null
    );
  }
}
