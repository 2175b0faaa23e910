import * as z from "zod";
import type { AuthTime } from "../../src/domain/access/auth-time.ts";
import { judgeRoute } from "../../src/domain/access/judge-route.ts";
import { type LimitView, limitView } from "../../src/domain/access/limit-view.ts";
import { lockHolds, memberLocked } from "../../src/domain/access/member-lock.ts";
import type { MemberRole } from "../../src/domain/access/roles.ts";
import type { MatchedRow } from "../../src/domain/access/route-permissions.ts";
import { type AskerLimits, effectiveLimits } from "../../src/domain/access/tenant-limits.ts";
import { err, ok } from "../../src/domain/result.ts";
import { sameText } from "../shared/crypto.ts";
import type { Rates } from "../shared/rates.ts";
import type { AccessWatch } from "./access-watch.ts";
import type { Membership } from "./memberships.ts";
import type { Denial, Outcome, UserParts } from "./parts.ts";
import {
  badCsrf,
  deny,
  notMember,
  originNotAllowed,
  rateLimited,
  sessionOver,
  stepUpInvalid,
  stepUpNeeded,
} from "./refusals.ts";
import type * as schema from "./schema.ts";
import type { Session, UsedSession } from "./sessions.ts";

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
  /** The origin of the page whose program calls; absent when it is our own page or no browser. */
  readonly origin?: string;
  /** Present when the request needs a confirmation: the token that came, and the hash of the change. */
  readonly confirmation?: { readonly token: string | null; readonly changeHash: string };
  /** How long earlier answers took, as the Worker measured it. */
  readonly times?: readonly AuthTime[];
}

export interface Passed {
  readonly sessionId: string;
  readonly role: MemberRole;
  readonly accounts: readonly string[] | null;
  /** What is left, for the RateLimit headers. */
  readonly limits: readonly LimitView[];
}

/** How the record calls a token of a session that names another tenant than the session's. */
const WRONG_TENANT = "wrong_tenant";

export const changeSchema = z.object({
  sessionId: z.string(),
  changeHash: z.string(),
  passwordEnough: z.boolean(),
  passkeyChallenge: z.string(),
  /** Epoch milliseconds; null: not yet. */
  provedAtMs: z.number().nullable(),
});

/** What every call passes, in one go: session, membership, limits, CSRF token, role, confirmation. */
export class Gate {
  readonly #rates: Rates<typeof schema>;
  readonly #ceilings: AskerLimits;
  readonly #watch: Pick<AccessWatch, "refused">;

  /** `ceilings` is what the operator allows any tenant to allow; `watch` is told what was refused. */
  constructor(rates: Rates<typeof schema>, ceilings: AskerLimits, watch: Pick<AccessWatch, "refused">) {
    this.#rates = rates;
    this.#ceilings = ceilings;
    this.#watch = watch;
  }

  pass(parts: UserParts | null, passage: Passage, nowMs: number): Outcome<Passed> {
    const passed = this.#pass(parts, passage, nowMs);
    if (passed.ok || parts === null) return passed;
    this.#watch.refused(parts.userId, passage, passed.error.refusal.code, nowMs);
    const { tenantId, origin } = passage;
    // So that a program in a browser can read why it is refused.
    const readable = origin !== undefined && parts.memberships.allowsOrigin(tenantId, origin);
    return readable ? err({ ...passed.error, originAllowed: true }) : passed;
  }

  #pass(parts: UserParts | null, passage: Passage, nowMs: number): Outcome<Passed> {
    const membership = parts?.memberships.of(passage.tenantId) ?? null;
    // Before the session, which the lock has ended: whoever is locked is told so, and not to log in again.
    if (membership !== null && lockHolds(membership.lock, nowMs)) return deny(memberLocked);
    const session = parts?.sessions.use(passage.jti, nowMs) ?? null;
    if (parts === null || session === null) return deny(sessionOver);
    if (session.tenantId !== passage.tenantId) {
      // Signed by us and yet wrong: recorded where the session belongs, and answered like any session that ended.
      this.#watch.refused(parts.userId, { ...passage, tenantId: session.tenantId }, WRONG_TENANT, nowMs);
      return deny(sessionOver);
    }
    if (membership === null) return deny(notMember);
    parts.sessions.cameFrom(session.id, passage.address);
    // Counted by tenant: each has limits of its own, and none of them pays for the other's calls.
    const limits = effectiveLimits(membership.limits, this.#ceilings);
    const calls = this.#rates.count(`calls|${session.tenantId}`, limits.calls, nowMs);
    const views = [limitView("calls", limits.calls, calls)];
    if (!calls.allowed) return err(rateLimited("calls", calls.retryAfterMs, views));
    const denial = this.#judge(parts, session, membership, passage, nowMs);
    if (denial !== null) return err({ ...denial, limits: views });
    if (passage.matched?.row.needs === "trade") {
      const trades = this.#rates.count(`trades|${session.tenantId}`, limits.trades, nowMs);
      views.push(limitView("trades", limits.trades, trades));
      if (!trades.allowed) return err(rateLimited("trades", trades.retryAfterMs, views));
    }
    // Last, since it takes the confirmation: what is refused for something else must not cost it.
    const unconfirmed = this.#confirm(parts, session, passage, nowMs);
    if (unconfirmed !== null) return err({ ...unconfirmed, limits: views });
    const { role, accounts } = membership;
    return ok({ sessionId: session.id, role, accounts, limits: views });
  }

  /** Whether the session and the role let the request through; null when they do. */
  #judge(
    parts: UserParts,
    session: Session,
    { role, accounts }: Membership,
    { csrf, matched, origin }: Passage,
    nowMs: number,
  ): Denial | null {
    if (origin !== undefined && !parts.memberships.allowsOrigin(session.tenantId, origin)) {
      return { refusal: originNotAllowed };
    }
    if (csrf !== undefined && (csrf === null || !parts.sessions.csrfGood(session, csrf, nowMs))) {
      return { refusal: badCsrf };
    }
    const forbidden = matched === null ? null : judgeRoute({ role, scopes: [], accounts }, true, matched);
    return forbidden === null ? null : { refusal: forbidden };
  }

  /** Takes the confirmation: it is good for one request. */
  #confirm(parts: UserParts, session: UsedSession, passage: Passage, nowMs: number): Denial | null {
    const { confirmation } = passage;
    if (confirmation === undefined) return null;
    if (confirmation.token === null) return { refusal: stepUpNeeded };
    const change = parts.challenges.get("change", confirmation.token, changeSchema, nowMs);
    if (change === null || change.provedAtMs === null || change.sessionId !== session.id)
      return { refusal: stepUpInvalid };
    // The proof raised the session's rights, so a token from before it, which others may have, has no part in it.
    if (session.tokenMadeAtMs < change.provedAtMs) return { refusal: stepUpInvalid };
    if (!sameText(change.changeHash, confirmation.changeHash)) return { refusal: stepUpInvalid };
    return parts.challenges.take(confirmation.token) ? null : { refusal: stepUpInvalid };
  }
}
