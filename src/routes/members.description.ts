import * as z from "zod";
import { memberRoleSchema, scopeSchema } from "../domain/access/roles.ts";
import { idSchema } from "../domain/ids.ts";
import type { ResourceDescription } from "../openapi/description.ts";
import { done, epochMs, wholeList } from "../openapi/schemas.ts";
import { createSchema as keySchema } from "./access-keys.ts";
import { changeSchema, confinementSchema } from "./members.ts";
import { lockViewSchema } from "./security/watch.description.ts";
import { createSchema as tokenSchema } from "./tokens.ts";

const accounts = confinementSchema.describe(
  "The accounts that it is confined to; null: all of the tenant's.",
);

const memberSchema = z.object({
  userId: idSchema("usr"),
  email: z.string(),
  role: memberRoleSchema,
  accounts,
  addedAtMs: epochMs,
  lock: lockViewSchema.describe("Null: not locked."),
});

const inviteSchema = z.object({
  id: z.string(),
  email: z.string().nullable().describe("Whoever may use it; null: anybody who has the key."),
  role: memberRoleSchema,
  accounts,
  createdBy: z.string(),
  createdAtMs: epochMs,
  expiresAtMs: epochMs,
});

const tokenViewSchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string().describe("Its last characters, to recognise it by."),
  scopes: z.array(scopeSchema),
  accounts,
  addresses: z.array(z.string()).nullable(),
  createdBy: z.string(),
  createdAtMs: epochMs,
  expiresAtMs: epochMs,
  revokedAtMs: epochMs.nullable(),
  lastUsedAtMs: epochMs.nullable(),
  lastAddress: z.string().nullable(),
});

export const membersDescription: ResourceDescription = {
  name: "Members",
  about: "Who belongs to the tenant, and as what. Nobody gives or takes away a role above their own.",
  routes: [
    {
      route: "GET /api/members",
      summary: "List the members",
      answers: [{ status: 200, about: "All of them.", schema: wholeList(memberSchema) }],
    },
    {
      route: "PATCH /api/members/:userId",
      summary: "Give a member another role",
      about: "It holds from the member's next call on.",
      body: changeSchema,
      example: { role: "trader", accounts: [`acc_${"0".repeat(26)}`] },
      answers: [{ status: 200, about: "The member as they are now.", schema: memberSchema }],
      problems: ["unknown_member", "unknown_account_named", "last_owner"],
    },
    {
      route: "DELETE /api/members/:userId",
      summary: "Remove a member",
      about: "Their sessions in this tenant end.",
      answers: [{ status: 200, about: "Removed.", schema: done("removed") }],
      problems: ["unknown_member", "last_owner"],
    },
    {
      route: "DELETE /api/members/:userId/personal-data",
      summary: "Delete a person's data here",
      about:
        "A member is removed with it; of somebody who left before, what is still here goes. Trading records stay, and the audit log keeps its entries without the person. Their login itself is theirs and stays.",
      answers: [{ status: 200, about: "Deleted.", schema: done("erased") }],
      problems: ["unknown_member", "last_owner"],
    },
    {
      route: "DELETE /api/members/:userId/sessions",
      summary: "End a member's sessions",
      answers: [{ status: 200, about: "How many ended.", schema: z.object({ ended: z.int() }) }],
      problems: ["unknown_member"],
    },
  ],
};

export const accessKeysDescription: ResourceDescription = {
  name: "Access keys",
  about:
    "Single-use keys to sign up with, each with the role that it gives; with an e-mail address it is an invitation.",
  routes: [
    {
      route: "GET /api/access-keys",
      summary: "List the open keys",
      answers: [{ status: 200, about: "Those that nobody used yet.", schema: wholeList(inviteSchema) }],
    },
    {
      route: "POST /api/access-keys",
      summary: "Make a key",
      body: keySchema,
      example: { role: "viewer", email: "ann@example.com" },
      answers: [
        {
          status: 201,
          about: "The key, which no other answer shows.",
          schema: z.object({ ...inviteSchema.shape, key: z.string() }),
        },
      ],
      problems: ["unknown_account_named"],
    },
    {
      route: "DELETE /api/access-keys/:keyId",
      summary: "Withdraw a key",
      answers: [{ status: 200, about: "Withdrawn.", schema: done("withdrawn") }],
      problems: ["not_found"],
    },
  ],
};

export const tokensDescription: ResourceDescription = {
  name: "API tokens",
  about:
    "Keys for programs: with scopes, accounts, addresses and an end. They may do what a trader may, at most.",
  routes: [
    {
      route: "GET /api/tokens",
      summary: "List the tokens",
      about: "Newest first, with the time and address of their last use; never the tokens themselves.",
      answers: [{ status: 200, about: "All of them.", schema: wholeList(tokenViewSchema) }],
    },
    {
      route: "POST /api/tokens",
      summary: "Make a token",
      about: "It ends within 366 days.",
      body: tokenSchema,
      example: {
        name: "Journal",
        scopes: ["orders"],
        addresses: ["203.0.113.0/24"],
        expiresAtMs: 1_800_000_000_000,
      },
      answers: [
        {
          status: 201,
          about: "The token, which no other answer shows.",
          schema: z.object({ ...tokenViewSchema.shape, token: z.string() }),
        },
      ],
      problems: ["unknown_account_named"],
    },
    {
      route: "DELETE /api/tokens/:tokenId",
      summary: "Revoke a token",
      about: "It is void from the next call on.",
      answers: [{ status: 200, about: "Revoked.", schema: done("revoked") }],
      problems: ["not_found"],
    },
  ],
};
