import type { AuthenticationResponseJSON } from "@simplewebauthn/server";
import * as z from "zod";
import {
  type ClientKind,
  FAILED_PASSWORD_LIMIT,
  FAILURE_NOTICE_LIMIT,
} from "../../src/domain/access/limits.ts";
import { lockHolds, memberLocked } from "../../src/domain/access/member-lock.ts";
import type { MemberRole } from "../../src/domain/access/roles.ts";
import { err, ok } from "../../src/domain/result.ts";
import type { Rates } from "../shared/rates.ts";
import type { KnownAddresses } from "./known-addresses.ts";
import type { Membership } from "./memberships.ts";
import type { Outcome, UserParts } from "./parts.ts";
import type { RelyingParty } from "./passkeys.ts";
import { hashPassword, verifyPassword } from "./password.ts";
import { freshToken } from "./random.ts";
import { challengeOver, deny, invalidRefresh, notMember, sessionOver, wrongCredentials } from "./refusals.ts";
import type * as schema from "./schema.ts";
import type { Factor, Session, SessionKeys } from "./sessions.ts";

/** From where somebody logs in, and to what. */
export interface LoginContext {
  readonly client: ClientKind;
  /** How the session is called on the person's list. */
  readonly name: string;
  readonly address: string;
  /** Program, system and country, as of `originText`. */
  readonly origin: string;
  /** Null: the person's first tenant in which they are not locked. */
  readonly tenantId: string | null;
}

export interface LoggedIn {
  readonly keys: SessionKeys;
  readonly email: string;
  readonly role: MemberRole;
}

export type LoginAnswer =
  | { readonly status: "logged_in"; readonly login: LoggedIn }
  | { readonly status: "second_factor"; readonly token: string; readonly methods: readonly string[] };

const contextSchema = z.object({
  client: z.enum(["browser", "program"]),
  name: z.string(),
  address: z.string(),
  // A login that an earlier version let wait has none.
  origin: z.string().default("unknown program"),
  tenantId: z.string().nullable(),
});

export interface PasskeyAnswer {
  readonly response: AuthenticationResponseJSON;
  /** The challenge of the Worker, base64url. */
  readonly challenge: string;
  readonly party: RelyingParty;
}

/** How somebody becomes a session: password and second factor, passkey, or refresh token. */
export class LoginDesk {
  readonly #parts: () => UserParts | null;
  readonly #rates: Rates<typeof schema>;
  readonly #addresses: KnownAddresses;

  /** `parts` gives null while nobody signed up with this address. */
  constructor(parts: () => UserParts | null, rates: Rates<typeof schema>, addresses: KnownAddresses) {
    this.#parts = parts;
    this.#rates = rates;
    this.#addresses = addresses;
  }

  /**
   * Whether this is the person's password; never for somebody unknown, in the same time. Counts failures, and
   * above the limit takes only addresses from which the person got in before.
   */
  checkPassword(password: string, address: string, nowMs: number): boolean {
    const parts = this.#parts();
    const person = parts?.person.get() ?? null;
    const trusted = parts !== null && this.#addresses.knows(address);
    const throttled = !this.#rates.peek("failed_passwords", FAILED_PASSWORD_LIMIT, nowMs).allowed;
    if (throttled && !trusted) return false;
    const { good, rehash } = verifyPassword(password, person?.passwordHash ?? null);
    if (!good) {
      this.#rates.count("failed_passwords", FAILED_PASSWORD_LIMIT, nowMs);
      if (parts !== null) this.#recordFailure(parts, "password", address, nowMs);
    }
    if (rehash && good) parts?.person.change({ passwordHash: hashPassword(password) });
    return good;
  }

  /** The same words and the same time, whether the person exists or not (ASVS 6.3.8). */
  password(password: string, context: LoginContext, nowMs: number): Outcome<LoginAnswer> {
    const good = this.checkPassword(password, context.address, nowMs);
    const parts = this.#parts();
    const person = parts?.person.get() ?? null;
    if (!good || parts === null || person === null) return deny(wrongCredentials, true);
    // Whoever has a passkey and no app has the recovery codes as the second factor: a password alone is
    // never enough for somebody who has more (ASVS 6.3.4).
    const methods = [
      ...(person.totpSecret === null ? [] : ["totp"]),
      ...(person.totpSecret === null && parts.passkeys.list().length === 0 ? [] : ["recovery_code"]),
    ];
    if (methods.length === 0) return this.#start(parts, context, "password", nowMs);
    const { token, hash } = freshToken("log", parts.userId);
    parts.challenges.put("login", hash, context, nowMs);
    return ok({ status: "second_factor", token, methods });
  }

