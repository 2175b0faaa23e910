import { type DrizzleSqliteDODatabase, drizzle } from "drizzle-orm/durable-sqlite";
import { migrate } from "drizzle-orm/durable-sqlite/migrator";

/** What drizzle-kit generates under `migrations/<object>/migrations.js`. */
export interface GeneratedMigrations {
  readonly journal: { readonly entries: { idx: number; when: number; tag: string; breakpoints: boolean }[] };
  readonly migrations: Record<string, string>;
}

/**
 * The SQLite database of one Durable Object. Its tables exist only once `create` was called: anybody can
 * name an object that was never made, and asking for it must leave nothing behind.
 */
export class ObjectDatabase<Schema extends Record<string, unknown>> {
  readonly db: DrizzleSqliteDODatabase<Schema>;
  readonly #ctx: DurableObjectState;
  readonly #migrations: GeneratedMigrations;
  #created: boolean;

  /**
   * Call it in the object's constructor: an object that exists is brought to the newest schema before
   * any request or alarm reaches it.
   */
  constructor(ctx: DurableObjectState, schema: Schema, migrations: GeneratedMigrations) {
    this.#ctx = ctx;
    this.#migrations = migrations;
    this.db = drizzle(ctx.storage, { schema });
    this.#created = hasTables(ctx);
    if (this.#created) void ctx.blockConcurrencyWhile(() => migrate(this.db, migrations));
  }

  /** False until `create`: the id is well-formed, but nobody ever made such an object. */
  get created(): boolean {
    return this.#created;
  }

  /** Makes the tables. May be called again; then it changes nothing. */
  async create(): Promise<void> {
    await this.#ctx.blockConcurrencyWhile(() => migrate(this.db, this.#migrations));
    this.#created = true;
  }

  /** Deletes everything that the object ever stored; from then on nobody ever made it. */
  async forget(): Promise<void> {
    await this.#ctx.storage.deleteAll();
    this.#created = false;
  }

  /** Runs `work` as one transaction: all of it is stored, or, when it throws, none of it. */
  transaction<T>(work: () => T): T {
    return this.#ctx.storage.transactionSync(work);
  }
}

function hasTables(ctx: DurableObjectState): boolean {
  return (
    ctx.storage.sql
      .exec("SELECT 1 FROM sqlite_master WHERE type = 'table' AND name = '__drizzle_migrations'")
      .toArray().length > 0
  );
}
