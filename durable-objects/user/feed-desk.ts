import { lockHolds, memberLocked } from "../../src/domain/access/member-lock.ts";
import type { MemberRole } from "../../src/domain/access/roles.ts";
import { sessionEnd, sessionIdleAtMs } from "../../src/domain/access/session.ts";
import { ok } from "../../src/domain/result.ts";
import type { Outcome, UserParts } from "./parts.ts";
import { deny, notMember, sessionOver } from "./refusals.ts";

/** A feed asks on whose rights a socket hangs. */
export interface FeedHold {
  readonly sessionId: string;
  readonly tenantId: string;
  /** The name of the feed. */
  readonly feed: string;
  /** The person did something just now: the session is in use. */
  readonly active: boolean;
}

export interface FeedRights {
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  /** When to ask again at the latest, epoch milliseconds: the session ends then unless it is used meanwhile. */
  readonly endsAtMs: number;
}

/** The name of a session among the holders of feeds. */
export function sessionHolder(sessionId: string): string {
  return `session ${sessionId}`;
}

/** Sockets of feeds that hang on the person's sessions. */
export class FeedDesk {
  /**
   * Notes that the feed holds a socket of a session, and says what that session may see. A feed asks this after it has
   * the socket and before it shows it anything: a session that ended before is refused here, and of one that
   * ends later the feed hears.
   */
  hold(
    parts: UserParts,
    { sessionId, tenantId, feed, active }: FeedHold,
    nowMs: number,
  ): Outcome<FeedRights> {
    const session = parts.sessions.get(sessionId);
    if (session === null || session.tenantId !== tenantId) return deny(sessionOver);
    if (sessionEnd(session, nowMs) !== null) return deny(sessionOver);
    const membership = parts.memberships.of(tenantId);
    if (membership === null) return deny(notMember);
    if (lockHolds(membership.lock, nowMs)) return deny(memberLocked);
    return parts.transaction(() => {
      if (active) parts.sessions.seen(sessionId, nowMs);
      this.#forgetTheDead(parts, nowMs);
      parts.feeds.add(sessionHolder(sessionId), feed);
      const { role, accounts } = membership;
      const endsAtMs = sessionIdleAtMs(active ? { ...session, lastSeenAtMs: nowMs } : session);
      return ok({ role, accounts, endsAtMs });
    });
  }

  /** The feeds let go of every socket in this tenant; who may, connects again with the new rights. */
  rightsChanged(parts: UserParts, tenantId: string, nowMs: number): void {
    for (const session of parts.sessions.live(nowMs)) {
      if (session.tenantId === tenantId) parts.feeds.tell(sessionHolder(session.id), "rightsChanged");
    }
  }

  /** Sessions that merely ran out told nobody; their feeds found out by asking. */
  #forgetTheDead(parts: UserParts, nowMs: number): void {
    const live = new Set(parts.sessions.live(nowMs).map(({ id }) => sessionHolder(id)));
    for (const holder of parts.feeds.holders()) if (!live.has(holder)) parts.feeds.forget(holder);
  }
}
