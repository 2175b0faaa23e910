import type { MemberRole } from "../../src/domain/access/roles.ts";
import { ok } from "../../src/domain/result.ts";
import type { Outcome, UserParts } from "./parts.ts";
import type { PasskeyView } from "./passkeys.ts";
import { deny, sessionOver } from "./refusals.ts";

/** The person, as the person sees it. */
export interface Profile {
  readonly userId: string;
  readonly email: string;
  readonly tenantId: string;
  readonly role: MemberRole | null;
  /** The trading accounts of the tenant that the person is confined to; null: all of them. */
  readonly accounts: readonly string[] | null;
  readonly tenants: readonly { readonly tenantId: string; readonly role: MemberRole }[];
  readonly csrfToken: string;
  readonly factors: {
    readonly totp: boolean;
    readonly recoveryCodesLeft: number;
    readonly passkeys: readonly PasskeyView[];
  };
}

/** A session, as its owner sees it; never a token. */
export interface SessionView {
  readonly id: string;
  readonly name: string;
  readonly client: string;
  readonly factor: string;
  readonly address: string;
  readonly tenantId: string;
  readonly startedAtMs: number;
  readonly lastSeenAtMs: number;
  /** The one that asks. */
  readonly current: boolean;
}

export function profileOf(parts: UserParts, sessionId: string, nowMs: number): Outcome<Profile> {
  const [person, session] = [parts.person.get(), parts.sessions.get(sessionId)];
  if (person === null || session === null) return deny(sessionOver);
  const membership = parts.memberships.of(session.tenantId);
  return ok({
    userId: person.userId,
    email: person.email,
    tenantId: session.tenantId,
    role: membership?.role ?? null,
    accounts: membership?.accounts ?? null,
    tenants: parts.memberships.all().map(({ tenantId, role }) => ({ tenantId, role })),
    csrfToken: parts.sessions.csrfToken(session, nowMs),
    factors: {
      totp: person.totpSecret !== null,
      recoveryCodesLeft: parts.factors.recoveryCodesLeft(),
      passkeys: parts.passkeys.list(),
    },
  });
}

export function sessionsOf(parts: UserParts, currentId: string, nowMs: number): SessionView[] {
  return parts.sessions.live(nowMs).map((session) => ({
    id: session.id,
    name: session.name,
    client: session.client,
    factor: session.factor,
    address: session.address,
    tenantId: session.tenantId,
    startedAtMs: session.startedAtMs,
    lastSeenAtMs: session.lastSeenAtMs,
    current: session.id === currentId,
  }));
}
