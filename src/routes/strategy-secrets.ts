import { Hono } from "hono";
import * as z from "zod";
import { DEFAULT_OVERLAP_MS, LONGEST_OVERLAP_MS } from "../domain/access/secret-rotation.ts";
import { strategyIdSchema } from "../domain/ids.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { readJson } from "./body.ts";
import { ownedResource } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";
import { whoAsks } from "./who-asks.ts";

export const rotateSchema = z.strictObject({
  /** For so long is the old secret still good; 0 ends it at once. */
  overlapMs: z.number().int().min(0).max(LONGEST_OVERLAP_MS).default(DEFAULT_OVERLAP_MS),
});

const SECRET_NUMBER = /^[1-9][0-9]{0,8}$/;

/** The secrets of a strategy's hook: replaced with an overlap, or revoked at once. */
export const strategySecrets = new Hono<ApiEnv>()
  .post("/:strategyId/secrets/rotate", async (c) => {
    const id = c.req.param("strategyId");
    const resource = await ownedResource(c.env, c.var.principal, strategyIdSchema, id);
    if (resource === null) return notFound("unknown_strategy", "There is no such strategy.");
    const body = await readJson(c.req.raw, rotateSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const strategy = c.env.STRATEGY.getByName(resource.id);
    const rotated = await strategy.rotateSecret(body.value.overlapMs, whoAsks(c));
    if (!rotated.ok) return problem(rotated.error);
    // The only answer that ever holds this secret.
    return json({ secret: rotated.value.secret, secrets: rotated.value.overview.secrets }, 201);
  })
  .delete("/:strategyId/secrets/:n", async (c) => {
    const id = c.req.param("strategyId");
    const resource = await ownedResource(c.env, c.var.principal, strategyIdSchema, id);
    if (resource === null) return notFound("unknown_strategy", "There is no such strategy.");
    const n = c.req.param("n");
    if (!SECRET_NUMBER.test(n)) return notFound("unknown_secret", "There is no such secret.");
    const revoked = await c.env.STRATEGY.getByName(resource.id).revokeSecret(Number(n), whoAsks(c));
    return revoked.ok ? json({ secrets: revoked.value.secrets }) : problem(revoked.error);
  });
