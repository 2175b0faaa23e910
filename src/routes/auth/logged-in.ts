import type { Context } from "hono";
import type { LoggedIn, LoginAnswer } from "../../../durable-objects/user/login-desk.ts";
import type { Denial } from "../../../durable-objects/user/parts.ts";
import type { RenewedAccess } from "../../../durable-objects/user/step-up-desk.ts";
import { ACCESS_TOKEN_MS } from "../../domain/access/limits.ts";
import { refusal } from "../../domain/refusal.ts";
import type { Result } from "../../domain/result.ts";
import { failedLogin, loginAttempt } from "../../middleware/address-watch.ts";
import { authKeys } from "../../middleware/auth-keys.ts";
import { type ApiEnv, blocked } from "../../middleware/authenticate.ts";
import { clientAddress } from "../../middleware/client-address.ts";
import { renewedAccessCookie, sessionCookies } from "../../middleware/cookies.ts";
import { signAccessToken } from "../../protocol/access-token.ts";
import { denied } from "../denial.ts";
import { json } from "../problem.ts";

/** The client's address as one text, for the guard and for the person's list of sessions. */
export function addressOf(c: Context<ApiEnv>): string | null {
  return clientAddress(c.req.raw, c.env.CLIENT_ADDRESS);
}

/**
 * Counts an attempt of the asking address; the answer to give when it may not go on, else null. Everything
 * that takes a secret and has no session yet begins here.
 */
export async function stopAtDoor(c: Context<ApiEnv>): Promise<Response | null> {
  const verdict = await loginAttempt(c.env, addressOf(c));
  // On whatever is answered in the end, not only on a refusal here.
  c.set("limits", verdict.limits);
  if (verdict.allowed) return null;
  const { retryAfterMs } = verdict;
  if (verdict.blocked) return denied(blocked(retryAfterMs));
  return denied({ refusal: refusal("rate_limited", "Too many logins from this address."), retryAfterMs });
}

/** A denial of the person's object; what counts as a failed login is told to the address's guard first. */
export async function deniedLogin(c: Context<ApiEnv>, denial: Denial): Promise<Response> {
  if (denial.failedLogin === true) await failedLogin(c.env, addressOf(c), Date.now());
  return denied(denial);
}

export async function answerLogin(
  c: Context<ApiEnv>,
  answer: Result<LoginAnswer, Denial>,
): Promise<Response> {
  if (!answer.ok) return deniedLogin(c, answer.error);
  const { value } = answer;
  if (value.status === "logged_in") return answerSession(c, userIdOfKeys(value.login), value.login);
  return json({ status: value.status, token: value.token, methods: value.methods });
}

/** The refresh token leads to its user, so it names them. */
function userIdOfKeys({ keys }: LoggedIn): string {
  return `usr_${keys.refreshToken.slice("sp_ref_".length, "sp_ref_".length + 26)}`;
}

/** The answer to a proved confirmation, with the new access token: as a cookie, or in the answer. */
export async function answerConfirmed(
  c: Context<ApiEnv>,
  userId: string,
  token: string,
  { client, ...access }: RenewedAccess,
): Promise<Response> {
  const signing = await authKeys(c.env.AUTH_KEYS).signing();
  const accessToken = await signAccessToken({ userId, ...access }, signing, Date.now());
  const expiresIn = ACCESS_TOKEN_MS / 1000;
  const about = { status: "confirmed", token, expiresIn };
  if (client === "program") return json({ ...about, accessToken });
  return json(about, 200, { "set-cookie": renewedAccessCookie(accessToken, expiresIn) });
}

/** Signs the access token of a session, and hands both tokens over: as cookies, or in the answer. */
export async function answerSession(c: Context<ApiEnv>, userId: string, login: LoggedIn): Promise<Response> {
  const { keys, email, role } = login;
  const { tenantId, sessionId, jti } = keys;
  const nowMs = Date.now();
  const signing = await authKeys(c.env.AUTH_KEYS).signing();
  const accessToken = await signAccessToken({ userId, tenantId, role, sessionId, jti }, signing, nowMs);
  const accessSeconds = ACCESS_TOKEN_MS / 1000;
  const about = {
    status: "logged_in",
    user: { id: userId, email },
    tenantId,
    role,
    sessionId,
    expiresIn: accessSeconds,
  };
  if (keys.client === "program") {
    return json({ ...about, accessToken, refreshToken: keys.refreshToken, tokenType: "Bearer" });
  }
  const refreshSeconds = Math.max(1, Math.floor((keys.endsAtMs - nowMs) / 1000));
  const answer = json({ ...about, csrfToken: keys.csrfToken });
  const cookies = sessionCookies({
    accessToken,
    accessSeconds,
    refreshToken: keys.refreshToken,
    refreshSeconds,
  });
  for (const cookie of cookies) answer.headers.append("set-cookie", cookie);
  return answer;
}
