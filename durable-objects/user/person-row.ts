import { eq } from "drizzle-orm";
import type { UserDatabase } from "./parts.ts";
import { person } from "./schema.ts";

export type Person = typeof person.$inferSelect;

/** The person's one row; null until somebody signs up with this address. */
export class PersonRow {
  readonly #db: UserDatabase;
  #person: Person | null | undefined;

  constructor(db: UserDatabase) {
    this.#db = db;
  }

  get(): Person | null {
    this.#person ??= this.#db.select().from(person).get() ?? null;
    return this.#person;
  }

  create(row: Pick<Person, "userId" | "email" | "passwordHash" | "createdAtMs">): void {
    this.#db.insert(person).values(row).run();
    this.#person = undefined;
  }

  /** Deletes the person; from then on nobody ever signed up here. */
  erase(): void {
    this.#db.delete(person).run();
    this.#person = undefined;
  }

  change(fields: Partial<Pick<Person, "passwordHash" | "totpSecret" | "totpLastStep">>): void {
    const known = this.get();
    if (known === null) throw new Error("there is nobody to change");
    this.#db.update(person).set(fields).where(eq(person.userId, known.userId)).run();
    this.#person = { ...known, ...fields };
  }
}
