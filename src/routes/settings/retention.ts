import { Hono } from "hono";
import { periodsSchema } from "../../domain/retention/periods.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, problem } from "../problem.ts";
import { whoAsks } from "../who-asks.ts";

/** How long the tenant has things kept, in days. A PUT names all classes: nobody shortens one by leaving it out. */
export const retention = new Hono<ApiEnv>()
  .get("/", async (c) => json(await tenantOf(c.env, c.var.principal).retention()))
  .put("/", async (c) => {
    const body = await readJson(c.req.raw, periodsSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const set = await tenantOf(c.env, c.var.principal).setRetention(body.value, whoAsks(c));
    return set.ok ? json(set.value) : problem(set.error);
  });
