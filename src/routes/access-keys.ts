import { Hono } from "hono";
import * as z from "zod";
import { sha256Hex } from "../../durable-objects/shared/crypto.ts";
import { mayGrant } from "../domain/access/may.ts";
import { memberRoleSchema } from "../domain/access/roles.ts";
import { makeToken } from "../domain/access/token.ts";
import { refusal } from "../domain/refusal.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { emailSchema } from "./auth/fields.ts";
import { readJson } from "./body.ts";
import { actorOf, confinementSchema, foreignAccount } from "./members.ts";
import { tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";

export const createSchema = z.strictObject({
  role: memberRoleSchema,
  accounts: confinementSchema.default(null),
  /** Makes it an invitation: only this address can use it. */
  email: emailSchema.nullable().default(null),
});

/** A random id of something within a tenant, 128 bits in hex. */
export function freshHexId(): string {
  return Buffer.from(crypto.getRandomValues(new Uint8Array(16))).toString("hex");
}

/** `/api/access-keys`: single-use keys to sign up with, and invitations, which are the same for one address. */
export const accessKeys = new Hono<ApiEnv>()
  .get("/", async (c) => json({ items: await tenantOf(c.env, c.var.principal).openInvites(), next: null }))
  .post("/", async (c) => {
    const body = await readJson(c.req.raw, createSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const { role, accounts, email } = body.value;
    const { principal } = c.var;
    if (!mayGrant(principal, role))
      return problem(refusal("forbidden", "Nobody may give a role above their own."));
    const tenant = tenantOf(c.env, principal);
    const foreign = await foreignAccount(tenant, accounts);
    if (foreign !== null) return foreign;
    const random = crypto.getRandomValues(new Uint8Array(32));
    const key = makeToken(email === null ? "key" : "inv", principal.tenantId.slice("ten_".length), random);
    const id = freshHexId();
    const made = await tenant.invite(
      {
        id,
        hash: sha256Hex(key),
        email,
        role,
        accounts,
        createdBy: principal.by,
      },
      actorOf(c).address,
    );
    // The only answer that ever holds the key.
    return json({ ...made, key }, 201, { location: `/api/access-keys/${id}` });
  })
  .delete("/:keyId", async (c) => {
    const withdrawn = await tenantOf(c.env, c.var.principal).withdrawInvite(c.req.param("keyId"), actorOf(c));
    return withdrawn ? json({ status: "withdrawn" }) : notFound("not_found", "There is no such open key.");
  });
