import { createMiddleware } from "hono/factory";
import { matchRow } from "../domain/access/route-permissions.ts";
import { refusal } from "../domain/refusal.ts";
import type { Env } from "../env.ts";
import { problem } from "../routes/problem.ts";
import { publicOrigin } from "./same-origin.ts";

/** How long a browser may keep the answer to a preflight. */
const PREFLIGHT_SECONDS = 600;
const TAKEN_HEADERS = "authorization, content-type, idempotency-key, x-step-up";
const SHOWN_HEADERS = "location, ratelimit, ratelimit-policy, retry-after";

/**
 * The origin of the page whose program makes this call with a bearer token; undefined when it is our own page, or no
 * browser. A call by cookie is never one of these: nothing of it is shared with another origin.
 */
export function foreignOrigin(request: Request, env: Env): string | undefined {
  const origin = request.headers.get("origin");
  if (origin === null || origin === publicOrigin(env, request.url)) return undefined;
  return origin;
}

/** Lets the page of this origin read the answer. Call it only for one that the asking tenant has named. */
export function shareWith(headers: Headers, origin: string): void {
  headers.set("access-control-allow-origin", origin);
  headers.set("access-control-expose-headers", SHOWN_HEADERS);
}

/**
 * Answers preflights, and marks answers that depend on the origin. A preflight carries no credentials, so nobody knows
 * whose it is; it is answered alike for every origin and opens nothing: cookies are not taken along (no
 * Access-Control-Allow-Credentials), and the call itself is refused unless its token's tenant has named the origin.
 */
export function cors() {
  return createMiddleware<{ Bindings: Env }>(async function answerPreflight(c, next) {
    const method = c.req.header("access-control-request-method");
    if (c.req.method !== "OPTIONS" || method === undefined) {
      await next();
      if (c.req.header("origin") !== undefined && c.res.status !== 101)
        c.res.headers.append("vary", "Origin");
      return;
    }
    const row = matchRow(method, c.req.path)?.row;
    // People log in on our own page only: no other one has a reason to see a password.
    if (row === undefined || row.needs === "public") {
      return problem(refusal("not_found", "There is nothing here for pages of other origins."));
    }
    return new Response(null, {
      status: 204,
      headers: {
        "access-control-allow-origin": "*",
        "access-control-allow-methods": row.method,
        "access-control-allow-headers": TAKEN_HEADERS,
        "access-control-max-age": String(PREFLIGHT_SECONDS),
        vary: "Access-Control-Request-Method",
      },
    });
  });
}
