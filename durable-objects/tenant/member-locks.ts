import { lockHolds, type MemberLock, refuseLock, refuseUnlock } from "../../src/domain/access/member-lock.ts";
import type { MemberRole } from "../../src/domain/access/roles.ts";
import type { Happening, RawActor } from "../../src/domain/audit/make-draft.ts";
import type { NoticeTeller } from "../../src/domain/notices/notice.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import type { ApiTokens, ApiTokenView } from "./api-tokens.ts";
import type { Member, Members } from "./members.ts";

/** Who locks or unlocks, with the role that they have now. */
export interface Locker {
  readonly who: RawActor;
  readonly role: MemberRole;
}

export interface LockRequest {
  readonly userId: string;
  readonly reason: string;
  /** Epoch milliseconds; null: until somebody unlocks. */
  readonly untilMs: number | null;
  /** Whether the API tokens that the member made end, too. */
  readonly revokeTokens: boolean;
}

/** An API token that a locked member made, and whether it ended with the lock. */
export interface LockedToken
  extends Pick<ApiTokenView, "id" | "name" | "prefix" | "scopes" | "lastUsedAtMs"> {
  readonly revoked: boolean;
}

export interface Locked {
  readonly member: Member;
  readonly apiTokens: readonly LockedToken[];
}

export interface MemberLocksParts {
  readonly members: Members;
  readonly tokens: ApiTokens;
  readonly audit: { record(happening: Happening, nowMs: number): void };
  readonly notices: NoticeTeller;
  /** Runs `work` as one transaction. */
  readonly transaction: <T>(work: () => T) => T;
}

/** Locks and unlocks members: each is one transaction with its entry, its notice, and the news for the person. */
export class MemberLocks {
  readonly #parts: MemberLocksParts;

  constructor(parts: MemberLocksParts) {
    this.#parts = parts;
  }

  /** Locking one who is locked gives the lock its new end and reason. A refusal is recorded, too. */
  lock(request: LockRequest, by: Locker, nowMs: number): Result<Locked, Refusal> {
    const { members, transaction } = this.#parts;
    return transaction(() => {
      const { userId, reason, untilMs } = request;
      const member = members.find(userId);
      if (member === null) return err(unknownMember());
      const byId = by.who.id ?? by.who.kind;
      const attempt = { by: byId, role: by.role, member };
      const refused = refuseLock(attempt, members.ownersBeside(userId, nowMs));
      if (refused !== null) {
        this.#record("person.locked", userId, by.who, { refused: refused.code, reason }, nowMs);
        return err(refused);
      }
      const lock: MemberLock = { atMs: nowMs, untilMs, reason, by: byId };
      members.setLock(userId, lock);
      const apiTokens = this.#tokensOf(userId, request.revokeTokens, by.who, nowMs);
      const after = { until: untilText(untilMs) };
      this.#record("person.locked", userId, by.who, { after, reason }, nowMs);
      this.#tell(member, lock, apiTokens, nowMs);
      return ok({ member: { ...member, lock }, apiTokens });
    });
  }

  unlock(userId: string, by: Locker, nowMs: number): Result<Member, Refusal> {
    const { members, transaction } = this.#parts;
    return transaction(() => {
      const member = members.find(userId);
      if (member === null) return err(unknownMember());
      const refused = refuseUnlock({ by: by.who.id ?? by.who.kind, role: by.role, member });
      if (refused !== null) {
        this.#record("person.unlocked", userId, by.who, { refused: refused.code }, nowMs);
        return err(refused);
      }
      if (!lockHolds(member.lock, nowMs)) {
        return err(refusal("not_locked", "This member is not locked, or not any more."));
      }
      members.setLock(userId, null);
      const before = { until: untilText(member.lock?.untilMs ?? null) };
      this.#record("person.unlocked", userId, by.who, { before }, nowMs);
      this.#parts.notices.tell({
        id: `person.unlocked:${userId}:${nowMs}`,
        kind: "security",
        severity: "info",
        atMs: nowMs,
        title: "A member was unlocked",
        text: `${member.email} may log in again.`,
        advice: null,
        facts: [["Member", member.email.slice(0, 200)]],
      });
      return ok({ ...member, lock: null });
    });
  }

  #record(
    action: "person.locked" | "person.unlocked",
    userId: string,
    who: RawActor,
    more: Pick<Happening, "refused" | "before" | "after" | "reason">,
    nowMs: number,
  ): void {
    this.#parts.audit.record({ action, who, subject: { kind: "person", id: userId }, ...more }, nowMs);
  }

  #tokensOf(userId: string, revoke: boolean, who: RawActor, nowMs: number): LockedToken[] {
    const { tokens, audit } = this.#parts;
    const good = tokens
      .list()
      .filter(
        (token) => token.createdBy === userId && token.revokedAtMs === null && token.expiresAtMs > nowMs,
      );
    return good.map(({ id, name, prefix, scopes, lastUsedAtMs }) => {
      const revoked = revoke && tokens.revoke(id, nowMs);
      if (revoked) audit.record({ action: "token.revoked", who, subject: { kind: "token", id } }, nowMs);
      return { id, name, prefix, scopes, lastUsedAtMs, revoked };
    });
  }

  #tell({ userId, email }: Member, lock: MemberLock, tokens: readonly LockedToken[], nowMs: number): void {
    const left = tokens.filter(({ revoked }) => !revoked).length;
    this.#parts.notices.tell({
      id: `person.locked:${userId}:${nowMs}`,
      kind: "security",
      severity: "critical",
      atMs: nowMs,
      title: "A member was locked",
      text: `${email} can do nothing in this tenant ${lock.untilMs === null ? "until somebody unlocks them" : `until ${untilText(lock.untilMs)}`}; their sessions have ended.`,
      advice:
        left === 0
          ? null
          : `API tokens that they made still work (${left}): revoke those that are not needed.`,
      facts: [
        ["Member", email.slice(0, 200)],
        ["Reason", lock.reason.slice(0, 200)],
      ],
    });
  }
}

function untilText(untilMs: number | null): string {
  return untilMs === null ? "unlocked" : new Date(untilMs).toISOString();
}

function unknownMember(): Refusal {
  return refusal("unknown_member", "There is no such member.");
}
