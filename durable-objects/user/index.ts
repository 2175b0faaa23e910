import { DurableObject } from "cloudflare:workers";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import migrations from "../../migrations/user/migrations.js";
import type { Agreement, ConsentKind } from "../../src/domain/access/consent.ts";
import { checkPassword } from "../../src/domain/access/password-rules.ts";
import { ceilingsOf } from "../../src/domain/access/tenant-limits.ts";
import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import type { Sample } from "../../src/domain/metrics/sample.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { FeedHolds } from "../shared/feed-holds.ts";
import { KeptCounters } from "../shared/kept-counters.ts";
import { Rates } from "../shared/rates.ts";
import { Vault } from "../shared/vault.ts";
import { AccessWatch } from "./access-watch.ts";
import { Challenges } from "./challenges.ts";
import { isCommonPassword } from "./common-passwords.ts";
import { Consents, type ConsentView } from "./consents.ts";
import { aboutPerson, type FactorChanged, FactorDesk } from "./factor-desk.ts";
import { FeedDesk, type FeedHold, type FeedRights, sessionHolder } from "./feed-desk.ts";
import { Gate, type Passage, type Passed } from "./gate.ts";
import { KnownAddresses } from "./known-addresses.ts";
import {
  type LoggedIn,
  type LoginAnswer,
  type LoginContext,
  LoginDesk,
  type PasskeyAnswer,
} from "./login-desk.ts";
import { Memberships, membershipMessageSchema } from "./memberships.ts";
import type { Outcome, UserParts } from "./parts.ts";
import { Passkeys, type RelyingParty } from "./passkeys.ts";
import { hashPassword } from "./password.ts";
import type { PersonalData } from "./person-export.ts";
import { PersonRow } from "./person-row.ts";
import { PrivacyDesk } from "./privacy-desk.ts";
import { deny, erasureUnderWay, sessionOver, wrongCredentials } from "./refusals.ts";
import * as schema from "./schema.ts";
import { SecondFactors } from "./second-factors.ts";
import { SessionDesk } from "./session-desk.ts";
import { Sessions } from "./sessions.ts";
import { type ChangeChallenge, type ChangeProof, type RenewedAccess, StepUpDesk } from "./step-up-desk.ts";
import { UserMetrics } from "./user-metrics.ts";
import { type Profile, profileOf, type SessionView, sessionsOf } from "./views.ts";

export interface SignUpRequest {
  readonly userId: string;
  readonly email: string;
  readonly password: string;
  /** As `clientKey` has it. */
  readonly address: string;
  /** What the person agrees to with it, and the tenant that they come in by, whose audit records it. */
  readonly agreed?: readonly Agreement[];
  readonly tenantId?: string;
}

/**
 * One person: credentials, sessions, memberships and counters. Found by the digest of the e-mail address; an
 * object whose person never signed up stores nothing, and answers a login like any other.
 */
