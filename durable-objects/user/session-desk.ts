import { lockHolds } from "../../src/domain/access/member-lock.ts";
import { ok } from "../../src/domain/result.ts";
import { FeedDesk } from "./feed-desk.ts";
import type { MembershipMessage } from "./memberships.ts";
import type { Outcome, UserParts } from "./parts.ts";
import { deny, notFoundHere } from "./refusals.ts";

/** Ending sessions; each end and its entry in the audit are one transaction. */
export class SessionDesk {
  readonly #feeds = new FeedDesk();

  rename(parts: UserParts, id: string, name: string): Outcome<null> {
    if (parts.sessions.get(id)?.endedAtMs !== null) return deny(notFoundHere);
    parts.sessions.rename(id, name);
    return ok(null);
  }

  /** `by` is the session that asks. */
  end(parts: UserParts, id: string, by: string, nowMs: number): Outcome<null> {
    const session = parts.sessions.get(id);
    if (session === null || session.endedAtMs !== null) return deny(notFoundHere);
    return parts.transaction(() => {
      const reason = id === by ? "logout" : "ended_by_user";
      parts.sessions.end(id, reason, nowMs);
      const address = parts.sessions.addressOf(by);
      const news = {
        actor: parts.userId,
        action: "session.ended" as const,
        subject: id,
        address,
        after: { reason },
      };
      parts.audit.tell([session.tenantId], news, nowMs);
      return ok(null);
    });
  }

  endOthers(parts: UserParts, keptId: string, nowMs: number): Outcome<{ ended: number }> {
    return parts.transaction(() => {
      const tenantIds = parts.memberships.all().map(({ tenantId }) => tenantId);
      const ended = parts.sessions.endOthers(keptId, "ended_by_user", nowMs);
      const address = parts.sessions.addressOf(keptId);
      const news = {
        actor: parts.userId,
        action: "sessions.ended" as const,
        subject: parts.userId,
        address,
        after: { ended },
      };
      parts.audit.tell(tenantIds, news, nowMs);
      return ok({ ended });
    });
  }

  /** On the word of the tenant's `actor`, who is recorded; returns how many lived. */
  endOfTenant(
    parts: UserParts,
    tenantId: string,
    actor: string,
    address: string | null,
    nowMs: number,
  ): number {
    return parts.transaction(() => {
      const ended = parts.sessions.endOfTenant(tenantId, "ended_by_admin", nowMs);
      const news = {
        actor,
        action: "sessions.ended" as const,
        subject: parts.userId,
        address,
        after: { ended },
      };
      parts.audit.tell([tenantId], news, nowMs);
      return ended;
    });
  }

  /**
   * A membership that is over or locked takes its sessions with it, one that sees something else now the sockets of
   * feeds, which show what the old role saw; the tenant itself has recorded why. Other limits or origins cut nobody off.
   */
  applyMembership(parts: UserParts, message: MembershipMessage, nowMs: number): void {
    parts.transaction(() => {
      const before = parts.memberships.of(message.tenantId);
      const changed = parts.memberships.apply(message);
      if (!changed) return;
      if (message.role === null) parts.sessions.endOfTenant(message.tenantId, "membership", nowMs);
      else if (lockHolds(message.lock, nowMs)) parts.sessions.endOfTenant(message.tenantId, "locked", nowMs);
      else if (before === null || !seesTheSame(before, message)) {
        this.#feeds.rightsChanged(parts, message.tenantId, nowMs);
      }
    });
  }
}

type Sight = Pick<MembershipMessage, "role"> & { readonly accounts: readonly string[] | null };

/** Accounts in another order are the same accounts. */
function seesTheSame(a: Sight, b: Sight): boolean {
  const names = ({ accounts }: Sight) => (accounts === null ? null : JSON.stringify([...accounts].sort()));
  return a.role === b.role && names(a) === names(b);
}
