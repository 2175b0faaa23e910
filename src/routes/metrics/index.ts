import { type Context, Hono } from "hono";
import type { MetricSource } from "../../../durable-objects/tenant/tenant-metrics.ts";
import { isScrapeOnly } from "../../domain/access/roles.ts";
import { checkToken } from "../../domain/access/token.ts";
import { contentTypeOf, writeExposition } from "../../domain/metrics/exposition.ts";
import { negotiateFormat } from "../../domain/metrics/negotiate.ts";
import type { Sample } from "../../domain/metrics/sample.ts";
import { refusal } from "../../domain/refusal.ts";
import { err, ok, type Result } from "../../domain/result.ts";
import type { Env } from "../../env.ts";
import { BEARER, passToken } from "../../middleware/authenticate.ts";
import { denied, unauthorized } from "../denial.ts";
import { dataHeaders, problem, statusOf } from "../problem.ts";
import { collect } from "./collect.ts";

type MetricsContext = Context<{ Bindings: Env }>;

const noToken = refusal("unauthorized", "This needs an API token with the scope metrics.", {
  hint: "Send Authorization: Bearer with a token from POST /api/tokens.",
});
const noScope = refusal("forbidden", "This API token has not the scope metrics.");

/**
 * `GET /metrics`: what one tenant's objects have counted, for Prometheus. Not under /api, where Prometheus would not
 * look for it; so it lets in by itself, and only tokens with the one scope that is for it.
 */
export const metrics = new Hono<{ Bindings: Env }>().get("/metrics", async (c) => {
  const tenant = await scrapedTenant(c);
  if (!tenant.ok) return tenant.error;
  const tenantId = tenant.value;
  const scrape = await c.env.TENANT.getByName(tenantId).scrape();
  if (scrape === null) return unauthorized(noToken);
  const samples = await collect(scrape.sources, (source) => samplesOf(c.env, tenantId, source));
  const format = negotiateFormat(c.req.header("accept"));
  const text = writeExposition([...scrape.samples, ...samples], format);
  return new Response(text, { headers: { ...dataHeaders, "content-type": contentTypeOf[format] } });
});

/** The tenant whose token came, or the answer to whoever has none. */
async function scrapedTenant(c: MetricsContext): Promise<Result<string, Response>> {
  const token = BEARER.exec(c.req.header("authorization") ?? "")?.[1];
  if (token === undefined) return err(unauthorized(noToken));
  const claim = checkToken(token, ["api"]);
  if (!claim.ok) return err(unauthorized(claim.error));
  const { ownerId } = claim.value;
  const passed = await passToken({ env: c.env, request: c.req.raw, matched: null }, token, ownerId);
  if (!passed.ok) {
    const { refusal: why } = passed.error;
    return err(statusOf(why.code) === 401 ? unauthorized(why) : denied(passed.error));
  }
  return isScrapeOnly(passed.value.scopes) ? ok(ownerId) : err(problem(noScope));
}

/** What one object shows; each answers to its own tenant only (promise P7). */
async function samplesOf(
  env: Env,
  tenantId: string,
  { kind, id }: MetricSource,
): Promise<readonly Sample[] | null> {
  switch (kind) {
    case "strategy":
      return env.STRATEGY.getByName(id).metrics(tenantId);
    case "member":
      return env.USER.getByName(id).metrics(tenantId);
    case "account": {
      const answer = await env.TRADING_ACCOUNT.getByName(id).metrics(tenantId);
      return answer.ok ? answer.value : null;
    }
  }
}
