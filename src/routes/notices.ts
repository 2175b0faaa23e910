import { type Context, Hono } from "hono";
import * as z from "zod";
import { clientKey } from "../domain/access/address.ts";
import { askedWishesSchema, defaultWishes, targetSchema, withWishes } from "../domain/notices/channel.ts";
import { refusal } from "../domain/refusal.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { emptyBody } from "../middleware/empty-body.ts";
import { freshHexId } from "./access-keys.ts";
import { labelSchema } from "./auth/fields.ts";
import { addressOf } from "./auth/logged-in.ts";
import { readJson } from "./body.ts";
import { denied } from "./denial.ts";
import { tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";
import { limitSchema, readQuery } from "./query.ts";
import { whoAsks } from "./who-asks.ts";

const wishes = askedWishesSchema.shape;
export const createSchema = z.strictObject({ name: labelSchema, target: targetSchema, ...wishes });
export const changeSchema = z.strictObject({
  name: labelSchema.optional(),
  target: targetSchema.optional(),
  ...wishes,
});
export const pageSchema = z.strictObject({
  limit: limitSchema,
  /** `next` of the page before. */
  cursor: z
    .string()
    .regex(/^[1-9][0-9]{0,14}$/, "must be the number of a notice")
    .transform(Number)
    .optional(),
});

/** Counts a connection test of the asking address; the answer to give when it is one too many. */
async function tooManyTests(c: Context<ApiEnv>): Promise<Response | null> {
  const verdict = await c.env.ADDRESS_GUARD.getByName(clientKey(addressOf(c))).connectionTest();
  if (verdict.allowed) return null;
  const { retryAfterMs } = verdict;
  return denied({ refusal: refusal("rate_limited", "Too many tests from this address."), retryAfterMs });
}

/** `/api/notices`: what the gateway told of its own accord, and the channels that it tells it to. */
export const notices = new Hono<ApiEnv>()
  .get("/", async (c) => {
    const query = readQuery(c.req.url, pageSchema);
    if (!query.ok) return problem(query.error);
    const { limit, cursor } = query.value;
    const items = await tenantOf(c.env, c.var.principal).notices({ limit, before: cursor ?? null });
    const last = items.at(-1)?.sequence;
    const more = items.length === limit && last !== undefined && last > 1;
    return json({ items, next: more ? String(last) : null });
  })
  .get("/channels", async (c) =>
    json({ items: await tenantOf(c.env, c.var.principal).noticeChannels(), next: null }),
  )
  .post("/channels", async (c) => {
    const body = await readJson(c.req.raw, createSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { name, target, ...asked } = body.value;
    const id = freshHexId();
    const channel = { id, name, target, wishes: withWishes(defaultWishes, asked) };
    const made = await tenantOf(c.env, c.var.principal).addNoticeChannel(channel, whoAsks(c));
    if (!made.ok) return problem(made.error);
    // The only answer that ever holds the secret of a webhook.
    return json(made.value, 201, { location: `/api/notices/channels/${id}` });
  })
  .patch("/channels/:channelId", async (c) => {
    const body = await readJson(c.req.raw, changeSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { name, target, ...asked } = body.value;
    const tenant = tenantOf(c.env, c.var.principal);
    const change = { name, target, wishes: asked };
    const changed = await tenant.changeNoticeChannel(c.req.param("channelId"), change, whoAsks(c));
    return changed.ok ? json(changed.value) : problem(changed.error);
  })
  .delete("/channels/:channelId", async (c) => {
    const tenant = tenantOf(c.env, c.var.principal);
    const removed = await tenant.removeNoticeChannel(c.req.param("channelId"), whoAsks(c));
    return removed ? json({ status: "removed" }) : notFound("not_found", "There is no such channel.");
  })
  .post("/channels/:channelId/test", emptyBody(), async (c) => {
    const tooMany = await tooManyTests(c);
    if (tooMany !== null) return tooMany;
    const tenant = tenantOf(c.env, c.var.principal);
    const tested = await tenant.testNoticeChannel(
      c.req.param("channelId"),
      `test_${freshHexId()}`,
      whoAsks(c),
    );
    return tested.ok ? json(tested.value) : problem(tested.error);
  });
