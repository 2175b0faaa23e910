import { DurableObject } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import migrations from "../../migrations/tenant/migrations.js";
import type { AuditDraft } from "../../src/domain/audit/draft.ts";
import type { AuditRecord } from "../../src/domain/audit/entry.ts";
import { type RawActor, theSystem } from "../../src/domain/audit/make-draft.ts";
import { happeningOf } from "../../src/domain/audit/news.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { FeedHolds, holderNewsSender } from "../shared/feed-holds.ts";
import type { Outbox } from "../shared/outbox.ts";
import { Rates } from "../shared/rates.ts";
import type { Outcome } from "../user/parts.ts";
import {
  ApiTokens,
  type ApiTokenView,
  type NewApiToken,
  type PassedToken,
  type TokenFeedRights,
  type TokenPassage,
} from "./api-tokens.ts";
import { type AuditExportStart, type AuditStretch, TenantAudit } from "./audit.ts";
import type { AuditPageQuery } from "./audit-chain.ts";
import type { AuditDeliverySettings, AuditDeliveryView } from "./audit-delivery.ts";
import { type Grant, type Invite, Invites, invalidKey, type NewInvite, type SignUp } from "./invites.ts";
import { type Actor, type Entrance, Management, type Manager } from "./management.ts";
import { MemberNews } from "./member-news.ts";
import { type Member, type MemberChange, Members } from "./members.ts";
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
 * One tenant: its members and keys, its audit, the list of its strategies and trading accounts. Whoever wants to
 * reach one of them asks here first whether it is the tenant's (promise P7).
 *
 * A resource is made in three steps, each of which may be repeated: `reserve` an id (only under an
 * idempotency key), create its own object, `register` it here. A stop in between leaves
 * an object that no list names, and a repeat with the same key completes it.
 */
export class Tenant extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #alarms: Alarms;
  readonly #news: MemberNews;
  readonly #members: Members;
  readonly #invites: Invites;
  readonly #tokens: ApiTokens;
  readonly #audit: TenantAudit;
  readonly #outbox: Outbox<typeof schema>;
  readonly #management: Management;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    const { db } = this.#database;
    const alarms = this.#alarms;
    this.#news = new MemberNews(env, () => this.#outbox);
    this.#audit = new TenantAudit({
      env,
      name: ctx.id.name ?? null,
      database: this.#database,
      alarms,
      outbox: () => this.#outbox,
    });
    this.#outbox = outboxOf({ ctx, db, alarms }, [this.#audit.delivery, this.#news, holderNewsSender(env)]);
    this.#members = new Members(db, this.#outbox, ctx.id.name ?? "");
    this.#invites = new Invites(db);
    const rates = new Rates(ctx, () => (this.#database.created ? db : null));
    this.#tokens = new ApiTokens(db, rates, new FeedHolds<typeof schema>(db, this.#outbox));
    this.#management = new Management({
      members: this.#members,
      invites: this.#invites,
      tokens: this.#tokens,
      audit: { record: (news, nowMs) => this.#audit.record(happeningOf(news), nowMs) },
      transaction: (work) => this.#database.transaction(work),
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

  /** Whether this key would let this person in; changes nothing. */
  checkEntrance(entrance: Entrance, signUp: SignUp): Result<Grant, Refusal> {
    if (this.#database.created) return this.#management.checkEntrance(entrance, signUp, Date.now());
    return entrance === "claim" ? ok({ role: "owner", accounts: null }) : err(invalidKey);
  }

  /** Lets a person in who has signed up; the key is spent. Resolves when the person's object knows. */
  async enter(entrance: Entrance, signUp: SignUp, address: string): Promise<Result<Member, Refusal>> {
    if (entrance === "claim") await this.#create();
    if (!this.#database.created) return err(invalidKey);
    const entered = this.#management.enter(entrance, signUp, address, Date.now());
    if (entered.ok) await this.#news.deliver(signUp.userId);
    return entered;
  }

  members(): Member[] {
    return this.#database.created ? this.#members.list() : [];
  }

  /** Gives a member another role, or, with null, removes them. Resolves when the person's object knows. */
  async changeMember(
    userId: string,
    change: MemberChange | null,
    by: Manager,
  ): Promise<Result<Member | null, Refusal>> {
    if (!this.#database.created) return err(refusal("unknown_member", "There is no such member."));
    const changed = this.#management.changeMember(userId, change, by, Date.now());
    if (changed.ok) await this.#news.deliver(userId);
    return changed;
  }

  async invite(invite: NewInvite, address: string | null): Promise<Invite> {
    await this.#create();
    return this.#management.invite(invite, address, Date.now());
  }

  openInvites(): Invite[] {
    return this.#database.created ? this.#invites.open(Date.now()) : [];
  }

  withdrawInvite(id: string, by: Actor): boolean {
    return this.#database.created && this.#management.withdrawInvite(id, by, Date.now());
  }

  async makeApiToken(token: NewApiToken, address: string | null): Promise<ApiTokenView> {
    await this.#create();
    return this.#management.makeApiToken(token, address, Date.now());
  }

  apiTokens(): ApiTokenView[] {
    return this.#database.created ? this.#tokens.list() : [];
  }

  revokeApiToken(id: string, by: Actor): boolean {
    return this.#database.created && this.#management.revokeApiToken(id, by, Date.now());
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

  /** The one call that every request with an API token makes. */
  passToken(passage: TokenPassage): Outcome<PassedToken> {
    if (!this.#database.created)
      return err({ refusal: refusal("invalid_token", "This API token is not known here.") });
    return this.#tokens.pass(passage, Date.now());
  }

  /** What a feed asks before it shows a socket of an API token anything. */
  holdFeed(tokenId: string, feed: string): Outcome<TokenFeedRights> {
    if (!this.#database.created)
      return err({ refusal: refusal("invalid_token", "This API token is not known here.") });
    return this.#tokens.holdFeed(tokenId, feed, Date.now());
  }

  override async alarm(): Promise<void> {
    this.#alarms.fired();
    if (!this.#database.created) return;
    this.#outbox.alarm();
    await this.#audit.alarm(Date.now());
  }

  async #create(): Promise<void> {
    if (!this.#database.created) await this.#database.create();
  }
}

function subjectOf<Event extends "created" | "renamed">(id: string, event: Event) {
  const kind = id.startsWith("str_") ? "strategy" : "account";
  return { kind, action: `${kind}.${event}` } as const;
}
