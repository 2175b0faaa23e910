import { type Context, Hono } from "hono";
import * as z from "zod";
import type { Actor, Manager } from "../../durable-objects/tenant/management.ts";
import { clientKey } from "../domain/access/address.ts";
import { mayGrant } from "../domain/access/may.ts";
import { memberRoleSchema } from "../domain/access/roles.ts";
import { accountIdSchema, idSchema } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { addressOf } from "./auth/logged-in.ts";
import { readJson } from "./body.ts";
import { tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";

const MOST_ACCOUNTS = 100;

/** The trading accounts that somebody is confined to; null: all of the tenant's. */
export const confinementSchema = z.array(accountIdSchema).max(MOST_ACCOUNTS).nullable();

export const changeSchema = z.strictObject({
  role: memberRoleSchema,
  accounts: confinementSchema.default(null),
});
const userIdSchema = idSchema("usr");

/** Who asks and from where, for the record. */
export function actorOf(c: Context<ApiEnv>): Actor {
  return { actor: c.var.principal.by, address: clientKey(addressOf(c)) };
}

/** Whoever manages members; the rows of the routes have let no program through. */
function managerOf(c: Context<ApiEnv>): Manager {
  const { role } = c.var.principal;
  if (role === "api") throw new Error("a route for members was reached by a program");
  return { ...actorOf(c), role };
}

/** Refuses accounts that are not the tenant's; whether they exist elsewhere stays untold. */
export async function foreignAccount(
  tenant: ReturnType<typeof tenantOf>,
  accounts: readonly string[] | null,
): Promise<Response | null> {
  if (accounts === null || accounts.length === 0) return null;
  const [foreign] = await tenant.notOwned([...accounts]);
  if (foreign === undefined) return null;
  return problem(refusal("unknown_account_named", `${foreign} is not an account of yours.`));
}

export const members = new Hono<ApiEnv>()
  .get("/", async (c) => json({ items: await tenantOf(c.env, c.var.principal).members(), next: null }))
  .patch("/:userId", async (c) => {
    const userId = c.req.param("userId");
    if (!userIdSchema.safeParse(userId).success)
      return notFound("unknown_member", "There is no such member.");
    const body = await readJson(c.req.raw, changeSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const tenant = tenantOf(c.env, c.var.principal);
    const foreign = await foreignAccount(tenant, body.value.accounts);
    if (foreign !== null) return foreign;
    const changed = await tenant.changeMember(userId, body.value, managerOf(c));
    return changed.ok ? json(changed.value) : problem(changed.error);
  })
  .delete("/:userId", async (c) => {
    const userId = c.req.param("userId");
    if (!userIdSchema.safeParse(userId).success)
      return notFound("unknown_member", "There is no such member.");
    const removed = await tenantOf(c.env, c.var.principal).changeMember(userId, null, managerOf(c));
    return removed.ok ? json({ status: "removed" }) : problem(removed.error);
  })
  .delete("/:userId/personal-data", async (c) => {
    const userId = c.req.param("userId");
    if (!userIdSchema.safeParse(userId).success)
      return notFound("unknown_member", "There is no such member.");
    const erased = await tenantOf(c.env, c.var.principal).eraseMember(userId, managerOf(c));
    return erased.ok ? json({ status: "erased" }) : problem(erased.error);
  })
  .delete("/:userId/sessions", async (c) => {
    const { principal } = c.var;
    const userId = c.req.param("userId");
    const member = (await tenantOf(c.env, principal).members()).find((one) => one.userId === userId);
    if (member === undefined) return notFound("unknown_member", "There is no such member.");
    if (!mayGrant(principal, member.role)) {
      return problem(refusal("forbidden", "Nobody ends the sessions of a role above their own."));
    }
    const { actor, address } = actorOf(c);
    const user = c.env.USER.getByName(userId);
    return json({ ended: await user.endTenantSessions(principal.tenantId, actor, address) });
  });
