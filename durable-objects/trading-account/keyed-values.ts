import { eq, sql } from "drizzle-orm";
import type { pendings, positions, symbols, unsettled } from "./schema.ts";
import { given, type Tables } from "./tables.ts";

type Table = typeof positions | typeof symbols | typeof pendings | typeof unsettled;

/**
 * A table of JSON values by key that always holds the latest full list. Only what changed is written: a
 * list of a thousand positions of which one is new costs one row.
 */
export class KeyedValues {
  readonly #put: ReturnType<typeof preparePut>;
  readonly #remove: ReturnType<typeof prepareRemove>;
  readonly #texts = new Map<string, string>();

  constructor(db: Tables, table: Table) {
    this.#put = preparePut(db, table);
    this.#remove = prepareRemove(db, table);
    for (const { key, value } of db.select().from(table).all()) this.#texts.set(key, value);
  }

  get size(): number {
    return this.#texts.size;
  }

  /** The JSON texts, in no particular order. */
  texts(): string[] {
    return [...this.#texts.values()];
  }

  /** Makes `values` the whole list; `keyOf` must be different for each. Returns true when anything changed. */
  replace<Value>(values: readonly Value[], keyOf: (value: Value) => string): boolean {
    const gone = new Set(this.#texts.keys());
    let changed = false;
    for (const value of values) {
      const key = keyOf(value);
      gone.delete(key);
      const text = JSON.stringify(value);
      if (this.#texts.get(key) === text) continue;
      changed = true;
      this.#texts.set(key, text);
      this.#put.run({ key, value: text });
    }
    for (const key of gone) {
      changed = true;
      this.#texts.delete(key);
      this.#remove.run({ key });
    }
    return changed;
  }
}

function preparePut(db: Tables, table: Table) {
  return db
    .insert(table)
    .values({ key: sql.placeholder("key"), value: sql.placeholder("value") })
    .onConflictDoUpdate({ target: table.key, set: { value: given("value") } })
    .prepare();
}

function prepareRemove(db: Tables, table: Table) {
  return db
    .delete(table)
    .where(eq(table.key, sql.placeholder("key")))
    .prepare();
}
