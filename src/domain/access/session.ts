import { type ClientKind, SESSION_LIFE } from "./limits.ts";

/** What decides whether a session lives. Times are epoch milliseconds. */
export interface SessionState {
  readonly client: ClientKind;
  readonly startedAtMs: number;
  readonly lastSeenAtMs: number;
  /** Ended by logout, by its owner, by an admin, or by a reused refresh token; null while it is not. */
  readonly endedAtMs: number | null;
}

export type SessionEnd = "ended" | "idle" | "too_old";

/** Why the session is over at `nowMs`; null while it lives. */
export function sessionEnd(session: SessionState, nowMs: number): SessionEnd | null {
  if (session.endedAtMs !== null) return "ended";
  const life = SESSION_LIFE[session.client];
  if (nowMs >= session.startedAtMs + life.absoluteMs) return "too_old";
  if (nowMs >= session.lastSeenAtMs + life.idleMs) return "idle";
  return null;
}

/** The moment at which the session ends unless it is used before. */
export function sessionIdleAtMs(
  session: Pick<SessionState, "client" | "startedAtMs" | "lastSeenAtMs">,
): number {
  return Math.min(sessionEndsAtMs(session), session.lastSeenAtMs + SESSION_LIFE[session.client].idleMs);
}

/** The moment after which the session is over for good, even if it is used all the time. */
export function sessionEndsAtMs(session: Pick<SessionState, "client" | "startedAtMs">): number {
  return session.startedAtMs + SESSION_LIFE[session.client].absoluteMs;
}
