import { type SessionState, sessionEnd } from "./session.ts";

/**
 * Rotating refresh tokens. Each renewal spends the token and makes the next one; all tokens of a session are
 * one family. A token that comes a second time was copied by somebody, and nobody can tell which of the two
 * is the owner, so the whole family ends (ASVS 10.4.5). There is no grace: a client renews one at a time.
 */

export interface RefreshTokenState {
  /** Epoch milliseconds of its use; null while it is the family's newest. */
  readonly usedAtMs: number | null;
}

export type RefreshVerdict = "rotate" | "reused" | "unknown" | "ended" | "idle" | "too_old";

/**
 * What to do with a refresh token that came at `nowMs`; `token` is null when no such token was ever made. On
 * `reused` the caller ends the session, on `rotate` it spends the token and stores the next one, each in the
 * same transaction as the look that led to the verdict.
 */
export function judgeRefresh(
  token: RefreshTokenState | null,
  session: SessionState | null,
  nowMs: number,
): RefreshVerdict {
  if (token === null || session === null) return "unknown";
  // Also when the family is over: that somebody has the copy is worth an alert.
  if (token.usedAtMs !== null) return "reused";
  return sessionEnd(session, nowMs) ?? "rotate";
}
