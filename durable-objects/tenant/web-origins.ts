import { asc, eq } from "drizzle-orm";
import type { TenantDatabase } from "./parts.ts";
import { webOrigins } from "./schema.ts";

/** The origins whose pages may call with bearer tokens of this tenant. */
export class WebOrigins {
  readonly #db: TenantDatabase;

  constructor(db: TenantDatabase) {
    this.#db = db;
  }

  list(): string[] {
    const rows = this.#db.select().from(webOrigins).orderBy(asc(webOrigins.origin)).all();
    return rows.map(({ origin }) => origin);
  }

  allows(origin: string): boolean {
    return this.#db.select().from(webOrigins).where(eq(webOrigins.origin, origin)).get() !== undefined;
  }

  /** Call it in a transaction. */
  replace(origins: readonly string[]): void {
    this.#db.delete(webOrigins).run();
    for (const origin of new Set(origins)) this.#db.insert(webOrigins).values({ origin }).run();
  }
}
