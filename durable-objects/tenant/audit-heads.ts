import { and, asc, desc, gt, lte } from "drizzle-orm";
import { signHead } from "../../src/protocol/audit-head.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { GatewayKeys } from "../trading-account/gateway-keys.ts";
import type { AuditChain } from "./audit-chain.ts";
import type * as schema from "./schema.ts";
import { auditHeads } from "./schema.ts";

const HOUR_MS = 3_600_000;

/** A head as it is kept. */
export interface SignedHead {
  readonly sequence: number;
  readonly jws: string;
  readonly atMs: number;
}

export interface AuditHeadsParts {
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly chain: AuditChain;
  /** Throws when the deployment has no signing keys; asked only when there is something to sign. */
  readonly keys: () => GatewayKeys;
  /** Within the transaction that stores a head. */
  readonly signed: (head: SignedHead, previous: number) => void;
}

/** Signs what the chain is, at every full hour before which something was added. */
export class AuditHeads {
  readonly #parts: AuditHeadsParts;

  constructor(parts: AuditHeadsParts) {
    this.#parts = parts;
  }

  /** To be called with every append, in the same turn. */
  appended(nowMs: number): void {
    this.#parts.alarms.noLaterThan(nextHour(nowMs));
  }

  last(): SignedHead | null {
    const { db } = this.#parts.database;
    return db.select().from(auditHeads).orderBy(desc(auditHeads.sequence)).limit(1).get() ?? null;
  }

  /** The heads over entries after one and up to another, the oldest first. */
  range(after: number, last: number): SignedHead[] {
    const { sequence } = auditHeads;
    return this.#parts.database.db
      .select()
      .from(auditHeads)
      .where(and(gt(sequence, after), lte(sequence, last)))
      .orderBy(asc(sequence))
      .all();
  }

  /**
   * Signs when it is time. Two calls at once, or one that is repeated after a crash, sign the same or more, and
   * only one of them is kept for an entry. `tenantId` is the chain's.
   */
  async sign(tenantId: string, nowMs: number): Promise<void> {
    const { database, chain, keys, signed } = this.#parts;
    const end = chain.end();
    const before = this.last()?.sequence ?? 0;
    const oldestMs = chain.recordedAfter(before);
    if (oldestMs === null) return;
    if (nextHour(oldestMs) > nowMs) {
      this.appended(oldestMs);
      return;
    }
    // Once more in an hour, should a key be missing: otherwise only the next entry would bring it up again.
    this.appended(nowMs);
    const jws = await signHead({ tenantId, ...end, atMs: nowMs }, await keys().signing());
    const head: SignedHead = { sequence: end.sequence, jws, atMs: nowMs };
    database.transaction(() => {
      // While it was signed, another call may have been faster.
      const newest = this.last()?.sequence ?? 0;
      if (newest >= head.sequence) return;
      database.db.insert(auditHeads).values(head).run();
      signed(head, newest);
    });
  }
}

function nextHour(ms: number): number {
  return (Math.floor(ms / HOUR_MS) + 1) * HOUR_MS;
}
