import { desc, eq, notInArray } from "drizzle-orm";
import type { UserDatabase } from "./parts.ts";
import { knownAddresses } from "./schema.ts";

const KEPT = 20;

/** The addresses from which the person got in lately. */
export class KnownAddresses {
  readonly #db: () => UserDatabase | null;

  constructor(db: () => UserDatabase | null) {
    this.#db = db;
  }

  knows(address: string): boolean {
    const found = this.#db()?.select().from(knownAddresses).where(eq(knownAddresses.address, address)).get();
    return found !== undefined;
  }

  learn(address: string, nowMs: number): void {
    const db = this.#db();
    if (db === null) return;
    db.insert(knownAddresses)
      .values({ address, lastAtMs: nowMs })
      .onConflictDoUpdate({ target: knownAddresses.address, set: { lastAtMs: nowMs } })
      .run();
    const newest = db
      .select({ address: knownAddresses.address })
      .from(knownAddresses)
      .orderBy(desc(knownAddresses.lastAtMs))
      .limit(KEPT);
    db.delete(knownAddresses).where(notInArray(knownAddresses.address, newest)).run();
  }
}
