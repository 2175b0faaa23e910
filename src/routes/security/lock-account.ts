import { type Context, Hono } from "hono";
import * as z from "zod";
import type { Locker } from "../../../durable-objects/tenant/member-locks.ts";
import { idSchema } from "../../domain/ids.ts";
import type { ApiEnv } from "../../middleware/authenticate.ts";
import { lineSchema } from "../auth/fields.ts";
import { readJson } from "../body.ts";
import { tenantOf } from "../owned.ts";
import { json, problem } from "../problem.ts";
import { whoAsks } from "../who-asks.ts";

const MINUTE_MS = 60_000;
/** A year; a longer lock is one until somebody unlocks. */
const MOST_MINUTES = 366 * 24 * 60;

const userIdSchema = idSchema("usr");

export const lockSchema = z.strictObject({
  userId: userIdSchema,
  /** For the record; it stays in the audit log for good, so nothing personal belongs into it. */
  reason: lineSchema(500),
  /** Absent: until somebody unlocks. */
  minutes: z.int().min(1).max(MOST_MINUTES).optional(),
  /** Whether the API tokens that the member made end with it. */
  revoke_tokens: z.boolean().default(false),
});

export const unlockSchema = z.strictObject({ userId: userIdSchema });

/** Whoever watches over the tenant; the rows of the routes have let no program through. */
function lockerOf(c: Context<ApiEnv>): Locker {
  const { role } = c.var.principal;
  if (role === "api") throw new Error("a route of the security desk was reached by a program");
  return { who: whoAsks(c), role };
}

/** Locking a member out of this tenant, and the way back. */
export const lockAccount = new Hono<ApiEnv>()
  .post("/lock-account", async (c) => {
    const body = await readJson(c.req.raw, lockSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { userId, reason, minutes, revoke_tokens: revokeTokens } = body.value;
    const untilMs = minutes === undefined ? null : Date.now() + minutes * MINUTE_MS;
    const request = { userId, reason, untilMs, revokeTokens };
    const locked = await tenantOf(c.env, c.var.principal).lockMember(request, lockerOf(c));
    if (!locked.ok) return problem(locked.error);
    const { member, apiTokens } = locked.value;
    return json({ userId, email: member.email, role: member.role, lock: member.lock, apiTokens });
  })
  .post("/unlock-account", async (c) => {
    const body = await readJson(c.req.raw, unlockSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const unlocked = await tenantOf(c.env, c.var.principal).unlockMember(body.value.userId, lockerOf(c));
    if (!unlocked.ok) return problem(unlocked.error);
    const { userId, email, role, lock } = unlocked.value;
    return json({ userId, email, role, lock });
  });
