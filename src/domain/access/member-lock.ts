import { type Refusal, refusal } from "../refusal.ts";
import { mayGrant } from "./may.ts";
import type { MemberRole } from "./roles.ts";

/** A membership that is locked: whoever holds it can do nothing in this tenant. */
export interface MemberLock {
  readonly atMs: number;
  /** Null: until somebody unlocks. */
  readonly untilMs: number | null;
  readonly reason: string;
  /** Who locked it. */
  readonly by: string;
}

/** Whether a lock that ends at `untilMs` (null: never by itself) still holds. */
export function lockHolds(lock: { readonly untilMs: number | null } | null, nowMs: number): boolean {
  return lock !== null && (lock.untilMs === null || nowMs < lock.untilMs);
}

/** The answer to every call of a membership that is locked, and to a login with the right password. */
export const memberLocked: Refusal = refusal("member_locked", "Your membership of this tenant is locked.", {
  hint: "Ask an owner or an admin of it.",
});

export interface LockAttempt {
  /** Who locks or unlocks, and with which role. */
  readonly by: string;
  readonly role: MemberRole;
  readonly member: { readonly userId: string; readonly role: MemberRole };
}

/** Why somebody may not unlock this member; null when they may. Roles above one's own are out of reach. */
export function refuseUnlock({ by, role, member }: LockAttempt): Refusal | null {
  if (by === member.userId) {
    return refusal("own_membership", "Nobody locks or unlocks themselves.", {
      hint: "To end your own sessions, use DELETE /api/me/sessions.",
    });
  }
  const rights = { role, scopes: [], accounts: null };
  if (mayGrant(rights, member.role)) return null;
  return refusal("forbidden", "Nobody locks or unlocks a member whose role is above their own.");
}

/** The same for locking. `otherOwners` counts the owners beside this member who are not locked. */
export function refuseLock(attempt: LockAttempt, otherOwners: number): Refusal | null {
  const refused = refuseUnlock(attempt);
  if (refused !== null) return refused;
  if (attempt.member.role !== "owner" || otherOwners > 0) return null;
  return refusal("last_owner", "This is the last owner who is not locked.", {
    hint: "Make somebody else owner first.",
  });
}
