import { Hono } from "hono";
import * as z from "zod";
import { checkWebOrigin, LONGEST_WEB_ORIGIN, MOST_WEB_ORIGINS } from "../domain/access/web-origin.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { readJson } from "./body.ts";
import { tenantOf } from "./owned.ts";
import { json, problem } from "./problem.ts";
import { whoAsks } from "./who-asks.ts";

export const originsSchema = z.strictObject({
  /** All that are allowed from now on; none closes the API to pages of other origins. */
  origins: z.array(z.string().max(LONGEST_WEB_ORIGIN)).max(MOST_WEB_ORIGINS),
});

/** `/api/settings/origins`: the origins whose pages may call with bearer tokens of the tenant. */
export const webOrigins = new Hono<ApiEnv>()
  .get("/", async (c) => json({ origins: await tenantOf(c.env, c.var.principal).webOrigins() }))
  .put("/", async (c) => {
    const body = await readJson(c.req.raw, originsSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const localAllowed = c.env.LOCAL_ORIGINS === "allowed";
    for (const origin of body.value.origins) {
      const checked = checkWebOrigin(origin, localAllowed);
      if (!checked.ok) return problem(checked.error);
    }
    const tenant = tenantOf(c.env, c.var.principal);
    return json({ origins: await tenant.setWebOrigins(body.value.origins, whoAsks(c)) });
  });
