import { DurableObject } from "cloudflare:workers";
import { eq } from "drizzle-orm";
import migrations from "../../migrations/tenant/migrations.js";
import { ceilingsOf, type TenantLimits } from "../../src/domain/access/tenant-limits.ts";
import type { AuditRecord } from "../../src/domain/audit/entry.ts";
import type { Happening, RawActor } from "../../src/domain/audit/make-draft.ts";
import { happeningOf } from "../../src/domain/audit/news.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { Periods } from "../../src/domain/retention/periods.ts";
import type { SecurityReport } from "../../src/domain/security/report.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { DoorWatch } from "../shared/door-watch.ts";
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
import { Emergency, type LiftOutcome, type StopOrder, type StopOutcome } from "./emergency/emergency.ts";
import type { StoredStop } from "./emergency/stop-table.ts";
import { type Grant, type Invite, Invites, invalidKey, type NewInvite, type SignUp } from "./invites.ts";
import { LimitSettings, type LimitSettingsView } from "./limit-settings.ts";
import { type Actor, type Entrance, Management, type Manager } from "./management.ts";
import type { Locked, Locker, LockRequest } from "./member-locks.ts";
import { MemberNews } from "./member-news.ts";
import { type Member, type MemberChange, Members } from "./members.ts";
import type {
  ChannelChange,
  ChannelTested,
  ChannelView,
  MadeChannel,
  NewChannel,
} from "./notices/channel-desk.ts";
import { TenantNotices } from "./notices/index.ts";
import type { NoticePageQuery, NoticeView } from "./notices/notice-table.ts";
import { readNotices } from "./notices/read-notices.ts";
import { type ErasePerson, PersonData, type PersonEntries, type PersonHere } from "./person-data.ts";
import type { Resource } from "./resource.ts";
import { RetentionDesk, type RetentionView } from "./retention-desk.ts";
import * as schema from "./schema.ts";
import type { AlertChange, SecurityAlertQuery, SecurityAlertView } from "./security-alerts.ts";
import { SecurityDesk, type SecurityFigures } from "./security-desk.ts";
import { outboxOf } from "./senders.ts";
import { TenantMetrics, type TenantScrape } from "./tenant-metrics.ts";
import { TenantSweep } from "./tenant-sweep.ts";
import { WebOrigins } from "./web-origins.ts";

const { resources, idempotencyKeys } = schema;

