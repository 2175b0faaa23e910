import type { MemberRole } from "../../src/domain/access/roles.ts";
import type { AuditAction } from "../../src/domain/audit/actions.ts";
import type { AuditNews } from "../../src/domain/audit/news.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import { ok, type Result } from "../../src/domain/result.ts";
import type { ApiTokens, ApiTokenView, NewApiToken } from "./api-tokens.ts";
import type { Grant, Invite, Invites, NewInvite, SignUp } from "./invites.ts";
import type { Member, MemberChange, Members } from "./members.ts";
import type { WebOrigins } from "./web-origins.ts";

/** Who does something, and from where. */
export interface Actor {
  readonly actor: string;
  readonly address: string | null;
}

/** Somebody who manages members, with the role that they have now. */
export interface Manager extends Actor {
  readonly role: MemberRole;
}

/** How somebody comes in: by an access key or an invitation, or by claiming the deployment. */
export type Entrance = "key" | "claim";

export interface ManagementParts {
  readonly members: Members;
  readonly invites: Invites;
  readonly tokens: ApiTokens;
  readonly origins: WebOrigins;
  readonly audit: { record(news: AuditNews, nowMs: number): void };
  /** Runs `work` as one transaction. */
  readonly transaction: <T>(work: () => T) => T;
}

/** Changes of members and keys: each is one transaction with its entry in the audit. */
export class Management {
  readonly #parts: ManagementParts;

  constructor(parts: ManagementParts) {
    this.#parts = parts;
  }

  checkEntrance(entrance: Entrance, signUp: SignUp, nowMs: number): Result<Grant, Refusal> {
    const { invites } = this.#parts;
    return entrance === "claim" ? invites.checkClaim(signUp) : invites.check(signUp, nowMs);
  }

  enter(entrance: Entrance, signUp: SignUp, address: string, nowMs: number): Result<Member, Refusal> {
    const { invites, members, audit, transaction } = this.#parts;
    return transaction(() => {
      const grant = entrance === "claim" ? invites.useClaim(signUp, nowMs) : invites.use(signUp, nowMs);
      if (!grant.ok) return grant;
      const member = members.add(signUp.userId, signUp.email, grant.value, nowMs);
      const { userId, role } = member;
      const after = { role, entrance };
      audit.record({ actor: userId, action: "member.entered", subject: userId, address, after }, nowMs);
      return ok(member);
    });
  }

  /** Null removes; a refusal is recorded too. */
  changeMember(
    userId: string,
    change: MemberChange | null,
    { actor, address, role }: Manager,
    nowMs: number,
  ): Result<Member | null, Refusal> {
    const { members, audit, transaction } = this.#parts;
    return transaction(() => {
      const before = rightsOf(members.find(userId));
      const result = members.change(userId, change, role, nowMs);
      const action = change === null ? "member.removed" : "member.changed";
      const verdict = result.ok ? "done" : "refused";
      const reason = result.ok ? null : result.error.code;
      const after = rightsOf(change);
      audit.record({ actor, action, subject: userId, address, verdict, reason, before, after }, nowMs);
      return result;
    });
  }

  invite(invite: NewInvite, address: string | null, nowMs: number): Invite {
    const { invites, audit, transaction } = this.#parts;
    return transaction(() => {
      const made = invites.make(invite, nowMs);
      // Not the address that was invited: what changes is covered by the chain for good.
      const after = rightsOf(made);
      audit.record({ actor: made.createdBy, action: "key.made", subject: made.id, address, after }, nowMs);
      return made;
    });
  }

  withdrawInvite(id: string, by: Actor, nowMs: number): boolean {
    return this.#recorded(() => this.#parts.invites.withdraw(id), "key.withdrawn", id, by, nowMs);
  }

  makeApiToken(token: NewApiToken, address: string | null, nowMs: number): ApiTokenView {
    const { tokens, audit, transaction } = this.#parts;
    return transaction(() => {
      const made = tokens.make(token, nowMs);
      const { name, createdBy: actor, scopes, expiresAtMs } = made;
      const after = { name, scopes: [...scopes], accounts: listOf(made.accounts), expiresAtMs };
      audit.record({ actor, action: "token.made", subject: made.id, address, after }, nowMs);
      return made;
    });
  }

  revokeApiToken(id: string, by: Actor, nowMs: number): boolean {
    return this.#recorded(() => this.#parts.tokens.revoke(id, nowMs), "token.revoked", id, by, nowMs);
  }

  /** Replaces the origins of web programs; `record` gets what changed. Returns the members who are told. */
  setWebOrigins(
    origins: readonly string[],
    record: (change: { before: unknown; after: unknown }) => void,
  ): string[] {
    const { origins: kept, members, transaction } = this.#parts;
    return transaction(() => {
      const before = kept.list();
      kept.replace(origins);
      const after = kept.list();
      if (before.join() === after.join()) return [];
      record({ before: { origins: before }, after: { origins: after } });
      return members.tellAll();
    });
  }

  #recorded(work: () => boolean, action: AuditAction, subject: string, by: Actor, nowMs: number): boolean {
    return this.#parts.transaction(() => {
      const done = work();
      if (done) this.#parts.audit.record({ ...by, action, subject }, nowMs);
      return done;
    });
  }
}

function listOf(values: readonly string[] | null): string[] | null {
  return values === null ? null : [...values];
}

function rightsOf(rights: MemberChange | null): { role: MemberRole; accounts: string[] | null } | null {
  return rights === null ? null : { role: rights.role, accounts: listOf(rights.accounts) };
}
