import { desc } from "drizzle-orm";
import { type Agreement, type ConsentKind, consentKindSchema } from "../../src/domain/access/consent.ts";
import type { UserDatabase } from "./parts.ts";
import { consents } from "./schema.ts";

/** Something that the person agreed to, or took back. */
export interface ConsentView extends Agreement {
  readonly given: boolean;
  readonly atMs: number;
  readonly address: string;
}

/** What the person agreed to: all of it, since who agreed to what and when must be shown later too. */
export class Consents {
  readonly #db: UserDatabase;

  constructor(db: UserDatabase) {
    this.#db = db;
  }

  /** The newest first. */
  list(): ConsentView[] {
    const rows = this.#db.select().from(consents).orderBy(desc(consents.id)).all();
    return rows.map(({ kind, version, given, atMs, address }) => ({
      kind: consentKindSchema.parse(kind),
      version,
      given,
      atMs,
      address,
    }));
  }

  current(kind: ConsentKind): ConsentView | null {
    return this.list().find((one) => one.kind === kind) ?? null;
  }

  /** False when that is how it stands already. Belongs into a transaction. */
  record({ kind, version }: Agreement, given: boolean, address: string, atMs: number): boolean {
    const now = this.current(kind);
    if (now === null ? !given : now.given === given && now.version === version) return false;
    this.#db.insert(consents).values({ kind, version, given, atMs, address }).run();
    return true;
  }

  erase(): void {
    this.#db.delete(consents).run();
  }
}
