import {
  ACCESS_TOKEN_TYPE,
  type AccessClaims,
  accessClaims,
  invalidAccessToken,
  judgeAccessClaims,
  type NewAccessToken,
} from "../domain/access/access-token.ts";
import type { Refusal } from "../domain/refusal.ts";
import { err, type Result } from "../domain/result.ts";
import { signCompact, type VerificationKeys, verifyCompact } from "./compact-jws.ts";
import type { SigningKey } from "./signed-order.ts";

/** Signs the access token of a session. */
export function signAccessToken(
  token: NewAccessToken,
  { kid, key }: SigningKey,
  nowMs: number,
): Promise<string> {
  return signCompact(JSON.stringify(accessClaims(token, nowMs)), ACCESS_TOKEN_TYPE, kid, key);
}

/**
 * Verifies signature, type, issuer, audience and times of an access token. It is good only when the user's
 * object knows its `jti`, too.
 */
export async function verifyAccessToken(
  token: string,
  keys: VerificationKeys,
  nowMs: number,
): Promise<Result<AccessClaims, Refusal>> {
  const payload = await verifyCompact(token, ACCESS_TOKEN_TYPE, keys);
  // Which of the reasons it was is for nobody to know who cannot sign.
  return payload.ok ? judgeAccessClaims(payload.value, nowMs) : err(invalidAccessToken);
}
