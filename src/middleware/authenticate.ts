import { createHash, timingSafeEqual } from "node:crypto";
import { createMiddleware } from "hono/factory";
import { checkToken } from "../domain/access/token.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import { problem } from "../routes/problem.ts";

/** Who asks, after `authenticate`. */
export interface Principal {
  readonly tenantId: string;
  readonly role: "owner";
}

/** What Hono knows of a request under /api. */
export interface ApiEnv {
  Bindings: Env;
  Variables: { principal: Principal };
}

const SHA256_HEX = /^[0-9a-f]{64}$/;
const BEARER = /^Bearer ([\x21-\x7e]{1,200})$/;

/**
 * Lets through only who has the bootstrap token: shape and checksum first, then the token's SHA-256 against
 * the configured one in constant time.
 */
export function authenticate() {
  return createMiddleware<ApiEnv>(async function authenticateRequest(c, next) {
    const token = BEARER.exec(c.req.header("authorization") ?? "")?.[1];
    if (token === undefined) {
      return unauthorized(
        "unauthorized",
        "This needs an API token.",
        "Send it as Authorization: Bearer sp_own_…",
      );
    }
    const claim = checkToken(token);
    if (!claim.ok) return unauthorized(claim.error.code, claim.error.message, claim.error.hint);
    if (!isBootstrapToken(token, c.env.BOOTSTRAP_TOKEN_SHA256)) {
      return unauthorized("invalid_token", "This API token is not known here.");
    }
    c.set("principal", { tenantId: claim.value.tenantId, role: "owner" });
    await next();
  });
}

/** False as well when no token is configured: then nothing is open to anybody. */
function isBootstrapToken(token: string, configuredHash: string): boolean {
  if (!SHA256_HEX.test(configuredHash)) return false;
  return timingSafeEqual(createHash("sha256").update(token).digest(), Buffer.from(configuredHash, "hex"));
}

function unauthorized(code: string, message: string, hint?: string): Response {
  return problem(refusal(code, message, { hint }), { headers: { "www-authenticate": "Bearer" } });
}
