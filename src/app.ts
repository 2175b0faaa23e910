import { Hono } from "hono";
import { refusal } from "./domain/refusal.ts";
import type { Env } from "./env.ts";
import { type ApiEnv, authenticate } from "./middleware/authenticate.ts";
import { securityHeaders } from "./middleware/security-headers.ts";
import { accessKeys } from "./routes/access-keys.ts";
import { accounts } from "./routes/accounts.ts";
import { agentLink, agentPair, marketLink } from "./routes/agent.ts";
import { alerts } from "./routes/alerts.ts";
import { auth } from "./routes/auth/index.ts";
import { feed } from "./routes/feed/index.ts";
import { health } from "./routes/health.ts";
import { hook } from "./routes/hook.ts";
import { jwks } from "./routes/jwks.ts";
import { me } from "./routes/me/index.ts";
import { members } from "./routes/members.ts";
import { page } from "./routes/page/index.ts";
import { problem } from "./routes/problem.ts";
import { security } from "./routes/security/index.ts";
import { strategies } from "./routes/strategies.ts";
import { strategySecrets } from "./routes/strategy-secrets.ts";
import { tokens } from "./routes/tokens.ts";
import { udf } from "./routes/udf/index.ts";

const api = new Hono<ApiEnv>()
  .use(authenticate())
  .route("/auth", auth)
  .route("/me", me)
  .route("/members", members)
  .route("/access-keys", accessKeys)
  .route("/tokens", tokens)
  .route("/accounts", accounts)
  .route("/strategies", strategies)
  .route("/strategies", strategySecrets)
  .route("/alerts", alerts);

/**
 * Everything that the Worker answers. The agent's link and the feed come before the middleware that sets headers,
 * since those of an upgrade cannot be changed; the hook too, which sets its own and has no time to lose.
 */
export const app = new Hono<{ Bindings: Env }>()
  .route("/", agentLink)
  .route("/", marketLink)
  .route("/", hook)
  .route("/", feed)
  .use(securityHeaders())
  .route("/", agentPair)
  .route("/", health)
  .route("/", jwks)
  .route("/", page)
  .route("/api", api)
  .route("/security", security)
  .route("/udf", udf);

app.notFound(() => problem(refusal("not_found", "There is nothing at this address.")));

app.onError((error, c) => {
  // Not its message: an error of the database repeats the values of its statement.
  console.error(JSON.stringify({ event: "internal_error", path: c.req.routePath, name: error.name }));
  return problem(refusal("internal_error", "Something went wrong on our side. It was logged."));
});
