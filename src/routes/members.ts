import { Hono } from "hono";
import { z } from "zod";
import { type MemberRole, memberRoleSchema } from "../domain/access/roles.ts";
import { accountIdSchema, idSchema } from "../domain/ids.ts";
import { refusal } from "../domain/refusal.ts";
import type { ApiEnv, Principal } from "../middleware/authenticate.ts";
import { readJson } from "./body.ts";
import { tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";

const MOST_ACCOUNTS = 100;

/** The trading accounts that somebody is confined to; null: all of the tenant's. */
export const confinementSchema = z.array(accountIdSchema).max(MOST_ACCOUNTS).nullable();

const changeSchema = z.strictObject({ role: memberRoleSchema, accounts: confinementSchema.default(null) });
const userIdSchema = idSchema("usr");

/** The role of a person who manages members; the rows of the routes have let nobody else through. */
export function managerRole(principal: Principal): MemberRole {
  if (principal.role === "api") throw new Error("a route for members was reached by a program");
  return principal.role;
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
    const changed = await tenant.changeMember(userId, body.value, managerRole(c.var.principal));
    return changed.ok ? json(changed.value) : problem(changed.error);
  })
  .delete("/:userId", async (c) => {
    const userId = c.req.param("userId");
    if (!userIdSchema.safeParse(userId).success)
      return notFound("unknown_member", "There is no such member.");
    const removed = await tenantOf(c.env, c.var.principal).changeMember(
      userId,
      null,
      managerRole(c.var.principal),
    );
    return removed.ok ? json({ status: "removed" }) : problem(removed.error);
  });
