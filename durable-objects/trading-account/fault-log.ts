import { count } from "drizzle-orm";
import { faults } from "./schema.ts";
import type { Tables } from "./tables.ts";
import type { Fault } from "./views.ts";

/** What must not happen and did. */
export class FaultLog {
  readonly #db: Tables;

  constructor(db: Tables) {
    this.#db = db;
  }

  add({ event, ...fault }: Fault): void {
    this.#db
      .insert(faults)
      .values({ ...fault, event: event === null ? null : JSON.stringify(event) })
      .run();
  }

  count(): number {
    return this.#db.select({ count: count() }).from(faults).get()?.count ?? 0;
  }
}
