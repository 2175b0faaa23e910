import { createHash, timingSafeEqual } from "node:crypto";
import type { Context } from "hono";
import { createMiddleware } from "hono/factory";
import { sha256Hex } from "../../durable-objects/shared/crypto.ts";
import type { PassedToken } from "../../durable-objects/tenant/api-tokens.ts";
import type { Passage } from "../../durable-objects/user/gate.ts";
import type { Denial, Outcome } from "../../durable-objects/user/parts.ts";
import { originNotAllowed } from "../../durable-objects/user/refusals.ts";
import { clientKey } from "../domain/access/address.ts";
import { changeText } from "../domain/access/confirmed-change.ts";
import { judgeRoute } from "../domain/access/judge-route.ts";
import { type LimitView, limitHeaders, limitView } from "../domain/access/limit-view.ts";
import { FAILED_LOGIN_LIMIT } from "../domain/access/limits.ts";
import type { Rights } from "../domain/access/may.ts";
import { type MatchedRow, matchRow } from "../domain/access/route-permissions.ts";
import { checkToken } from "../domain/access/token.ts";
import { parsePlainJson } from "../domain/json/strict.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { Env } from "../env.ts";
import { readBytes } from "../routes/body.ts";
import { denied, unauthorized } from "../routes/denial.ts";
import { problem, statusOf } from "../routes/problem.ts";
import { blockedForMs, failedLogin } from "./address-watch.ts";
import { verifiedTokens } from "./auth-keys.ts";
import { takeAuthTimes, timedAuth } from "./auth-times.ts";
import { clientAddress } from "./client-address.ts";
import { accessCookie } from "./cookies.ts";
import { foreignOrigin, shareWith } from "./cors.ts";
import { crossSite } from "./same-origin.ts";
import { shieldLogins } from "./shield.ts";

/** Who asks, after `authenticate`. */
export interface Principal extends Rights {
  readonly tenantId: string;
  /** The person and their session; null for API tokens and the bootstrap token. */
  readonly person: { readonly userId: string; readonly sessionId: string } | null;
  /** Who it is, for the record: a `usr_` id, an API token's id, or `bootstrap`. */
  readonly by: string;
}

/** What Hono knows of a request under /api. */
export interface ApiEnv {
  Bindings: Env;
  Variables: {
    principal: Principal;
    /** The limits that the asker stands under, for the headers of the answer; absent: none. */
    limits?: readonly LimitView[];
  };
}

/** A principal, and what is left to it where that is counted. */
interface Admitted {
  readonly principal: Principal;
  readonly limits?: readonly LimitView[];
}

const SHA256_HEX = /^[0-9a-f]{64}$/;
export const BEARER = /^Bearer ([\x21-\x7e]{1,4096})$/;
const SAFE_METHODS = new Set(["GET", "HEAD"]);
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

const noCredentials: Refusal = refusal("unauthorized", "This needs a session or an API token.", {
  hint: "Log in, or send Authorization: Bearer with a token.",
});

/**
 * Lets through only who is somebody and may do what the route's row says. A person's access token is checked
 * by signature here and by the person's own object, in one call that also counts the request; an API token by
 * its tenant; the bootstrap token by its digest.
 */
export function authenticate() {
  return createMiddleware<ApiEnv>(async function authenticateRequest(c, next) {
    const matched = matchRow(c.req.method, c.req.path);
    if (matched?.row.needs === "public") {
      const foreign = crossSite(c.req.raw, c.env, false);
      if (foreign !== null) return problem(foreign);
      const flooded = await shieldLogins(c.env, clientAddress(c.req.raw, c.env.CLIENT_ADDRESS));
      if (flooded !== null) return denied(flooded);
      await next();
      return setLimitHeaders(c);
    }
    const admitted = await admit(c, matched);
    // A call that got in from another origin comes from one that the tenant has named.
    const origin = c.req.header("authorization") === undefined ? undefined : foreignOrigin(c.req.raw, c.env);
    const shared = (answer: Response): Response => {
      if (origin !== undefined) shareWith(answer.headers, origin);
      return answer;
    };
    if (!admitted.ok) {
      const { refusal: refused, originAllowed } = admitted.error;
      const answer = statusOf(refused.code) === 401 ? unauthorized(refused) : denied(admitted.error);
      return originAllowed === true ? shared(answer) : answer;
    }
    const { principal, limits } = admitted.value;
    if (matched !== null && principal.person === null) {
      const forbidden = judgeRoute(principal, false, matched);
      if (forbidden !== null) return shared(problem(forbidden));
    }
    c.set("principal", principal);
    if (limits !== undefined) c.set("limits", limits);
    // Without a row there is no route to go to, and the answer is that there is nothing.
    if (matched === null) return shared(problem(refusal("not_found", "There is nothing at this address.")));
    await next();
    setLimitHeaders(c);
    if (c.res.status !== 101) shared(c.res);
  });
}

async function admit(c: Context<ApiEnv>, matched: MatchedRow | null): Promise<Result<Admitted, Denial>> {
  const header = c.req.header("authorization");
  if (header === undefined) {
    const cookie = accessCookie(c.req.raw);
    return cookie === null ? err({ refusal: noCredentials }) : admitPerson(c, matched, cookie, true);
  }
  const token = BEARER.exec(header)?.[1];
  if (token === undefined) return err({ refusal: noCredentials });
  if (token.includes(".")) return admitPerson(c, matched, token, false);
  const claim = checkToken(token, ["own", "api"]);
  if (!claim.ok) return err({ refusal: claim.error });
  return claim.value.kind === "own"
    ? admitBootstrap(c, token, claim.value.ownerId)
    : admitProgram(c, matched, token, claim.value.ownerId);
}

