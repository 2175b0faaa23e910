import { DurableObject } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import migrations from "../../migrations/tenant/migrations.js";
import type { AuditDraft } from "../../src/domain/audit/draft.ts";
import type { AuditRecord } from "../../src/domain/audit/entry.ts";
import { type RawActor, theSystem } from "../../src/domain/audit/make-draft.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import type { Outbox } from "../shared/outbox.ts";
import { type AuditExportStart, type AuditStretch, TenantAudit } from "./audit.ts";
import type { AuditPageQuery } from "./audit-chain.ts";
import type { AuditDeliverySettings, AuditDeliveryView } from "./audit-delivery.ts";
import * as schema from "./schema.ts";
import { outboxOf } from "./senders.ts";

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
 * One tenant: the list of its strategies and trading accounts, and its audit chain. Whoever wants to reach one of them asks here
 * first whether it is the tenant's (promise P7).
 *
 * A resource is made in three steps, each of which may be repeated: `reserve` an id (only under an
 * idempotency key), create its own object, `register` it here. A stop in between leaves
 * an object that no list names, and a repeat with the same key completes it.
 */
export class Tenant extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  readonly #audit: TenantAudit;
  /** Made when it is first used: before the tenant exists there is no table for it. */
  #outbox: Outbox<typeof schema> | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    this.#audit = new TenantAudit({
      env,
      name: ctx.id.name ?? null,
      database: this.#database,
      alarms: this.#alarms,
      outbox: () => this.#openOutbox(),
    });
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
  async register(id: string, name: string, who: RawActor): Promise<Resource> {
    await this.#create();
    const known = this.find(id);
    if (known !== null) return known;
    const nowMs = Date.now();
    const made: Resource = { id, name, createdAtMs: nowMs };
    this.#database.transaction(() => {
      this.#database.db.insert(resources).values(made).run();
      const { kind, action } = subjectOf(id, "created");
      this.#audit.record({ action, who, subject: { kind, id, name }, after: { name } }, nowMs);
    });
    return made;
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
  rename(id: string, name: string, who: RawActor): void {
    const known = this.find(id);
    if (known === null || known.name === name) return;
    this.#database.transaction(() => {
      this.#database.db.update(resources).set({ name }).where(eq(resources.id, id)).run();
      const { kind, action } = subjectOf(id, "renamed");
      const subject = { kind, id, name };
      this.#audit.record({ action, who, subject, before: { name: known.name }, after: { name } }, Date.now());
    });
  }

  /**
   * Takes audit entries from another object's outbox (JSON of drafts), each once by its id. False, and none is
   * taken, when one of them cannot be read.
   */
  async receiveAudit(messages: readonly string[]): Promise<boolean> {
    await this.#create();
    return this.#audit.receive(messages, Date.now());
  }

  /** Records what the Worker itself saw, e.g. a call that was refused. */
  async recordAudit(drafts: AuditDraft[]): Promise<void> {
    await this.#create();
    this.#database.transaction(() => this.#audit.append(drafts, Date.now()));
  }

  auditPage(query: AuditPageQuery): AuditRecord[] {
    return this.#database.created ? this.#audit.page(query) : [];
  }

  /** Begins an export, which is itself recorded, as its last entry. */
  async startAuditExport(who: RawActor): Promise<AuditExportStart> {
    await this.#create();
    this.#database.transaction(() => this.#audit.record({ action: "audit.exported", who }, Date.now()));
    return this.#audit.exportStart();
  }

  auditStretch(after: number, last: number, limit: number): AuditStretch {
    return this.#database.created ? this.#audit.stretch(after, last, limit) : { records: [], heads: [] };
  }

  auditDelivery(): AuditDeliverySettings {
    return this.#database.created ? this.#audit.delivery.view() : { webhookUrl: null, bucket: false };
  }

  async configureAuditDelivery(
    settings: AuditDeliverySettings,
    who: RawActor,
  ): Promise<Result<AuditDeliveryView, Refusal>> {
    await this.#create();
    return this.#database.transaction(() => {
      const before = this.#audit.delivery.shown();
      const configured = this.#audit.configureDelivery(settings);
      if (!configured.ok) return configured;
      const after = this.#audit.delivery.shown();
      this.#audit.record({ action: "audit.delivery_changed", who, before, after }, Date.now());
      return configured;
    });
  }

  /** Seals the tenant's own secrets under the current key, and records that; says how many it did now. */
  rewrapSecrets(who: RawActor): number {
    if (!this.#database.created) return 0;
    return this.#database.transaction(() => {
      if (!this.#audit.rewrap()) return 0;
      this.#audit.record({ action: "keys.rewrapped", who }, Date.now());
      return 1;
    });
  }

  /** Deletes what the audit chain knows of a person; their entries stay, under a pseudonym. */
  forgetInAudit(personId: string): void {
    if (!this.#database.created) return;
    this.#database.transaction(() => {
      if (!this.#audit.forget(personId)) return;
      this.#audit.record({ action: "person.pseudonymised", who: theSystem }, Date.now());
    });
  }

  override async alarm(): Promise<void> {
    this.#alarms.fired();
    if (!this.#database.created) return;
    this.#openOutbox().alarm();
    await this.#audit.alarm(Date.now());
  }

  #openOutbox(): Outbox<typeof schema> {
    const { ctx } = this;
    this.#outbox ??= outboxOf({ ctx, db: this.#database.db, alarms: this.#alarms }, [this.#audit.delivery]);
    return this.#outbox;
  }

  async #create(): Promise<void> {
    if (!this.#database.created) await this.#database.create();
  }
}

function subjectOf<Event extends "created" | "renamed">(id: string, event: Event) {
  const kind = id.startsWith("str_") ? "strategy" : "account";
  return { kind, action: `${kind}.${event}` } as const;
}
