import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import {
  defaultPeriods,
  type Periods,
  periodsSchema,
  type RetentionMessage,
  retentionMessageSchema,
} from "../../src/domain/retention/periods.ts";
import { retention } from "./retention-schema.ts";

/** What an object was told of its tenants' retention; a person's object may have several tenants. */
export class RetentionRows<Schema extends Record<string, unknown>> {
  readonly #db: DrizzleSqliteDODatabase<Schema>;
  readonly #known = new Map<string, Periods>();

  constructor(db: DrizzleSqliteDODatabase<Schema>) {
    this.#db = db;
    for (const { tenantId, periods } of db.select().from(retention).all()) {
      this.#known.set(tenantId, periodsSchema.parse(JSON.parse(periods)));
    }
  }

  of(tenantId: string): Periods {
    return this.#known.get(tenantId) ?? defaultPeriods;
  }

  /** The periods with the shortest retention of sessions; tenants that never set anything go by the defaults. */
  shortest(): Periods {
    return (
      [...this.#bySessions(), defaultPeriods].sort((a, b) => a.sessions - b.sessions)[0] ?? defaultPeriods
    );
  }

  /** Those with the longest that was set, or the defaults. */
  longest(): Periods {
    return this.#bySessions().at(-1) ?? defaultPeriods;
  }

  /** 0 while nothing was ever set. */
  row(tenantId: string): { readonly version: number; readonly changedAtMs: number | null } {
    const row = this.#db.select().from(retention).where(eq(retention.tenantId, tenantId)).get();
    return { version: row?.version ?? 0, changedAtMs: row?.changedAtMs ?? null };
  }

  /** False when something newer is known: then nothing is changed. */
  apply({ tenantId, version, periods }: RetentionMessage, nowMs: number): boolean {
    if (this.row(tenantId).version >= version) return false;
    const fields = { periods: JSON.stringify(periods), version, changedAtMs: nowMs };
    this.#db
      .insert(retention)
      .values({ tenantId, ...fields })
      .onConflictDoUpdate({ target: retention.tenantId, set: fields })
      .run();
    this.#known.set(tenantId, periods);
    return true;
  }

  #bySessions(): Periods[] {
    return [...this.#known.values()].sort((a, b) => a.sessions - b.sessions);
  }
}

/** A message of the tenant's outbox. */
export function readRetention(message: string): RetentionMessage {
  return retentionMessageSchema.parse(JSON.parse(message));
}
