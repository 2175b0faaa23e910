import * as z from "zod";
import { idSchema, tenantIdSchema } from "../ids.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { ACCESS_TOKEN_MS } from "./limits.ts";
import { memberRoleSchema } from "./roles.ts";

/** `typ` of access tokens (RFC 9068), so that nothing else that the gateway signs can stand in for one. */
export const ACCESS_TOKEN_TYPE = "at+jwt";
export const ACCESS_TOKEN_ISSUER = "urn:sallyport:gateway";
export const ACCESS_TOKEN_AUDIENCE = "urn:sallyport:api";

/** Clocks of two machines of one deployment may disagree by so much. */
const SKEW_S = 5;

/** 128 random bits in hex. */
const randomIdSchema = z.string().regex(/^[0-9a-f]{32}$/);
const secondsSchema = z.int().nonnegative();

/** Closed: a token with anything else in it was not made here. */
const claimsSchema = z.strictObject({
  iss: z.literal(ACCESS_TOKEN_ISSUER),
  aud: z.literal(ACCESS_TOKEN_AUDIENCE),
  sub: idSchema("usr"),
  tenant: tenantIdSchema,
  role: memberRoleSchema,
  /** The session that the token belongs to. */
  sid: randomIdSchema,
  jti: randomIdSchema,
  iat: secondsSchema,
  exp: secondsSchema,
});

/**
 * What an access token says. The role is for clients to read: what is allowed is decided by the role that
 * the user's own object knows at that moment.
 */
export type AccessClaims = z.infer<typeof claimsSchema>;

export interface NewAccessToken {
  readonly userId: string;
  readonly tenantId: string;
  readonly role: AccessClaims["role"];
  readonly sessionId: string;
  readonly jti: string;
}

/** The claims of a token that is made at `nowMs`. */
export function accessClaims(token: NewAccessToken, nowMs: number): AccessClaims {
  const iat = Math.floor(nowMs / 1000);
  return {
    iss: ACCESS_TOKEN_ISSUER,
    aud: ACCESS_TOKEN_AUDIENCE,
    sub: token.userId,
    tenant: token.tenantId,
    role: token.role,
    sid: token.sessionId,
    jti: token.jti,
    iat,
    exp: iat + ACCESS_TOKEN_MS / 1000,
  };
}

/**
 * Judges the verified payload of an access token at `nowMs`. Every fault is told alike, but for a token that
 * merely ended: its owner may renew it.
 */
export function judgeAccessClaims(payload: unknown, nowMs: number): Result<AccessClaims, Refusal> {
  const read = claimsSchema.safeParse(payload);
  if (!read.success) return err(invalidAccessToken);
  const claims = read.data;
  const nowS = nowMs / 1000;
  const lifeS = claims.exp - claims.iat;
  // A token that claims a longer life than ours have, or one from the future, was not made by this code.
  if (lifeS <= 0 || lifeS > ACCESS_TOKEN_MS / 1000 || claims.iat > nowS + SKEW_S)
    return err(invalidAccessToken);
  if (claims.exp <= nowS) return err(expiredAccessToken);
  return ok(claims);
}

export const invalidAccessToken: Refusal = refusal("invalid_token", "This access token is not valid here.");
const expiredAccessToken: Refusal = refusal("token_expired", "This access token has ended.", {
  hint: "Renew it with the refresh token.",
});
