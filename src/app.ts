import { Hono } from "hono";
import { refusal } from "./domain/refusal.ts";
import type { Env } from "./env.ts";
import { type ApiEnv, authenticate } from "./middleware/authenticate.ts";
import { cors } from "./middleware/cors.ts";
import { dated } from "./middleware/dated.ts";
import { requireHttps } from "./middleware/require-https.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { accessKeys } from "./routes/access-keys.ts";
import { accounts } from "./routes/accounts.ts";
import { agentLink, agentPair, marketLink } from "./routes/agent.ts";
import { alerts } from "./routes/alerts.ts";
import { auth } from "./routes/auth/index.ts";
import { cspReport } from "./routes/csp-report.ts";
import { desk } from "./routes/desk/index.ts";
import { deskReport } from "./routes/desk/report.ts";
import { docs } from "./routes/docs.ts";
import { emergency } from "./routes/emergency.ts";
import { feed } from "./routes/feed/index.ts";
import { health } from "./routes/health.ts";
import { hook } from "./routes/hook.ts";
import { jwks } from "./routes/jwks.ts";
import { me } from "./routes/me/index.ts";
import { members } from "./routes/members.ts";
import { metrics } from "./routes/metrics/index.ts";
import { notices } from "./routes/notices.ts";
import { openapi } from "./routes/openapi.ts";
import { problem } from "./routes/problem.ts";
import { security } from "./routes/security/index.ts";
import { limitSettings } from "./routes/settings/limits.ts";
import { retention } from "./routes/settings/retention.ts";
import { strategies } from "./routes/strategies.ts";
import { strategySecrets } from "./routes/strategy-secrets.ts";
import { tokens } from "./routes/tokens.ts";
import { udf } from "./routes/udf/index.ts";
import { webOrigins } from "./routes/web-origins.ts";

const api = new Hono<ApiEnv>()
  .use(dated())
  .use(authenticate())
  .route("/auth", auth)
  .route("/me", me)
  .route("/members", members)
  .route("/access-keys", accessKeys)
  .route("/tokens", tokens)
  .route("/settings/retention", retention)
  .route("/settings/limits", limitSettings)
  .route("/accounts", accounts)
  .route("/strategies", strategies)
  .route("/strategies", strategySecrets)
  .route("/alerts", alerts)
  .route("/notices", notices)
  .route("/settings/origins", webOrigins);

/**
 * Everything that the Worker answers. Health comes before the check for HTTPS, so that a load balancer may ask it
 * over plain HTTP; it tells nothing that anybody could overhear. The feed comes before CORS: a page of another origin
 * cannot open one.
 */
export const app = new Hono<{ Bindings: Env }>()
  .use(securityHeaders())
  .route("/", health)
  .use(requireHttps())
  .route("/", agentLink)
  .route("/", marketLink)
  .route("/", hook)
  .route("/", feed)
  .route("/", agentPair)
  .route("/", jwks)
  .route("/", metrics)
  .route("/", cspReport)
  .route("/", deskReport)
  .route("/", desk)
  .route("/", openapi)
  .route("/", docs)
  .use(cors())
  .route("/api", api)
  .route("/security", security)
  .route("/emergency", emergency)
  .route("/udf", udf);

app.notFound(() => problem(refusal("not_found", "There is nothing at this address.")));

app.onError((error, c) => {
  // Not its message: an error of the database repeats the values of its statement.
  console.error(JSON.stringify({ event: "internal_error", path: c.req.routePath, name: error.name }));
  return problem(refusal("internal_error", "Something went wrong on our side. It was logged."));
});
