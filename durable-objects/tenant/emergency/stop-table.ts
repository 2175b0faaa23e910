import { and, desc, eq, isNull } from "drizzle-orm";
import type { EmergencyStop } from "../../../src/domain/emergency/effective-stop.ts";
import { readAccounts, type TenantDatabase, writeList } from "../parts.ts";
import { accountStops, emergencyStops } from "./schema.ts";

/** A stop as it is kept. Times are epoch milliseconds. */
export interface StoredStop extends EmergencyStop {
  readonly notifies: boolean;
  readonly liftedAtMs: number | null;
  readonly liftedBy: string | null;
}

type Row = typeof emergencyStops.$inferSelect;

/** Rows of stops and of what accounts were told: reading and writing, no rules. */
export class StopTable {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  add({ accounts, ...stop }: StoredStop): void {
    this.#db
      .insert(emergencyStops)
      .values({ ...stop, accounts: writeList(accounts) })
      .run();
  }

  find(id: string): StoredStop | null {
    const row = this.#db.select().from(emergencyStops).where(eq(emergencyStops.id, id)).get();
    return row === undefined ? null : stopOf(row);
  }

  /** Those in force, oldest first. */
  standing(): StoredStop[] {
    const open = isNull(emergencyStops.liftedAtMs);
    return this.#db
      .select()
      .from(emergencyStops)
      .where(open)
      .orderBy(emergencyStops.number)
      .all()
      .map(stopOf);
  }

  /** Newest first, lifted or not. */
  latest(limit: number): StoredStop[] {
    return this.#db
      .select()
      .from(emergencyStops)
      .orderBy(desc(emergencyStops.number))
      .limit(limit)
      .all()
      .map(stopOf);
  }

  lift(id: string, liftedBy: string, liftedAtMs: number): void {
    const open = and(eq(emergencyStops.id, id), isNull(emergencyStops.liftedAtMs));
    this.#db.update(emergencyStops).set({ liftedAtMs, liftedBy }).where(open).run();
  }

  /** The version for the next word to an account, above `above`. */
  nextVersion(accountId: string, above = 0): number {
    const known = this.#db.select().from(accountStops).where(eq(accountStops.accountId, accountId)).get();
    const version = Math.max(known?.version ?? 0, above) + 1;
    this.#db
      .insert(accountStops)
      .values({ accountId, version })
      .onConflictDoUpdate({ target: accountStops.accountId, set: { version } })
      .run();
    return version;
  }
}

function stopOf({ number: _, accounts, ...row }: Row): StoredStop {
  return { ...row, accounts: readAccounts(accounts) };
}
