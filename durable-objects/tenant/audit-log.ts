import { and, asc, desc, eq, gt, lt } from "drizzle-orm";
import { type AuditLink, genesisHash, linkHash } from "../../src/domain/audit/chain.ts";
import {
  type AuditEntry,
  type AuditNews,
  auditEntrySchema,
  makeAuditEntry,
} from "../../src/domain/audit/entry.ts";
import { sha256Hex } from "../shared/crypto.ts";
import type { TenantDatabase } from "./parts.ts";
import { audit } from "./schema.ts";

const ID_BYTES = 16;

/** The tenant's audit chain. Entries are added in the transaction of the change that they are about. */
export class AuditLog {
  readonly #db: TenantDatabase;
  readonly #tenantId: string;

  constructor(db: TenantDatabase, tenantId: string) {
    this.#db = db;
    this.#tenantId = tenantId;
  }

  /** Adds an entry about a change of the tenant's own. */
  record(news: AuditNews, nowMs: number): void {
    const id = Buffer.from(crypto.getRandomValues(new Uint8Array(ID_BYTES))).toString("hex");
    this.append(makeAuditEntry(news, id, nowMs));
  }

  /** Adds an entry, also one that another object made; one that is there already is not added again. */
  append(entry: AuditEntry): void {
    const known = this.#db.select({ seq: audit.seq }).from(audit).where(eq(audit.entryId, entry.id)).get();
    if (known !== undefined) return;
    // Not kept in memory: a transaction that is rolled back would leave a head that nobody stored.
    const head = this.#db.select().from(audit).orderBy(desc(audit.seq)).limit(1).get();
    const seq = (head?.seq ?? 0) + 1;
    const hash = linkHash(sha256Hex, head?.hash ?? genesisHash(sha256Hex, this.#tenantId), seq, entry);
    this.#db
      .insert(audit)
      .values({ seq, entryId: entry.id, entry: JSON.stringify(entry), hash })
      .run();
  }

  /** The newest first, older than `before`. */
  page(limit: number, before: number | null): AuditLink[] {
    const rows = this.#db
      .select()
      .from(audit)
      .where(and(before === null ? undefined : lt(audit.seq, before)))
      .orderBy(desc(audit.seq))
      .limit(limit);
    return rows.all().map((row) => this.#linkOf(row));
  }

  /** For an export: the oldest first, newer than `after`. */
  following(limit: number, after: number): AuditLink[] {
    const rows = this.#db
      .select()
      .from(audit)
      .where(gt(audit.seq, after))
      .orderBy(asc(audit.seq))
      .limit(limit);
    return rows.all().map((row) => this.#linkOf(row));
  }

  #linkOf({ seq, entry, hash }: typeof audit.$inferSelect): AuditLink {
    return { tenantId: this.#tenantId, seq, entry: auditEntrySchema.parse(JSON.parse(entry)), hash };
  }
}
