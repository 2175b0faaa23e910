import { Hono } from "hono";
import * as z from "zod";
import { idSchema, strategyIdSchema } from "../../domain/ids.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, problem } from "../problem.ts";
import { whoAsks } from "../who-asks.ts";

/** Objects that one call goes through; the platform limits the calls that one request may make. */
const OBJECTS_A_CALL = 40;

export const rewrapSchema = z.strictObject({
  /** `next` of the call before. */
  cursor: z
    .union([strategyIdSchema, idSchema("usr")])
    .nullable()
    .default(null),
});

/**
 * Seals everything of the tenant under the deployment's current key. A call goes through a part of the tenant's
 * objects and says in `next` where the following one goes on; repeating any of them changes nothing. While `failed`
 * names an object, the older keys must stay in the ring.
 */
export const keys = new Hono<ApiEnv>().post("/rewrap", async (c) => {
  const body = await readJson(c.req.raw, rewrapSchema);
  if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
  const { cursor } = body.value;
  const who = whoAsks(c);
  const tenant = tenantOf(c.env, c.var.principal);
  // The prefixes keep strategies before people, in every call the same.
  const all = [...(await tenant.list("str")).map(({ id }) => id), ...(await tenant.everybody())].sort();
  const left = all.filter((id) => cursor === null || id > cursor);
  const part = left.slice(0, OBJECTS_A_CALL);
  let rewrapped = 0;
  const failed: string[] = [];
  const tryOne = async (id: string, rewrap: () => Promise<number>): Promise<void> => {
    try {
      rewrapped += await rewrap();
    } catch (error) {
      // One that cannot be opened must not keep the others under the old key.
      const name = error instanceof Error ? error.name : "unknown";
      console.error(JSON.stringify({ event: "rewrap_failed", id, name }));
      failed.push(id);
    }
  };
  if (cursor === null) await tryOne(c.var.principal.tenantId, async () => await tenant.rewrapSecrets(who));
  for (const id of part) {
    await tryOne(id, async () =>
      id.startsWith("usr_")
        ? await c.env.USER.getByName(id).rewrapSecrets(c.var.principal.tenantId, who)
        : await c.env.STRATEGY.getByName(id).rewrapSecrets(who),
    );
  }
  return json({ rewrapped, failed, next: left.length > part.length ? (part.at(-1) ?? null) : null });
});