function admitBootstrap(c: Context<ApiEnv>, token: string, tenantId: string): Result<Admitted, Denial> {
  if (!isBootstrapToken(token, c.env.BOOTSTRAP_TOKEN_SHA256)) {
    return err({ refusal: refusal("invalid_token", "This API token is not known here.") });
  }
  // The operator's scripts run in no browser: of a page that has this token nothing is known but that it should not.
  if (foreignOrigin(c.req.raw, c.env) !== undefined) return err({ refusal: originNotAllowed });
  const principal: Principal = {
    tenantId,
    role: "owner",
    scopes: [],
    accounts: null,
    person: null,
    by: "bootstrap",
  };
  return ok({ principal });
}

/** False as well when no token is configured: then nothing is open to anybody. */
function isBootstrapToken(token: string, configuredHash: string): boolean {
  if (!SHA256_HEX.test(configuredHash)) return false;
  return timingSafeEqual(createHash("sha256").update(token).digest(), Buffer.from(configuredHash, "hex"));
}

/** Asks the tenant whether an API token is good from where this request came; a failure counts for the address. */
export async function passToken(
  { env, request, matched }: { env: Env; request: Request; matched: MatchedRow | null },
  token: string,
  tenantId: string,
): Promise<Outcome<PassedToken>> {
  const address = clientAddress(request, env.CLIENT_ADDRESS);
  const blockedMs = await blockedForMs(env, address, Date.now());
  if (blockedMs > 0) return err(blocked(blockedMs));
  const origin = foreignOrigin(request, env);
  const passage = {
    ...{ hash: sha256Hex(token), address, matched, times: takeAuthTimes(tenantId) },
    ...(origin === undefined ? {} : { origin }),
  };
  const passed = await timedAuth(tenantId, "api_token", () =>
    env.TENANT.getByName(tenantId).passToken(passage),
  );
  if (!passed.ok && passed.error.failedLogin === true) await failedLogin(env, address, Date.now());
  return passed;
}

async function admitProgram(
  c: Context<ApiEnv>,
  matched: MatchedRow | null,
  token: string,
  tenantId: string,
): Promise<Result<Admitted, Denial>> {
  const passed = await passToken({ env: c.env, request: c.req.raw, matched }, token, tenantId);
  if (!passed.ok) return passed;
  const { tokenId, scopes, accounts, limits } = passed.value;
  return ok({ principal: { tenantId, role: "api", scopes, accounts, person: null, by: tokenId }, limits });
}

async function admitPerson(
  c: Context<ApiEnv>,
  matched: MatchedRow | null,
  token: string,
  byCookie: boolean,
): Promise<Result<Admitted, Denial>> {
  const foreign = byCookie ? crossSite(c.req.raw, c.env, true) : null;
  if (foreign !== null) return err({ refusal: foreign });
  const verified = await verifiedTokens(c.env.AUTH_KEYS).verify(token, Date.now());
  if (!verified.ok) return err({ refusal: verified.error });
  const { sub: userId, tenant: tenantId, jti } = verified.value;
  const writes = !SAFE_METHODS.has(c.req.method);
  // With the cookie a foreign page may at most make us read, and it is not shown what: see `foreignOrigin`.
  const origin = byCookie ? undefined : foreignOrigin(c.req.raw, c.env);
  const passage: Passage = {
    jti,
    tenantId,
    address: clientKey(clientAddress(c.req.raw, c.env.CLIENT_ADDRESS)),
    matched,
    ...(origin === undefined ? {} : { origin }),
    ...(byCookie && writes ? { csrf: c.req.header("x-csrf-token") ?? null } : {}),
    ...(matched?.row.confirm === undefined ? {} : { confirmation: await confirmationOf(c) }),
    times: takeAuthTimes(userId),
  };
  const passed = await timedAuth(userId, "access_token", () => c.env.USER.getByName(userId).pass(passage));
  if (!passed.ok) return passed;
  const { sessionId, role, accounts, limits } = passed.value;
  const person = { userId, sessionId };
  return ok({ principal: { tenantId, role, scopes: [], accounts, person, by: userId }, limits });
}

/** The confirmation that came, and the digest of what the request would change. */
async function confirmationOf(c: Context<ApiEnv>): Promise<{ token: string | null; changeHash: string }> {
  const token = c.req.header("x-step-up") ?? null;
  const bytes = token === null ? null : await readBytes(c.req.raw.clone());
  const change = { method: c.req.method, path: c.req.path, body: bytes === null ? null : plainBody(bytes) };
  return { token, changeHash: sha256Hex(changeText(change)) };
}

/** The body as data; null for one that is none, which the route itself will refuse. */
function plainBody(bytes: Uint8Array): unknown {
  if (bytes.length === 0) return null;
  try {
    const plain = parsePlainJson(utf8.decode(bytes));
    return plain.ok ? plain.value : null;
  } catch {
    // The only thing that `decode` throws for is text that is not UTF-8.
    return null;
  }
}

export function blocked(retryAfterMs: number): Denial {
  return {
    refusal: refusal("address_blocked", "Too many failed attempts came from this address."),
    retryAfterMs,
    limits: [limitView("failed-logins", FAILED_LOGIN_LIMIT, { remaining: 0, retryAfterMs })],
  };
}

/** Says on every answer what is left; those of a WebSocket upgrade cannot be changed. */
function setLimitHeaders(c: Context<ApiEnv>): void {
  const { limits } = c.var;
  if (limits === undefined || c.res.status === 101) return;
  for (const [name, value] of Object.entries(limitHeaders(limits))) c.res.headers.set(name, value);
}