export class User extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #rates: Rates<typeof schema>;
  readonly #gate: Gate;
  readonly #watch: AccessWatch;
  readonly #login: LoginDesk;
  readonly #factors = new FactorDesk();
  readonly #stepUp = new StepUpDesk();
  readonly #sessions = new SessionDesk();
  readonly #feeds = new FeedDesk();
  readonly #alarms: Alarms;
  readonly #metrics: UserMetrics;
  readonly #privacy: PrivacyDesk;
  #parts: UserParts | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    const db = () => (this.#database.created ? this.#database.db : null);
    this.#rates = new Rates(ctx, db);
    this.#watch = new AccessWatch(() => this.#existing(), this.#alarms);
    this.#gate = new Gate(this.#rates, ceilingsOf(env), this.#watch);
    this.#metrics = new UserMetrics(new KeptCounters(ctx, db));
    const shared = { ctx, env, database: this.#database, alarms: this.#alarms };
    this.#privacy = new PrivacyDesk({ ...shared, rates: this.#rates });
    this.#login = new LoginDesk(() => this.#existing(), this.#rates, new KnownAddresses(db));
  }

  /**
   * Makes the person, or, when there is one, checks the password: whoever signs up twice after a lost answer
   * goes on, and whoever signs up with somebody else's address gets the answer for a wrong password.
   */
  async signUp(request: SignUpRequest): Promise<Outcome<null>> {
    const known = this.#existing()?.person.get() ?? null;
    const checked = checkPassword(request.password, aboutPerson(request.email), isCommonPassword);
    if (!checked.ok) return err({ refusal: checked.error });
    if (known !== null) {
      const good = this.#login.checkPassword(request.password, request.address, Date.now());
      if (!good) return deny(wrongCredentials, true);
      this.#agree(request);
      return ok(null);
    }
    if (this.#privacy.erasureUnderWay()) return deny(erasureUnderWay);
    const { userId, email } = request;
    const passwordHash = hashPassword(request.password);
    await this.#database.create();
    const parts = this.#open(userId);
    // Again after the await: another request may have made the person.
    if (parts.person.get() !== null) return deny(wrongCredentials);
    parts.transaction(() => {
      parts.person.create({ userId, email, passwordHash, createdAtMs: Date.now() });
      this.#agree(request);
    });
    return ok(null);
  }

  logIn(password: string, context: LoginContext): Outcome<LoginAnswer> {
    return this.#login.password(password, context, Date.now());
  }

  secondFactor(token: string, answer: { code: string } | { recoveryCode: string }): Outcome<LoginAnswer> {
    return this.#login.secondFactor(token, answer, Date.now());
  }

  logInByPasskey(answer: PasskeyAnswer, context: LoginContext): Promise<Outcome<LoginAnswer>> {
    return this.#login.passkey(answer, context, Date.now());
  }

  renew(refreshToken: string): Outcome<LoggedIn> {
    return this.#login.renew(refreshToken, Date.now());
  }

  /** The one call that every authenticated request makes. */
  pass(passage: Passage): Outcome<Passed> {
    return this.#metrics.passed(passage, this.#gate.pass(this.#existing(), passage, Date.now()));
  }

  /** What a feed asks before it shows a socket of a session anything, and again before that session's time is over. */
  holdFeed(hold: FeedHold): Outcome<FeedRights> {
    return this.#with((parts) => this.#feeds.hold(parts, hold, Date.now()));
  }

  /** What the tenant's outbox brings, at least once and in any order. */
  applyMemberships(messages: readonly string[]): void {
    const parts = this.#existing();
    // Nobody is here any more: the person was deleted while the message was on its way. Whoever signs up next is
    // told anew.
    if (parts === null) return;
    for (const text of messages) {
      const message = membershipMessageSchema.parse(JSON.parse(text));
      this.#sessions.applyMembership(parts, message, Date.now());
    }
  }

  profile(sessionId: string): Outcome<Profile> {
    return this.#with((parts) => profileOf(parts, sessionId, Date.now()));
  }

  sessions(sessionId: string): Outcome<SessionView[]> {
    return this.#with((parts) => ok(sessionsOf(parts, sessionId, Date.now())));
  }

  renameSession(id: string, name: string): Outcome<null> {
    return this.#with((parts) => this.#sessions.rename(parts, id, name));
  }

  /** `by` is the session that asks; the same for logging out. */
  endSession(id: string, by: string): Outcome<null> {
    return this.#with((parts) => this.#sessions.end(parts, id, by, Date.now()));
  }

  endOtherSessions(keptId: string): Outcome<{ ended: number }> {
    return this.#with((parts) => this.#sessions.endOthers(parts, keptId, Date.now()));
  }

  /** The person's sessions in one tenant, for those who watch over it. */
  tenantSessions(tenantId: string): SessionView[] {
    const parts = this.#existing();
    if (parts === null) return [];
    return sessionsOf(parts, "", Date.now()).filter((session) => session.tenantId === tenantId);
  }

  /** What /metrics shows of the person in one tenant; null when there is nobody. */
  metrics(tenantId: string): Sample[] | null {
    const parts = this.#existing();
    return parts === null ? null : this.#metrics.samples(parts, tenantId, Date.now());
  }

  endTenantSessions(tenantId: string, actor: string, address: string | null): number {
    const parts = this.#existing();
    return parts === null ? 0 : this.#sessions.endOfTenant(parts, tenantId, actor, address, Date.now());
  }

  /** Seals the person's secrets under the deployment's current key; says how many it did now. */
  rewrapSecrets(tenantId: string, who: RawActor): number {
    const parts = this.#existing();
    return parts === null ? 0 : this.#factors.rewrap(parts, tenantId, who, Date.now());
  }

  /** Whether the person has more than a password; false for nobody. */
  hasSecondFactor(): boolean {
    const parts = this.#existing();
    if (parts === null) return false;
    return (parts.person.get()?.totpSecret ?? null) !== null || parts.passkeys.list().length > 0;
  }

  beginChange(sessionId: string, changeHash: string, passwordEnough: boolean): Outcome<ChangeChallenge> {
    return this.#with((parts) =>
      this.#stepUp.begin(parts, sessionId, changeHash, passwordEnough, Date.now()),
    );
  }

  async proveChange(sessionId: string, token: string, proof: ChangeProof): Promise<Outcome<RenewedAccess>> {
    const parts = this.#existing();
    return parts === null
      ? deny(sessionOver)
      : this.#stepUp.prove(parts, sessionId, token, proof, Date.now());
  }

  changePassword(keptSession: string, current: string, next: string): Outcome<FactorChanged> {
    return this.#with((parts) => this.#factors.changePassword(parts, keptSession, current, next, Date.now()));
  }

  beginTotp(): Outcome<{ token: string; secret: string; uri: string }> {
    return this.#with((parts) => this.#factors.beginTotp(parts, Date.now()));
  }

  confirmTotp(keptSession: string, token: string, code: string): Outcome<FactorChanged> {
    return this.#with((parts) => this.#factors.confirmTotp(parts, keptSession, token, code, Date.now()));
  }

  removeTotp(keptSession: string): Outcome<FactorChanged> {
    return this.#with((parts) => this.#factors.removeTotp(parts, keptSession, Date.now()));
  }

  newRecoveryCodes(keptSession: string): Outcome<FactorChanged> {
    return this.#with((parts) => this.#factors.newRecoveryCodes(parts, keptSession, Date.now()));
  }

  async beginPasskey(party: RelyingParty): Promise<Outcome<{ token: string; optionsJson: string }>> {
    const parts = this.#existing();
    return parts === null ? deny(sessionOver) : this.#factors.beginPasskey(parts, party, Date.now());
  }

  async confirmPasskey(
    keptSession: string,
    answer: { token: string; name: string; response: RegistrationResponseJSON; party: RelyingParty },
  ): Promise<Outcome<FactorChanged>> {
    const parts = this.#existing();
    if (parts === null) return deny(sessionOver);
    return this.#factors.confirmPasskey(parts, keptSession, answer, Date.now());
  }

  removePasskey(keptSession: string, id: string): Outcome<FactorChanged> {
    return this.#with((parts) => this.#factors.removePasskey(parts, keptSession, id, Date.now()));
  }

  /** How long a tenant has things kept; what its outbox brings, at least once and in any order. */
  applyRetention(messages: readonly string[]): void {
    if (this.#existing() !== null) this.#privacy.applyRetention(messages, Date.now());
  }

  consents(): Outcome<ConsentView[]> {
    return this.#with((parts) => ok(parts.consents.list()));
  }

  agree(agreement: Agreement, address: string): Outcome<ConsentView[]> {
    return this.#with((parts) => this.#privacy.agree(parts, agreement, address, Date.now()));
  }

  withdrawConsent(kind: ConsentKind, address: string): Outcome<ConsentView[]> {
    return this.#with((parts) => this.#privacy.withdraw(parts, kind, address, Date.now()));
  }

  /** Everything that this object holds of the person; once in ten minutes. */
  startExport(sessionId: string): Outcome<PersonalData> {
    return this.#with((parts) => this.#privacy.startExport(parts, sessionId, Date.now()));
  }

  /** The tenants that must let the person go before `erase`. */
  tenantIds(): string[] {
    return (
      this.#existing()
        ?.memberships.all()
        .map(({ tenantId }) => tenantId) ?? []
    );
  }

  /** Deletes the person; see ErasureDesk. */
  erase(sessionId: string, untilMs: number): Outcome<null> {
    const erased = this.#with((parts) => this.#privacy.erase(parts, sessionId, untilMs, Date.now()));
    if (erased.ok) this.#parts = null;
    return erased;
  }

  override async alarm(): Promise<void> {
    this.#alarms.fired();
    if (!this.#database.created) return;
    this.#watch.alarm(Date.now());
    await this.#privacy.alarm(this.#existing() !== null, Date.now());
    if (!this.#database.created) this.#parts = null;
  }

  #agree({ agreed = [], tenantId, address }: SignUpRequest): void {
    const parts = this.#existing();
    if (parts !== null) this.#privacy.agreeAtSignUp(parts, agreed, tenantId, address, Date.now());
  }

  #with<T>(work: (parts: UserParts) => Outcome<T>): Outcome<T> {
    const parts = this.#existing();
    return parts === null ? deny(sessionOver) : work(parts);
  }

  /** The parts when somebody signed up here. */
  #existing(): UserParts | null {
    if (this.#parts !== null) return this.#parts;
    if (!this.#database.created) return null;
    const userId = new PersonRow(this.#database.db).get()?.userId;
    return userId === undefined ? null : this.#open(userId);
  }

  #open(userId: string): UserParts {
    const { db } = this.#database;
    const person = new PersonRow(db);
    if (this.#parts !== null) return this.#parts;
    const audit = this.#privacy.audit();
    const feeds = new FeedHolds<typeof schema>(db, audit.outbox);
    this.#parts = {
      userId,
      person,
      sessions: new Sessions(db, userId, (id) => feeds.tell(sessionHolder(id), "sessionEnded")),
      memberships: new Memberships(db),
      challenges: new Challenges(db),
      factors: new SecondFactors(db, person, new Vault(this.env.VAULT_KEYS)),
      passkeys: new Passkeys(db),
      audit,
      consents: new Consents(db),
      mail: this.#privacy.mail(),
      feeds,
      transaction: (work) => this.#database.transaction(work),
    };
    return this.#parts;
  }
}
