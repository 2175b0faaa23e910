import { DurableObject } from "cloudflare:workers";
import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import migrations from "../../migrations/user/migrations.js";
import { checkPassword } from "../../src/domain/access/password-rules.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Env } from "../../src/env.ts";
import { Alarms } from "../shared/alarms.ts";
import { ObjectDatabase } from "../shared/database.ts";
import { Rates } from "../shared/rates.ts";
import { Vault } from "../shared/vault.ts";
import { AuditTeller } from "./audit-teller.ts";
import { Challenges } from "./challenges.ts";
import { isCommonPassword } from "./common-passwords.ts";
import { aboutPerson, type FactorChanged, FactorDesk } from "./factor-desk.ts";
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
import { hashPassword, verifyPassword } from "./password.ts";
import { PersonRow } from "./person-row.ts";
import { deny, notFoundHere, sessionOver, wrongCredentials } from "./refusals.ts";
import * as schema from "./schema.ts";
import { SecondFactors } from "./second-factors.ts";
import { Sessions } from "./sessions.ts";
import { type ChangeChallenge, type ChangeProof, StepUpDesk } from "./step-up-desk.ts";
import { type Profile, profileOf, type SessionView, sessionsOf } from "./views.ts";

/**
 * One person: credentials, sessions, memberships and counters. Found by the digest of the e-mail address; an
 * object whose person never signed up stores nothing, and answers a login like any other.
 */
export class User extends DurableObject<Env> {
  readonly #database: ObjectDatabase<typeof schema>;
  readonly #rates: Rates<typeof schema>;
  readonly #gate: Gate;
  readonly #login: LoginDesk;
  readonly #factors = new FactorDesk();
  readonly #stepUp = new StepUpDesk();
  readonly #alarms: Alarms;
  #parts: UserParts | null = null;

  constructor(ctx: DurableObjectState, env: Env) {
    super(ctx, env);
    this.#database = new ObjectDatabase(ctx, schema, migrations);
    this.#alarms = new Alarms(ctx);
    const db = () => (this.#database.created ? this.#database.db : null);
    this.#rates = new Rates(ctx, db);
    this.#gate = new Gate(this.#rates);
    this.#login = new LoginDesk(() => this.#existing(), this.#rates, new KnownAddresses(db));
  }

  /**
   * Makes the person, or, when there is one, checks the password: whoever signs up twice after a lost answer
   * goes on, and whoever signs up with somebody else's address gets the answer for a wrong password.
   */
  async signUp(request: { userId: string; email: string; password: string }): Promise<Outcome<null>> {
    const known = this.#existing()?.person.get() ?? null;
    const checked = checkPassword(request.password, aboutPerson(request.email), isCommonPassword);
    if (!checked.ok) return err({ refusal: checked.error });
    if (known !== null) {
      return verifyPassword(request.password, known.passwordHash).good
        ? ok(null)
        : deny(wrongCredentials, true);
    }
    const { userId, email } = request;
    const passwordHash = hashPassword(request.password);
    await this.#database.create();
    const parts = this.#open(userId);
    // Again after the await: another request may have made the person.
    if (parts.person.get() !== null) return deny(wrongCredentials);
    parts.person.create({ userId, email, passwordHash, createdAtMs: Date.now() });
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
    return this.#gate.pass(this.#existing(), passage, Date.now());
  }

  /** What the tenant's outbox brings, at least once and in any order. */
  applyMemberships(messages: readonly string[]): void {
    const parts = this.#existing();
    for (const text of messages) {
      const message = membershipMessageSchema.parse(JSON.parse(text));
      if (parts === null) throw new Error("a membership of nobody");
      parts.transaction(() => {
        const changed = parts.memberships.apply(message);
        if (changed && message.role === null)
          parts.sessions.endOfTenant(message.tenantId, "membership", Date.now());
      });
    }
  }

  profile(sessionId: string): Outcome<Profile> {
    return this.#with((parts) => profileOf(parts, sessionId, Date.now()));
  }

  sessions(sessionId: string): Outcome<SessionView[]> {
    return this.#with((parts) => ok(sessionsOf(parts, sessionId, Date.now())));
  }

  renameSession(id: string, name: string): Outcome<null> {
    return this.#withSession(id, (parts) => parts.sessions.rename(id, name));
  }

  endSession(id: string, reason: "logout" | "ended_by_user"): Outcome<null> {
    return this.#withSession(id, (parts) => parts.transaction(() => this.#endSession(parts, id, reason)));
  }

  endOtherSessions(keptId: string): Outcome<{ ended: number }> {
    return this.#with((parts) =>
      ok({ ended: parts.transaction(() => parts.sessions.endOthers(keptId, "ended_by_user", Date.now())) }),
    );
  }

  /** The person's sessions in one tenant, for those who watch over it. */
  tenantSessions(tenantId: string): SessionView[] {
    const parts = this.#existing();
    if (parts === null) return [];
    return sessionsOf(parts, "", Date.now()).filter((session) => session.tenantId === tenantId);
  }

  /** Ends them, on the word of the tenant's `actor`, who is recorded. */
  endTenantSessions(tenantId: string, actor: string, address: string | null): number {
    const parts = this.#existing();
    if (parts === null) return 0;
    return parts.transaction(() => {
      const nowMs = Date.now();
      const ended = parts.sessions.endOfTenant(tenantId, "ended_by_admin", nowMs);
      const news = { actor, action: "sessions.ended", subject: parts.userId, address, after: { ended } };
      parts.audit.tell([tenantId], news, nowMs);
      return ended;
    });
  }

  beginChange(sessionId: string, changeHash: string, passwordEnough: boolean): Outcome<ChangeChallenge> {
    return this.#with((parts) =>
      this.#stepUp.begin(parts, sessionId, changeHash, passwordEnough, Date.now()),
    );
  }

  proveChange(sessionId: string, token: string, proof: ChangeProof): Outcome<null> | Promise<Outcome<null>> {
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

  #endSession(parts: UserParts, id: string, reason: "logout" | "ended_by_user"): void {
    const nowMs = Date.now();
    const tenantId = parts.sessions.get(id)?.tenantId;
    parts.sessions.end(id, reason, nowMs);
    if (tenantId === undefined) return;
    const address = parts.sessions.addressOf(id);
    const news = { actor: parts.userId, action: "session.ended", subject: id, address, after: { reason } };
    parts.audit.tell([tenantId], news, nowMs);
  }

  override alarm(): void {
    this.#alarms.fired();
    this.#existing()?.audit.outbox.alarm();
  }

  #with<T>(work: (parts: UserParts) => Outcome<T>): Outcome<T> {
    const parts = this.#existing();
    return parts === null ? deny(sessionOver) : work(parts);
  }

  #withSession(id: string, work: (parts: UserParts) => void): Outcome<null> {
    return this.#with((parts) => {
      if (parts.sessions.get(id)?.endedAtMs !== null) return deny(notFoundHere);
      work(parts);
      return ok(null);
    });
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
    this.#parts ??= {
      userId,
      person,
      sessions: new Sessions(db, userId),
      memberships: new Memberships(db),
      challenges: new Challenges(db),
      factors: new SecondFactors(db, person, new Vault(this.env.VAULT_KEYS)),
      passkeys: new Passkeys(db),
      audit: new AuditTeller({ ctx: this.ctx, env: this.env, db, alarms: this.#alarms }),
      transaction: (work) => this.#database.transaction(work),
    };
    return this.#parts;
  }
}
