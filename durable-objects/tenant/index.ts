import { DurableObject } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import migrations from "../../migrations/tenant/migrations.js";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { ObjectDatabase } from "../shared/database.ts";
import * as schema from "./schema.ts";

const { resources, idempotencyKeys } = schema;

/** A strategy or a trading account, as its tenant lists it. */
export interface Resource {
  readonly id: string;
  readonly name: string;
  /** Epoch milliseconds. */
  readonly createdAtMs: number;
}

export interface Reservation {
  readonly key: string;
  /** Hex SHA-256 of what is asked for. */
  readonly requestHash: string;
  /** The id to take when the key is new. */
  readonly freshId: string;
}

/**
 * One tenant: the list of its strategies and trading accounts. Whoever wants to reach one of them asks here
 * first whether it is the tenant's (promise P7).
 *
 * A resource is made in three steps, each of which may be repeated: `reserve` an id (only under an
 * idempotency key), create its own object, `register` it here. A stop in between leaves
 * an object that no list names, and a repeat with the same key completes it.
 */
export class Tenant extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
  }

  /**
   * The id that belongs to an idempotency key: `freshId` when the key is new, the earlier one when the same
   * was asked for before. Refused with `idempotency_conflict` when the key asked for something else.
   */
  async reserve(request: Reservation): Promise<Result<{ id: string }, Refusal>> {
    await this.#create();
    const { db } = this.#database;
    const known = db.select().from(idempotencyKeys).where(eq(idempotencyKeys.key, request.key)).get();
    if (known === undefined) {
      const { key, requestHash, freshId } = request;
      db.insert(idempotencyKeys)
        .values({ key, requestHash, resourceId: freshId, createdAtMs: Date.now() })
        .run();
      return ok({ id: freshId });
    }
    if (known.requestHash === request.requestHash) return ok({ id: known.resourceId });
    return err(
      refusal("idempotency_conflict", "This Idempotency-Key was used for another request.", {
        hint: "Take a new key for every new request.",
      }),
    );
  }

  /** Puts a resource on the list, or returns it as it is listed already. */
  async register(id: string, name: string): Promise<Resource> {
    await this.#create();
    const made: Resource = { id, name, createdAtMs: Date.now() };
    this.#database.db.insert(resources).values(made).onConflictDoNothing().run();
    return this.find(id) ?? made;
  }

  /** The resources of one kind, the oldest first. */
  list(kind: "str" | "acc"): Resource[] {
    if (!this.#database.created) return [];
    const all = this.#database.db.select().from(resources).orderBy(resources.id).all();
    return all.filter((resource) => resource.id.startsWith(`${kind}_`));
  }

  /** The resource when it is this tenant's, null otherwise. */
  find(id: string): Resource | null {
    if (!this.#database.created) return null;
    return this.#database.db.select().from(resources).where(eq(resources.id, id)).get() ?? null;
  }

  /** Those of `ids` that are not this tenant's. */
  notOwned(ids: string[]): string[] {
    return ids.filter((id) => this.find(id) === null);
  }

  /** Does nothing when the resource is not this tenant's. */
  rename(id: string, name: string): void {
    if (!this.#database.created) return;
    this.#database.db.update(resources).set({ name }).where(eq(resources.id, id)).run();
  }

  async #create(): Promise<void> {
    if (!this.#database.created) await this.#database.create();
  }
}
