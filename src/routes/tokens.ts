import { Hono } from "hono";
import * as z from "zod";
import { sha256Hex } from "../../durable-objects/shared/crypto.ts";
import { isAddressRule } from "../domain/access/address.ts";
import { API_TOKEN_LONGEST_MS } from "../domain/access/limits.ts";
import { isScrapeOnly, type Scope, scopeSchema } from "../domain/access/roles.ts";
import { makeToken } from "../domain/access/token.ts";
import { refusal } from "../domain/refusal.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { freshHexId } from "./access-keys.ts";
import { labelSchema } from "./auth/fields.ts";
import { readJson } from "./body.ts";
import { actorOf, confinementSchema, foreignAccount } from "./members.ts";
import { tenantOf } from "./owned.ts";
import { json, notFound, problem } from "./problem.ts";

const MOST_ADDRESSES = 50;
/** Of the token itself only its last characters are shown again; 24 of its 190 random bits. */
const SHOWN_END = 4;

/** A scrape token lies in the files of a monitoring system: it must not open more than it is read for. */
function metricsAlone(scopes: readonly Scope[]): boolean {
  return !scopes.includes("metrics") || isScrapeOnly(scopes);
}

export const createSchema = z.strictObject({
  name: labelSchema,
  scopes: z
    .array(scopeSchema)
    .min(1)
    .refine(metricsAlone, "metrics stands alone: a token in a monitoring system's files does nothing else"),
  accounts: confinementSchema.default(null),
  /** Addresses or ranges; null: from anywhere. */
  addresses: z
    .array(z.string().max(64).refine(isAddressRule, "is no address and no range"))
    .min(1)
    .max(MOST_ADDRESSES)
    .nullable()
    .default(null),
  expiresAtMs: z.int().positive(),
});

/** `/api/tokens`: keys for programs. */
export const tokens = new Hono<ApiEnv>()
  .get("/", async (c) => json({ items: await tenantOf(c.env, c.var.principal).apiTokens(), next: null }))
  .post("/", async (c) => {
    const body = await readJson(c.req.raw, createSchema);
    if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
    const nowMs = Date.now();
    const { expiresAtMs, scopes, ...rest } = body.value;
    if (expiresAtMs <= nowMs || expiresAtMs > nowMs + API_TOKEN_LONGEST_MS) {
      return problem(refusal("invalid_field", "expiresAtMs: a token ends within 366 days from now."));
    }
    if (scopes.includes("metrics") && rest.accounts !== null) {
      return problem(refusal("invalid_field", "accounts: metrics are of the whole tenant; leave this out."));
    }
    const { principal } = c.var;
    const tenant = tenantOf(c.env, principal);
    const foreign = await foreignAccount(tenant, rest.accounts);
    if (foreign !== null) return foreign;
    const random = crypto.getRandomValues(new Uint8Array(32));
    const token = makeToken("api", principal.tenantId.slice("ten_".length), random);
    const id = freshHexId();
    const made = await tenant.makeApiToken(
      {
        ...rest,
        id,
        hash: sha256Hex(token),
        prefix: `sp_api_…${token.slice(-SHOWN_END)}`,
        scopes: [...new Set(scopes)],
        createdBy: principal.by,
        expiresAtMs,
      },
      actorOf(c).address,
    );
    // The only answer that ever holds the token.
    return json({ ...made, token }, 201, { location: `/api/tokens/${id}` });
  })
  .delete("/:tokenId", async (c) => {
    const revoked = await tenantOf(c.env, c.var.principal).revokeApiToken(c.req.param("tokenId"), actorOf(c));
    return revoked ? json({ status: "revoked" }) : notFound("not_found", "There is no such token.");
  });
