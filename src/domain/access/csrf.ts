import { CSRF_ROTATION_MS } from "./limits.ts";

/** HMAC-SHA256 of `text` in base64url under the session's own key; passed in, the domain has no crypto. */
export type SessionMac = (text: string) => string;

/**
 * The token that a browser must repeat in `X-CSRF-Token` with every write: bound to the session, another one
 * every 5 minutes. Derived, not stored, so asking for one costs no write.
 */
export function csrfTokenAt(mac: SessionMac, sessionId: string, nowMs: number): string {
  return tokenOf(mac, sessionId, Math.floor(nowMs / CSRF_ROTATION_MS));
}

/** True for the token of this period and of the one before; `same` compares in constant time. */
export function csrfTokenGood(
  token: string,
  mac: SessionMac,
  sessionId: string,
  nowMs: number,
  same: (a: string, b: string) => boolean,
): boolean {
  const period = Math.floor(nowMs / CSRF_ROTATION_MS);
  const now = same(token, tokenOf(mac, sessionId, period));
  const before = same(token, tokenOf(mac, sessionId, period - 1));
  return now || before;
}

function tokenOf(mac: SessionMac, sessionId: string, period: number): string {
  return mac(`csrf|${sessionId}|${period}`);
}
