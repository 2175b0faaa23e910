import { Hono } from "hono";
import * as z from "zod";
import type { Resource } from "../../durable-objects/tenant/index.ts";
import type { AccountOverview } from "../../durable-objects/trading-account/views.ts";
import { may } from "../domain/access/may.ts";
import { orderIdSchema } from "../domain/ids.ts";
import { orderStateSchema } from "../domain/order/events.ts";
import { defaultOrderRules, orderRulesSchema } from "../domain/order/instruction.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { emptyBody } from "../middleware/empty-body.ts";
import { type AccountSettings, accountSettingsSchema, symbolRowSchema } from "../protocol/delivery.ts";
import { labelSchema } from "./auth/fields.ts";
import { checkFields, readJson } from "./body.ts";
import { idForCreation } from "./creation.ts";
import { answerDeals } from "./figures/deals.ts";
import { answerOrder } from "./order.ts";
import { tenantOf } from "./owned.ts";
import { ownedAccount, unknownAccount } from "./owned-account.ts";
import { answerPreview } from "./preview.ts";
import { json, notFound, problem } from "./problem.ts";
import { limitSchema, readQuery } from "./query.ts";
import { tickets } from "./tickets.ts";
import { whoAsks } from "./who-asks.ts";

const rules = orderRulesSchema.shape;

/** Closed: a setting that is misspelled must not be taken for one that was left out. */
const settingsSchema = z.strictObject({
  ...accountSettingsSchema.shape,
  symbols: z.record(z.string().min(1).max(32), z.strictObject(symbolRowSchema.shape)).default({}),
  rules: z
    .strictObject({
      stops: rules.stops.default(defaultOrderRules.stops),
      lots: rules.lots.default(defaultOrderRules.lots),
      external: rules.external.default(defaultOrderRules.external),
      deviation: rules.deviation.default(defaultOrderRules.deviation),
    })
    .prefault({}),
});

export const createSchema = z.strictObject({ name: labelSchema, settings: settingsSchema.prefault({}) });

export const changeSchema = z.strictObject({
  name: labelSchema.optional(),
  /** Fields that are absent stay as they are. */
  settings: z.record(z.string(), z.unknown()).optional(),
});

export const ordersQuerySchema = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: z.string().max(64).optional(),
  symbol: z.string().max(32).optional(),
  state: orderStateSchema.optional(),
});

/** The settings after a change: fields that are absent stay, in `rules` too; anything wrong is left to be found. */
function withChanges(before: AccountSettings, changes: Readonly<Record<string, unknown>> = {}): unknown {
  const { rules: changed } = changes;
  const isObject = typeof changed === "object" && changed !== null && !Array.isArray(changed);
  return { ...before, ...changes, ...(isObject ? { rules: { ...before.rules, ...changed } } : {}) };
}

/** The tenant's list says what the account is called; its own object says everything else. */
function present(resource: Resource, overview: AccountOverview) {
  const { tenantId: _, ...rest } = overview;
  return { ...rest, name: resource.name };
}

export const accounts = new Hono<ApiEnv>()
  .route("/", tickets)
  .get("/", async (c) => {
    const all = await tenantOf(c.env, c.var.principal).list("acc");
    const { accounts: mine } = c.var.principal;
    const shown = all.filter(({ id }) => mine === null || mine.includes(id));
    const seesAll = may(c.var.principal, "orders", null);
    return json({ items: seesAll ? shown : shown.map(({ id, name }) => ({ id, name })), next: null });
  })
  .post("/", async (c) => {
    const body = await readJson(c.req.raw, createSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { name, settings } = body.value;
    const { tenantId } = c.var.principal;
    const tenant = tenantOf(c.env, c.var.principal);
    const id = await idForCreation(tenant, "acc", c.req.header("idempotency-key"), body.value);
    if (!id.ok) return problem(id.error);
    const account = c.env.TRADING_ACCOUNT.getByName(id.value);
    const created = await account.create({ id: id.value, tenantId, name, settings });
    if (!created.ok) return problem(created.error);
    const resource = await tenant.register(id.value, name, whoAsks(c));
    const overview = await account.overview();
    if (!overview.ok) return problem(overview.error);
    return json(present(resource, overview.value), 201, { location: `/api/accounts/${id.value}` });
  })
  .get("/:accountId", async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const overview = await c.env.TRADING_ACCOUNT.getByName(resource.id).overview();
    return overview.ok ? json(present(resource, overview.value)) : problem(overview.error);
  })
  .patch("/:accountId", async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const body = await readJson(c.req.raw, changeSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const account = c.env.TRADING_ACCOUNT.getByName(resource.id);
    const before = await account.overview();
    if (!before.ok) return problem(before.error);
    const settings = checkFields(
      settingsSchema,
      withChanges(before.value.settings, body.value.settings),
      "settings",
    );
    if (!settings.ok) return problem(settings.error.refusal, { errors: settings.error.errors });
    const name = body.value.name ?? resource.name;
    const configured = await account.configure({ name, settings: settings.value }, whoAsks(c));
    if (!configured.ok) return problem(configured.error);
    await tenantOf(c.env, c.var.principal).rename(resource.id, name, whoAsks(c));
    const after = await account.overview();
    return after.ok ? json(present({ ...resource, name }, after.value)) : problem(after.error);
  })
  .post("/:accountId/pairing", emptyBody(), async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const code = await c.env.TRADING_ACCOUNT.getByName(resource.id).makePairingCode(whoAsks(c));
    return code.ok ? json(code.value, 201) : problem(code.error);
  })
  .get("/:accountId/orders", async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const query = readQuery(c.req.url, ordersQuerySchema);
    if (!query.ok) return problem(query.error);
    const { cursor, ...rest } = query.value;
    const page = await c.env.TRADING_ACCOUNT.getByName(resource.id).orders({ ...rest, before: cursor });
    return page.ok ? json(page.value) : problem(page.error);
  })
  .post("/:accountId/orders", async (c) => {
    const resource = await ownedAccount(c);
    return resource === null ? unknownAccount() : answerOrder(c, resource.id);
  })
  .get("/:accountId/orders/:orderId", async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const orderId = c.req.param("orderId");
    if (!orderIdSchema.safeParse(orderId).success)
      return notFound("unknown_order", "There is no such order.");
    const order = await c.env.TRADING_ACCOUNT.getByName(resource.id).order(orderId);
    return order.ok ? json(order.value) : problem(order.error);
  })
  .get("/:accountId/deals", async (c) => {
    const resource = await ownedAccount(c);
    return resource === null ? unknownAccount() : answerDeals(c, resource.id);
  })
  .post("/:accountId/preview", async (c) => {
    const resource = await ownedAccount(c);
    return resource === null ? unknownAccount() : answerPreview(c, resource.id);
  })
  .get("/:accountId/positions", async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const positions = await c.env.TRADING_ACCOUNT.getByName(resource.id).positions();
    return positions.ok ? json(positions.value) : problem(positions.error);
  })
  .get("/:accountId/symbols", async (c) => {
    const resource = await ownedAccount(c);
    if (resource === null) return unknownAccount();
    const symbols = await c.env.TRADING_ACCOUNT.getByName(resource.id).symbols();
    return symbols.ok ? json(symbols.value) : problem(symbols.error);
  });
