import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { sha256Hex } from "../shared/crypto.ts";
import { bodyKey } from "./body-key.ts";
import type * as schema from "./schema.ts";
import { spentIds } from "./schema.ts";

/** 128 bits: two ids of one strategy never share them. */
const HASH_LENGTH = 32;

function digest(text: string): string {
  return sha256Hex(text).slice(0, HASH_LENGTH);
}

/** The ids of senders that stay taken although their alerts are kept no longer (promise P1). */
export class SpentIds {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  /** Most strategies never have one; then no alert pays for the question. */
  #any: boolean;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>) {
    this.#db = db;
    this.#any = db.select({ idHash: spentIds.idHash }).from(spentIds).limit(1).get() !== undefined;
  }

  /** The alert that had this id; `bodyHash` is `key` exactly when it had the same body. */
  find(explicitId: string, key: string): { alertId: string; bodyHash: string } | undefined {
    if (!this.#any) return undefined;
    const row = this.#db
      .select()
      .from(spentIds)
      .where(eq(spentIds.idHash, digest(explicitId)))
      .get();
    if (row === undefined) return undefined;
    return { alertId: row.alertId, bodyHash: row.bodyHash === digest(key) ? key : "" };
  }

  /** Belongs into the transaction that deletes the alert. */
  add({ id, body }: { readonly id: string; readonly body: string }, explicitId: string): void {
    this.#any = true;
    this.#db
      .insert(spentIds)
      .values({ idHash: digest(explicitId), alertId: id, bodyHash: digest(bodyKey(body)) })
      .onConflictDoNothing()
      .run();
  }
}