export type { Resource } from "./resource.ts";

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
  readonly #origins: WebOrigins;
  readonly #limits: LimitSettings;
  readonly #doors: DoorWatch;
  readonly #invites: Invites;
  readonly #tokens: ApiTokens;
  readonly #audit: TenantAudit;
  readonly #notices: TenantNotices;
  readonly #outbox: Outbox<typeof schema>;
  readonly #management: Management;
  readonly #metrics: TenantMetrics;
  readonly #retention: RetentionDesk;
  readonly #sweep: TenantSweep;
  readonly #persons: PersonData;
  readonly #security: SecurityDesk;
  readonly #emergency: Emergency;

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
    const shared = { env, database: this.#database, audit: this.#audit };
    this.#retention = new RetentionDesk({ ...shared, outbox: () => this.#outbox });
    this.#sweep = new TenantSweep({ ...shared, alarms, periods: () => this.#retention.periods() });
    this.#notices = new TenantNotices({
      env,
      database: this.#database,
      outbox: () => this.#outbox,
      members: () => this.#members,
      tenantId: () => this.#audit.tenantId(),
      record: (happening, nowMs) => this.#audit.record(happening, nowMs),
      gaveUp: (count) => this.#metrics.noticesGivenUp(count),
    });
    this.#emergency = new Emergency({
      env,
      database: this.#database,
      tenantId: () => this.#audit.tenantId(),
      accounts: () => this.list("acc").map(({ id }) => id),
      outbox: () => this.#outbox,
      record: (happening, nowMs) => this.#audit.record(happening, nowMs),
      notices: this.#notices,
    });
    const senders = [
      ...[this.#audit.delivery, this.#news, this.#retention, this.#notices.courier, this.#emergency.news],
      holderNewsSender(env),
    ];
    this.#outbox = outboxOf({ ctx, db, alarms }, senders);
    this.#origins = new WebOrigins(db);
    const record = (happening: Happening, nowMs: number) =>
      this.#database.transaction(() => this.#audit.record(happening, nowMs));
    this.#doors = new DoorWatch(record, alarms);
    this.#limits = new LimitSettings({
      db,
      created: () => this.#database.created,
      ceilings: ceilingsOf(env),
      members: () => this.#members,
      deliver: (userId) => this.#news.deliver(userId),
      audit: this.#audit,
      transaction: (work) => this.#database.transaction(work),
    });
    this.#members = new Members(db, this.#outbox, ctx.id.name ?? "", {
      limits: () => this.#limits.get().person,
      origins: () => this.#origins.list(),
      left: () => this.#notices.forgetWhoLeft(),
    });
    this.#persons = new PersonData({
      ...shared,
      members: this.#members,
      alsoErase: [(userId) => this.#security.forget(userId)],
    });
    this.#invites = new Invites(db);
    const rates = new Rates(ctx, () => (this.#database.created ? db : null));
    this.#tokens = new ApiTokens(
      db,
      rates,
      () => this.#limits.forPrograms(),
      (refused, nowMs) => this.#doors.refused(refused, nowMs),
      this.#origins,
      new FeedHolds<typeof schema>(db, this.#outbox),
    );
    this.#metrics = new TenantMetrics({
      ctx,
      db: () => (this.#database.created ? db : null),
      outbox: () => this.#outbox,
      standing: {
        openSecurityAlerts: () => this.#security.alerts.unresolved(),
        emergencyStopActive: () => this.#emergency.stands(),
      },
      resources: () => [...this.list("str"), ...this.list("acc")],
      memberIds: () => this.#members.list(Date.now()).map(({ userId }) => userId),
      pseudonymOf: (userId, nowMs) => this.#audit.pseudonymOf(userId, nowMs),
    });
    this.#management = new Management({
      members: this.#members,
      invites: this.#invites,
      tokens: this.#tokens,
      origins: this.#origins,
      audit: { record: (news, nowMs) => this.#audit.record(happeningOf(news), nowMs) },
      transaction: (work) => this.#database.transaction(work),
    });
    this.#security = new SecurityDesk({
      env,
      database: this.#database,
      alarms,
      audit: this.#audit,
      members: this.#members,
      tokens: this.#tokens,
      notices: this.#notices,
      list: (kind) => this.list(kind),
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
    let word: number | null = null;
    this.#database.transaction(() => {
      this.#database.db.insert(resources).values(made).run();
      this.#retention.tell(id);
      const { kind, action } = subjectOf(id, "created");
      this.#audit.record({ action, who, subject: { kind, id, name }, after: { name } }, nowMs);
      if (kind === "account") word = this.#emergency.registered(id);
    });
    await this.#emergency.delivered(id, word);
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
    const entered = this.#database.transaction(() => {
      const member = this.#management.enter(entrance, signUp, address, Date.now());
      if (member.ok) this.#retention.tell(signUp.userId);
      return member;
    });
    if (entered.ok) await this.#news.deliver(signUp.userId);
    return entered;
  }

  members(): Member[] {
    return this.#database.created ? this.#members.list(Date.now()) : [];
  }

  /** The ids of all who are or were members. */
  everybody(): string[] {
    return this.#database.created ? this.#members.everybody() : [];
  }

  /** Gives a member another role, or, with null, removes them. Resolves when the person's object knows. */
  async changeMember(
    userId: string,
    change: MemberChange | null,
    by: Manager,
  ): Promise<Result<Member | null, Refusal>> {
    if (!this.#database.created) return err(unknownMember());
    const changed = this.#management.changeMember(userId, change, by, Date.now());
    if (changed.ok) await this.#news.deliver(userId);
    return changed;
  }

  limits(): LimitSettingsView {
    return this.#limits.view();
  }

  /** Replaces the tenant's limits. Resolves when its people's objects were told, or will be by the outbox. */
  async configureLimits(wanted: TenantLimits, who: RawActor): Promise<Result<LimitSettingsView, Refusal>> {
    await this.#create();
    return this.#limits.configure(this.#audit.tenantId(), wanted, who, Date.now());
  }

  /** Locks a member: resolves when the person's object knows, so that the next call is refused. */
  async lockMember(request: LockRequest, by: Locker): Promise<Result<Locked, Refusal>> {
    if (!this.#database.created) return err(unknownMember());
    const locked = this.#security.locks.lock(request, by, Date.now());
    if (locked.ok) await this.#news.deliver(request.userId);
    return locked;
  }

  /** The way back; resolves as `lockMember`. */
  async unlockMember(userId: string, by: Locker): Promise<Result<Member, Refusal>> {
    if (!this.#database.created) return err(unknownMember());
    const unlocked = this.#security.locks.unlock(userId, by, Date.now());
    if (unlocked.ok) await this.#news.deliver(userId);
    return unlocked;
  }

  async securityAlerts(query: SecurityAlertQuery): Promise<SecurityAlertView[]> {
    return this.#database.created ? this.#security.alerts.page(query) : [];
  }

  async changeSecurityAlert(
    id: string,
    change: AlertChange,
    who: RawActor,
  ): Promise<Result<SecurityAlertView, Refusal>> {
    await this.#create();
    return this.#security.changeAlert(id, change, who, Date.now());
  }

  async securityFigures(mostSuspects: number): Promise<SecurityFigures> {
    await this.#create();
    return this.#security.figures(Date.now(), mostSuspects);
  }

  /** Of the last seven days. */
  async securityReport(): Promise<SecurityReport> {
    await this.#create();
    return this.#security.report(Date.now());
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
      const rewrapped = (this.#audit.rewrap() ? 1 : 0) + this.#notices.rewrap();
      if (rewrapped > 0) this.#audit.record({ action: "keys.rewrapped", who }, Date.now());
      return rewrapped;
    });
  }

  /**
   * Takes notices from another object's outbox (JSON) and tells them to the channels that want them, each once by its
   * id. False, and none is taken, when one of them cannot be read.
   */
  async receiveNotices(messages: readonly string[]): Promise<boolean> {
    const notices = readNotices(messages);
    if (notices === null) return false;
    await this.#create();
    this.#database.transaction(() => {
      for (const notice of notices) this.#notices.tell(notice);
    });
    return true;
  }

  notices(query: NoticePageQuery): NoticeView[] {
    return this.#database.created ? this.#notices.page(query) : [];
  }

  noticeChannels(): ChannelView[] {
    return this.#database.created ? this.#notices.desk.list() : [];
  }

  async addNoticeChannel(channel: NewChannel, who: RawActor): Promise<Result<MadeChannel, Refusal>> {
    await this.#create();
    return this.#notices.desk.add(channel, who, Date.now());
  }

  async changeNoticeChannel(
    id: string,
    change: ChannelChange,
    who: RawActor,
  ): Promise<Result<MadeChannel, Refusal>> {
    await this.#create();
    return this.#notices.desk.change(id, change, who, Date.now());
  }

  removeNoticeChannel(id: string, who: RawActor): boolean {
    return this.#database.created && this.#notices.desk.remove(id, who, Date.now());
  }

  /** Sends a test to a channel and says what came back. */
  async testNoticeChannel(
    id: string,
    testId: string,
    who: RawActor,
  ): Promise<Result<ChannelTested, Refusal>> {
    await this.#create();
    return this.#notices.desk.test(id, testId, who);
  }

  retention(): RetentionView {
    return this.#retention.view();
  }

  /** Sets how long everything of the tenant is kept, and tells whoever keeps it. */
  async setRetention(periods: Periods, who: RawActor): Promise<Result<RetentionView, Refusal>> {
    await this.#create();
    const changed = this.#retention.change(periods, who, Date.now());
    if (changed.ok) this.#sweep.changed(Date.now());
    return changed;
  }

  /** See Members.beginLeave. */
  beginLeave(userId: string, untilMs: number): Result<null, Refusal> {
    return this.#database.created ? this.#members.beginLeave(userId, untilMs, Date.now()) : ok(null);
  }

  stay(userId: string): void {
    if (this.#database.created) this.#members.stay(userId);
  }

  /** From the outbox of the person's own object: they are deleted. May be repeated. */
  erasePerson(request: ErasePerson): void {
    if (this.#database.created) this.#persons.erase(request, Date.now());
  }

  /** Deletes a member's personal data here. Resolves when the person's object knows that they left. */
  async eraseMember(userId: string, by: Manager): Promise<Result<null, Refusal>> {
    if (!this.#database.created) return err(refusal("unknown_member", "There is no such member."));
    const erased = this.#persons.eraseMember(userId, by, Date.now());
    if (erased.ok) await this.#news.deliver(userId);
    return erased;
  }

  personHere(userId: string): PersonHere | null {
    return this.#database.created ? this.#persons.here(userId) : null;
  }

  personEntries(userId: string, after: number): PersonEntries {
    return this.#database.created ? this.#persons.entries(userId, after) : { items: [], next: null };
  }

  webOrigins(): string[] {
    return this.#database.created ? this.#origins.list() : [];
  }

  /** Replaces the origins of web programs. Resolves when the objects of all members know. */
  async setWebOrigins(origins: string[], who: RawActor): Promise<string[]> {
    await this.#create();
    const told = this.#management.setWebOrigins(origins, (change) =>
      this.#audit.record({ action: "origins.changed", who, ...change }, Date.now()),
    );
    await Promise.all(told.map((userId) => this.#news.deliver(userId)));
    return this.#origins.list();
  }

  /** See `Emergency.stop`. */
  async stopTrading(order: StopOrder, by: string, who: RawActor): Promise<Result<StopOutcome, Refusal>> {
    await this.#create();
    return this.#emergency.stop(order, by, who, Date.now());
  }

  /** See `Emergency.lift`. */
  async liftStop(stopId: string | null, by: string, who: RawActor): Promise<Result<LiftOutcome, Refusal>> {
    await this.#create();
    return this.#emergency.lift(stopId, by, who, Date.now());
  }

  emergencyStops(): StoredStop[] {
    return this.#database.created ? this.#emergency.list() : [];
  }

  /** The one call that every request with an API token makes. */
  passToken(passage: TokenPassage): Outcome<PassedToken> {
    if (!this.#database.created)
      return err({ refusal: refusal("invalid_token", "This API token is not known here.") });
    return this.#metrics.passed(passage, this.#tokens.pass(passage, Date.now()));
  }

  /** The tenant's metrics, and its objects that have some of their own; null when there is no such tenant. */
  scrape(): TenantScrape | null {
    if (!this.#database.created) return null;
    return this.#database.transaction(() => this.#metrics.scrape(this.#database.db, Date.now()));
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
    this.#doors.alarm(Date.now());
    this.#outbox.alarm();
    // Side by side: what keeps one from its work must not keep the other.
    await Promise.all([this.#audit.alarm(Date.now()), this.#security.alarm(Date.now())]);
    await this.#sweep.alarm(Date.now());
  }

  async #create(): Promise<void> {
    if (!this.#database.created) await this.#database.create();
  }
}

function subjectOf<Event extends "created" | "renamed">(id: string, event: Event) {
  const kind = id.startsWith("str_") ? "strategy" : "account";
  return { kind, action: `${kind}.${event}` } as const;
}

function unknownMember(): Refusal {
  return refusal("unknown_member", "There is no such member.");
}