  secondFactor(
    token: string,
    answer: { readonly code: string } | { readonly recoveryCode: string },
    nowMs: number,
  ): Outcome<LoginAnswer> {
    const parts = this.#parts();
    const context = parts?.challenges.get("login", token, contextSchema, nowMs) ?? null;
    if (parts === null || context === null) return deny(challengeOver);
    return parts.transaction(() => {
      const isCode = "code" in answer;
      const good = isCode
        ? parts.factors.useTotp(answer.code, nowMs)
        : parts.factors.useRecoveryCode(answer.recoveryCode, nowMs);
      if (!good) {
        parts.challenges.failed(token);
        this.#recordFailure(parts, isCode ? "totp" : "recovery_code", context.address, nowMs);
        return deny(wrongCredentials, true);
      }
      if (!parts.challenges.take(token)) return deny(challengeOver);
      return this.#start(parts, context, isCode ? "totp" : "recovery_code", nowMs);
    });
  }

  async passkey(answer: PasskeyAnswer, context: LoginContext, nowMs: number): Promise<Outcome<LoginAnswer>> {
    const parts = this.#parts();
    // Marked before the signature is checked: of two copies of one answer, at most one gets in.
    if (parts === null || !parts.challenges.markUsed(answer.challenge, nowMs))
      return deny(wrongCredentials, true);
    const good = await parts.passkeys.use(answer.response, answer.challenge, answer.party, nowMs);
    if (!good) {
      this.#recordFailure(parts, "passkey", context.address, nowMs);
      return deny(wrongCredentials, true);
    }
    return this.#start(parts, context, "passkey", nowMs);
  }

  renew(token: string, nowMs: number): Outcome<LoggedIn> {
    const parts = this.#parts();
    const person = parts?.person.get() ?? null;
    if (parts === null || person === null) return deny(invalidRefresh);
    return parts.transaction(() => {
      const { verdict, session, keys } = parts.sessions.renew(token, nowMs);
      if (keys !== undefined && session !== null) {
        const membership = parts.memberships.of(session.tenantId);
        if (membership === null) return deny(notMember);
        return ok({ keys, email: person.email, role: membership.role });
      }
      const lock = session === null ? null : (parts.memberships.of(session.tenantId)?.lock ?? null);
      if (verdict === "ended" && lockHolds(lock, nowMs)) return deny(memberLocked);
      if (verdict === "reused") {
        if (session !== null) this.#recordReuse(parts, session, nowMs);
        return err({ refusal: { ...invalidRefresh, code: "refresh_token_reused" } });
      }
      return deny(verdict === "unknown" ? invalidRefresh : sessionOver);
    });
  }

  #start(parts: UserParts, context: LoginContext, factor: Factor, nowMs: number): Outcome<LoginAnswer> {
    const membership = membershipFor(parts, context.tenantId, nowMs);
    const email = parts.person.get()?.email;
    if (membership === null || email === undefined) return deny(notMember);
    if (lockHolds(membership.lock, nowMs)) return deny(memberLocked);
    const { tenantId, role } = membership;
    const { client, name, address, origin: agent } = context;
    return parts.transaction(() => {
      if (this.#addresses.strange(address)) {
        parts.mail.tell({ what: "login.new_address", address, session: name }, nowMs);
      }
      this.#addresses.learn(address, nowMs);
      const keys = parts.sessions.start({ tenantId, client, name, address, factor }, nowMs);
      const [actor, subject] = [parts.userId, keys.sessionId];
      const after = { factor, client, name };
      parts.audit.tell(
        [tenantId],
        { actor, action: "session.begun" as const, subject, address, agent, after },
        nowMs,
      );
      return ok({ status: "logged_in", login: { keys, email, role } });
    });
  }

  /** Told to every tenant of the person: whoever tries does not say for which one. */
  #recordFailure(parts: UserParts, factor: Factor, address: string, nowMs: number): void {
    const tenantIds = parts.memberships.all().map(({ tenantId }) => tenantId);
    const { userId } = parts;
    const refused = { verdict: "refused", reason: wrongCredentials.code, after: { factor } } as const;
    const news = { actor: userId, action: "login.failed" as const, subject: userId, address, ...refused };
    const many = this.#rates.count("failure_notice", FAILURE_NOTICE_LIMIT, nowMs).blocked;
    parts.transaction(() => {
      parts.audit.tell(tenantIds, news, nowMs);
      if (many) parts.mail.tell({ what: "attempts.failed", address }, nowMs);
    });
  }

  #recordReuse(parts: UserParts, session: Session, nowMs: number): void {
    const refused = { verdict: "refused", reason: "refresh_token_reused" } as const;
    const news = { actor: parts.userId, action: "session.refresh" as const, subject: session.id, ...refused };
    parts.audit.tell([session.tenantId], news, nowMs);
    parts.mail.tell({ what: "session.refresh_reused", address: null, session: session.name }, nowMs);
  }
}

/** The membership that a login is for; without a wish the first that is not locked, or else the first. */
function membershipFor({ memberships }: UserParts, wanted: string | null, nowMs: number): Membership | null {
  if (wanted !== null) return memberships.of(wanted);
  const all = memberships.all();
  return all.find(({ lock }) => !lockHolds(lock, nowMs)) ?? all[0] ?? null;
}
