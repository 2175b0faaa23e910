import { eq } from "drizzle-orm";
import type { DrizzleSqliteDODatabase } from "drizzle-orm/durable-sqlite";
import { type AccountProfile, accountProfileSchema } from "../../src/protocol/delivery.ts";
import type * as schema from "./schema.ts";
import { profiles } from "./schema.ts";

/**
 * Copies of what the accounts at the end of the routes say of themselves, so that most faults are answered
 * at the hook without asking the account. The account checks again; a copy that is out of date
 * costs a question, never a wrong order.
 */
/** A row takes 2 MB. A broker with more symbols than fit is asked again each time the object wakes. */
const LONGEST_ROW_CHARACTERS = 1_000_000;

export class Profiles {
  readonly #db: DrizzleSqliteDODatabase<typeof schema>;
  #known: Map<string, AccountProfile> | null = null;

  constructor(db: DrizzleSqliteDODatabase<typeof schema>) {
    this.#db = db;
  }

  get(accountId: string): AccountProfile | undefined {
    return this.#load().get(accountId);
  }

  /** Keeps the copy. Of an account that was restored from a backup it may be an older one. */
  put(profile: AccountProfile): void {
    const known = this.#load();
    const before = known.get(profile.accountId);
    if (before?.version === profile.version) return;
    const { accountId } = profile;
    const text = JSON.stringify(profile);
    if (text.length <= LONGEST_ROW_CHARACTERS) {
      this.#db
        .insert(profiles)
        .values({ accountId, profile: text })
        .onConflictDoUpdate({ target: profiles.accountId, set: { profile: text } })
        .run();
    } else if (before !== undefined) {
      this.#db.delete(profiles).where(eq(profiles.accountId, accountId)).run();
    }
    known.set(accountId, profile);
  }

  #load(): Map<string, AccountProfile> {
    if (this.#known !== null) return this.#known;
    const known = new Map<string, AccountProfile>();
    for (const row of this.#db.select().from(profiles).all()) {
      // A copy from before a change of the code that no longer fits is as good as none.
      const profile = accountProfileSchema.safeParse(JSON.parse(row.profile));
      if (profile.success) known.set(row.accountId, profile.data);
    }
    this.#known = known;
    return known;
  }
}
