import { Hono } from "hono";
import { tenantLimitsSchema } from "../../domain/access/tenant-limits.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, problem } from "../problem.ts";
import { whoAsks } from "../who-asks.ts";

/** `/api/settings/limits`: how much each person and each API token of the tenant may do. */
export const limitSettings = new Hono<ApiEnv>()
  .get("/", async (c) => json(await tenantOf(c.env, c.var.principal).limits()))
  .put("/", async (c) => {
    const body = await readJson(c.req.raw, tenantLimitsSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const configured = await tenantOf(c.env, c.var.principal).configureLimits(body.value, whoAsks(c));
    return configured.ok ? json(configured.value) : problem(configured.error);
  });
