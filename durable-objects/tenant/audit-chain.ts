import { and, asc, desc, eq, gt, lt, lte, sql } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import type { AuditAction } from "../../src/domain/audit/actions.ts";
import { type ChainEnd, emptyChain, nextRecord } from "../../src/domain/audit/append.ts";
import type { AuditDraft } from "../../src/domain/audit/draft.ts";
import {
  type AuditRecord,
  auditEntrySchema,
  subjectPersonalSchema,
  whoPersonalSchema,
} from "../../src/domain/audit/entry.ts";
import { makeId } from "../../src/domain/ids.ts";
import { sha256Hex } from "../shared/crypto.ts";
import type * as schema from "./schema.ts";
import { auditCut, auditEntries, auditPersons } from "./schema.ts";

const SALT_BYTES = 32;
const REF_BYTES = 16;

export interface AuditPageQuery {
  readonly limit: number;
  /** Only entries before this one. */
  readonly before: number | null;
  readonly action: AuditAction | null;
}

/** Where the chain begins since its older part was deleted, signed; null while it is whole. */
export function cutOf(
  db: DrizzleSqliteDODatabase<typeof schema>,
): { readonly sequence: number; readonly jws: string; readonly atMs: number } | null {
  const { sequence, jws, atMs } = auditCut;
  return db.select({ sequence, jws, atMs }).from(auditCut).get() ?? null;
}

/** What every entry takes, prepared once. */
function prepare(db: DrizzleSqliteDODatabase<typeof schema>) {
  const { sequence, hash } = auditEntries;
  return {
    end: db.select({ sequence, hash }).from(auditEntries).orderBy(desc(sequence)).limit(1).prepare(),
    byId: db
      .select({ sequence })
      .from(auditEntries)
      .where(eq(auditEntries.id, sql.placeholder("id")))
      .prepare(),
    insert: db
      .insert(auditEntries)
      .values({
        sequence: sql.placeholder("sequence"),
        id: sql.placeholder("id"),
        hash: sql.placeholder("hash"),
        entry: sql.placeholder("entry"),
        who: sql.placeholder("who"),
        subject: sql.placeholder("subject"),
      })
      .prepare(),
    person: db
      .select()
      .from(auditPersons)
      .where(eq(auditPersons.personId, sql.placeholder("personId")))
      .prepare(),
  };
}

/** The tenant's one chain of audit entries, without a gap from the first, or from where it was cut. */
export class AuditChain {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  readonly #statements: ReturnType<typeof prepare>;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>) {
    this.#db = db;
    this.#statements = prepare(db);
  }

  /** The last entry; read from the table each time, so that a transaction that failed leaves nothing behind. */
  end(): ChainEnd {
    return this.#statements.end.get() ?? emptyChain;
  }

  /**
   * Appends those of `drafts` that are not in the chain yet, and says which those were. Belongs into the
   * transaction of the change that they tell of: both are stored, or neither is.
   */
  append(tenantId: string, drafts: readonly AuditDraft[], nowMs: number): AuditDraft[] {
    let end = this.end();
    const appended: AuditDraft[] = [];
    for (const draft of drafts) {
      if (this.#knows(draft.id)) continue;
      const record = nextRecord(draft, end, {
        tenantId,
        nowMs,
        salts: [randomHex(SALT_BYTES), randomHex(SALT_BYTES)],
        pseudonymOf: (personId) => this.pseudonymOf(personId, nowMs),
        sha256: sha256Hex,
      });
      const { entry, hash, who, subject } = record;
      this.#statements.insert.run({
        sequence: entry.sequence,
        id: entry.id,
        hash,
        entry: JSON.stringify(entry),
        who: JSON.stringify(who),
        subject: subject === null ? null : JSON.stringify(subject),
      });
      end = { sequence: entry.sequence, hash };
      appended.push(draft);
    }
    return appended;
  }

  /** The newest first. */
  page({ limit, before, action }: AuditPageQuery): AuditRecord[] {
    const rows = this.#db
      .select()
      .from(auditEntries)
      .where(
        and(
          gt(auditEntries.sequence, this.#cut()),
          before === null ? undefined : lt(auditEntries.sequence, before),
          action === null ? undefined : eq(sql`json_extract(${auditEntries.entry}, '$.action')`, action),
        ),
      )
      .orderBy(desc(auditEntries.sequence))
      .limit(limit)
      .all();
    return rows.map(recordOf);
  }

  /** The entries after one and up to another, the oldest first. */
  range(after: number, last: number, limit: number): AuditRecord[] {
    const rows = this.#db
      .select()
      .from(auditEntries)
      .where(and(gt(auditEntries.sequence, Math.max(after, this.#cut())), lte(auditEntries.sequence, last)))
      .orderBy(asc(auditEntries.sequence))
      .limit(limit)
      .all();
    return rows.map(recordOf);
  }

  /** When the first entry after `after` was recorded; null when there is none. */
  recordedAfter(after: number): number | null {
    return this.range(after, Number.MAX_SAFE_INTEGER, 1)[0]?.entry.recordedAtMs ?? null;
  }

  /** The pseudonym of a person; null when they stand in no entry. */
  refOf(personId: string): string | null {
    return this.#db.select().from(auditPersons).where(eq(auditPersons.personId, personId)).get()?.ref ?? null;
  }

  /**
   * Deletes what the chain knows of a person beside the pseudonym, and the link to that; the chain holds as
   * before. Belongs into a transaction. False when the person stands in no entry.
   */
  forget(personId: string): boolean {
    const known = this.#db.select().from(auditPersons).where(eq(auditPersons.personId, personId)).get();
    if (known === undefined) return false;
    const is = (path: string) => eq(sql`json_extract(${auditEntries.entry}, ${path})`, known.ref);
    this.#db.update(auditEntries).set({ who: null }).where(is("$.who.ref")).run();
    this.#db.update(auditEntries).set({ subject: null }).where(is("$.subject.ref")).run();
    this.#db.delete(auditPersons).where(eq(auditPersons.personId, personId)).run();
    return true;
  }

  /** What is before it is about to be deleted, row by row, and shown to nobody. */
  #cut(): number {
    return cutOf(this.#db)?.sequence ?? 0;
  }

  #knows(id: string): boolean {
    return this.#statements.byId.get({ id }) !== undefined;
  }

  /**
   * What the person is called in the chain, made when they have no such name yet; belongs into a transaction. Random,
   * so that nothing leads from it to the person once the row is gone.
   */
  pseudonymOf(personId: string, nowMs: number): string {
    const known = this.#statements.person.get({ personId });
    if (known !== undefined) return known.ref;
    const ref = makeId("psn", nowMs, crypto.getRandomValues(new Uint8Array(REF_BYTES)));
    this.#db.insert(auditPersons).values({ personId, ref }).run();
    return ref;
  }
}

function recordOf(row: typeof auditEntries.$inferSelect): AuditRecord {
  return {
    entry: auditEntrySchema.parse(JSON.parse(row.entry)),
    hash: row.hash,
    who: row.who === null ? null : whoPersonalSchema.parse(JSON.parse(row.who)),
    subject: row.subject === null ? null : subjectPersonalSchema.parse(JSON.parse(row.subject)),
  };
}

function randomHex(length: number): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(length))).toString("hex");
}
