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

  /** True for an address that is new while others are known: the first login of all is no surprise. */
  strange(address: string): boolean {
    const any = this.#db()?.select().from(knownAddresses).limit(1).get() !== undefined;
    return any && !this.knows(address);
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
