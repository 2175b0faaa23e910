import { Hono } from "hono";
import { z } from "zod";
import { strategyIdSchema } from "../../domain/ids.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, problem } from "../problem.ts";
import { whoAsks } from "../who-asks.ts";

/** Objects that one call goes through; the platform limits the calls that one request may make. */
const OBJECTS_A_CALL = 40;

const rewrapSchema = z.strictObject({
  /** `next` of the call before. */
  cursor: strategyIdSchema.nullable().default(null),
});

/**
 * Seals everything of the tenant under the deployment's current key. A call goes through a part of the tenant's
 * objects and says in `next` where the following one goes on; repeating any of them changes nothing.
 */
export const keys = new Hono<ApiEnv>().post("/rewrap", async (c) => {
  const body = await readJson(c.req.raw, rewrapSchema);
  if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
  const { cursor } = body.value;
  const who = whoAsks(c);
  const tenant = tenantOf(c.env, c.var.principal);
  const left = (await tenant.list("str")).map(({ id }) => id).filter((id) => cursor === null || id > cursor);
  const part = left.slice(0, OBJECTS_A_CALL);
  let rewrapped = cursor === null ? await tenant.rewrapSecrets(who) : 0;
  for (const id of part) rewrapped += await c.env.STRATEGY.getByName(id).rewrapSecrets(who);
  return json({ rewrapped, next: left.length > part.length ? (part.at(-1) ?? null) : null });
});
