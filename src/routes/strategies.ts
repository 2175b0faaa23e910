import { type Context, Hono } from "hono";
import * as z from "zod";
import type { StrategyOverview } from "../../durable-objects/strategy/index.ts";
import { type StrategySettings, strategySettingsSchema } from "../../durable-objects/strategy/settings.ts";
import type { Resource, Tenant } from "../../durable-objects/tenant/index.ts";
import { strategyIdSchema } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { labelSchema } from "./auth/fields.ts";
import { checkFields, readJson } from "./body.ts";
import { idForCreation } from "./creation.ts";
import { ownedResource, tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";
import { whoAsks } from "./who-asks.ts";

export const createSchema = z.strictObject({
  name: labelSchema,
  settings: strategySettingsSchema.prefault({}),
});

export const changeSchema = z.strictObject({
  name: labelSchema.optional(),
  /** Fields that are absent stay as they are. */
  settings: z.record(z.string(), z.unknown()).optional(),
  /** Takes back what a message such as `eaoff` or `eaon` did. */
  halted: z.boolean().optional(),
});

function owned(c: Context<ApiEnv, "/:strategyId">): Promise<Resource | null> {
  return ownedResource(c.env, c.var.principal, strategyIdSchema, c.req.param("strategyId"));
}

function unknownStrategy(): Response {
  return notFound("unknown_strategy", "There is no such strategy.");
}

function present(c: Context<ApiEnv>, resource: Resource, overview: StrategyOverview) {
  const hook = new URL(`/hook/${resource.id}`, c.req.url).href;
  return { ...resource, hook, ...overview };
}

/** Refuses routes to accounts that are not the tenant's; whether they exist elsewhere stays untold. */
async function foreignRoute(
  tenant: DurableObjectStub<Tenant>,
  settings: StrategySettings,
): Promise<Response | null> {
  if (settings.routes.length === 0) return null;
  const [foreign] = await tenant.notOwned(settings.routes.map((route) => route.accountId));
  if (foreign === undefined) return null;
  return problem(refusal("unknown_route_account", `A route leads to ${foreign}, which is not your account.`));
}

export const strategies = new Hono<ApiEnv>()
  .get("/", async (c) => json({ items: await tenantOf(c.env, c.var.principal).list("str"), next: null }))
  .post("/", async (c) => {
    const body = await readJson(c.req.raw, createSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { name, settings } = body.value;
    const tenant = tenantOf(c.env, c.var.principal);
    const foreign = await foreignRoute(tenant, settings);
    if (foreign !== null) return foreign;
    const id = await idForCreation(tenant, "str", c.req.header("idempotency-key"), body.value);
    if (!id.ok) return problem(id.error);
    const strategy = c.env.STRATEGY.getByName(id.value);
    const { secret, overview } = await strategy.create({
      strategyId: id.value,
      tenantId: c.var.principal.tenantId,
      settings,
    });
    const resource = await tenant.register(id.value, name, whoAsks(c));
    // The only answer that ever holds the secret, and a repeat after a rotation does not.
    const created = { ...present(c, resource, overview), ...(secret === null ? {} : { secret }) };
    return json(created, 201, { location: `/api/strategies/${id.value}` });
  })
  .get("/:strategyId", async (c) => {
    const resource = await owned(c);
    if (resource === null) return unknownStrategy();
    const overview = await c.env.STRATEGY.getByName(resource.id).overview();
    return overview === null ? unknownStrategy() : json(present(c, resource, overview));
  })
  .patch("/:strategyId", async (c) => {
    const resource = await owned(c);
    if (resource === null) return unknownStrategy();
    const body = await readJson(c.req.raw, changeSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const strategy = c.env.STRATEGY.getByName(resource.id);
    const before = await strategy.overview();
    if (before === null) return unknownStrategy();
    const settings = checkFields(
      strategySettingsSchema,
      { ...before.settings, ...body.value.settings },
      "settings",
    );
    if (!settings.ok) return problem(settings.error.refusal, { errors: settings.error.errors });
    const tenant = tenantOf(c.env, c.var.principal);
    const foreign = await foreignRoute(tenant, settings.value);
    if (foreign !== null) return foreign;
    // Only what was asked for: another change may have come since `before` was read.
    const asked = Object.keys(body.value.settings ?? {});
    const changes: Partial<StrategySettings> = Object.fromEntries(
      Object.entries(settings.value).filter(([field]) => asked.includes(field)),
    );
    const after = await strategy.configure(changes, body.value.halted ?? null, whoAsks(c));
    if (after === null) return unknownStrategy();
    const name = body.value.name ?? resource.name;
    if (name !== resource.name) await tenant.rename(resource.id, name, whoAsks(c));
    return json(present(c, { ...resource, name }, after));
  });
