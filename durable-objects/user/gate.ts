import { z } from "zod";
import { judgeRoute } from "../../src/domain/access/judge-route.ts";
import { CALL_LIMIT, TRADE_LIMIT } from "../../src/domain/access/limits.ts";
import { lockHolds, memberLocked } from "../../src/domain/access/member-lock.ts";
import type { MemberRole } from "../../src/domain/access/roles.ts";
import type { MatchedRow } from "../../src/domain/access/route-permissions.ts";
import { err, ok } from "../../src/domain/result.ts";
import { sameText } from "../shared/crypto.ts";
import type { Rates } from "../shared/rates.ts";
import type { Denial, Outcome, UserParts } from "./parts.ts";
import {
  badCsrf,
  deny,
  notMember,
  rateLimited,
  sessionOver,
  stepUpInvalid,
  stepUpNeeded,
} from "./refusals.ts";
import type * as schema from "./schema.ts";
import type { Session } from "./sessions.ts";

/** One authenticated request, as far as the person's object judges it. */
export interface Passage {
  readonly jti: string;
  readonly tenantId: string;
  /** Where it came from, as `clientKey` has it. */
  readonly address: string;
  /** The row of the route, which says what it needs; null when there is no such route. */
  readonly matched: MatchedRow | null;
  /** The CSRF token that came; null when there was none; absent when the request needs none. */
  readonly csrf?: string | null;
  /** Present when the request needs a confirmation: the token that came, and the hash of the change. */
  readonly confirmation?: { readonly token: string | null; readonly changeHash: string };
}

/** Calls that are left, for the RateLimit headers. */
export interface LimitView {
  readonly limit: number;
  readonly remaining: number;
  readonly windowMs: number;
}

export interface Passed {
  readonly sessionId: string;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  readonly calls: LimitView;
}

export const changeSchema = z.object({
  sessionId: z.string(),
  changeHash: z.string(),
  passwordEnough: z.boolean(),
  passkeyChallenge: z.string(),
  proved: z.boolean(),
});

/** What every call passes, in one go: session, membership, limits, CSRF token, role, confirmation. */
export class Gate {
  readonly #rates: Rates<typeof schema>;

  constructor(rates: Rates<typeof schema>) {
    this.#rates = rates;
  }

  pass(parts: UserParts | null, passage: Passage, nowMs: number): Outcome<Passed> {
    const membership = parts?.memberships.of(passage.tenantId) ?? null;
    // Before the session, which the lock has ended: whoever is locked is told so, and not to log in again.
    if (membership !== null && lockHolds(membership.lock, nowMs)) return deny(memberLocked);
    const session = parts?.sessions.use(passage.jti, nowMs) ?? null;
    if (parts === null || session === null || session.tenantId !== passage.tenantId) return deny(sessionOver);
    if (membership === null) return deny(notMember);
    parts.sessions.cameFrom(session.id, passage.address);
    const calls = this.#rates.count("calls", CALL_LIMIT, nowMs);
    if (!calls.allowed) return err(rateLimited("calls", calls.retryAfterMs));
    if (passage.csrf !== undefined) {
      const good = passage.csrf !== null && parts.sessions.csrfGood(session, passage.csrf, nowMs);
      if (!good) return deny(badCsrf);
    }
    if (passage.matched !== null) {
      const { role, accounts } = membership;
      const forbidden = judgeRoute({ role, scopes: [], accounts }, true, passage.matched);
      if (forbidden !== null) return deny(forbidden);
    }
    if (passage.matched?.row.needs === "trade") {
      const trades = this.#rates.count("trades", TRADE_LIMIT, nowMs);
      if (!trades.allowed) return err(rateLimited("trades", trades.retryAfterMs));
    }
    const denial = this.#confirm(parts, session, passage, nowMs);
    if (denial !== null) return err(denial);
    return ok({
      sessionId: session.id,
      role: membership.role,
      accounts: membership.accounts,
      calls: { limit: CALL_LIMIT.limit, remaining: calls.remaining, windowMs: CALL_LIMIT.windowMs },
    });
  }

  /** Takes the confirmation: it is good for one request. */
  #confirm(parts: UserParts, session: Session, passage: Passage, nowMs: number): Denial | null {
    const { confirmation } = passage;
    if (confirmation === undefined) return null;
    if (confirmation.token === null) return { refusal: stepUpNeeded };
    const change = parts.challenges.get("change", confirmation.token, changeSchema, nowMs);
    if (change === null || !change.proved || change.sessionId !== session.id)
      return { refusal: stepUpInvalid };
    if (!sameText(change.changeHash, confirmation.changeHash)) return { refusal: stepUpInvalid };
    return parts.challenges.take(confirmation.token) ? null : { refusal: stepUpInvalid };
  }
}
