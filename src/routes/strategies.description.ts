import * as z from "zod";
import { strategySettingsSchema } from "../../durable-objects/strategy/settings.ts";
import { strategyIdSchema } from "../domain/ids.ts";
import type { ResourceDescription } from "../openapi/description.ts";
import { nameSchema } from "../openapi/json-schema.ts";
import { epochMs, wholeList } from "../openapi/schemas.ts";
import { changeSchema, createSchema } from "./strategies.ts";
import { rotateSchema } from "./strategy-secrets.ts";

const listedSchema = z.object({ id: strategyIdSchema, name: z.string(), createdAtMs: epochMs });

const secretsSchema = z.array(
  z.object({
    n: z.int().describe("Its number, which is never given again."),
    createdAtMs: epochMs,
    expiresAtMs: epochMs.nullable(),
    lastUsedAtMs: epochMs.nullable(),
  }),
);

const strategySchema = z.object({
  id: strategyIdSchema,
  name: z.string(),
  createdAtMs: epochMs,
  hook: z.string().describe("The URL that alerts are sent to."),
  settings: strategySettingsSchema,
  halted: z.boolean().describe("Stopped by a message of its own or by its owner."),
  secrets: secretsSchema.describe("The secrets that are good, without the secrets; the newest last."),
  undelivered: z
    .object({ rows: z.int(), parked: z.int() })
    .describe("Signals that their accounts have not confirmed yet."),
  strangers: z
    .object({ count: z.int(), lastAtMs: epochMs.nullable() })
    .describe("Requests that proved nothing."),
});
nameSchema(strategySchema, "Strategy");

const secretSchema = z.string().describe("The hook's secret (`sp_hook_…`), which no other answer shows.");

export const strategiesDescription: ResourceDescription = {
  name: "Strategies",
  about:
    "A strategy is one source of alerts: it has a hook with a secret, a dialect, and routes to trading accounts.",
  routes: [
    {
      route: "GET /api/strategies",
      summary: "List the strategies",
      about: "All of them, the oldest first.",
      answers: [{ status: 200, about: "The strategies.", schema: wholeList(listedSchema) }],
    },
    {
      route: "POST /api/strategies",
      summary: "Make a strategy",
      body: createSchema,
      example: {
        name: "Breakout on EURUSD",
        settings: { tradingview: true, routes: [{ accountId: `acc_${"0".repeat(26)}` }] },
      },
      idempotent: true,
      answers: [
        {
          status: 201,
          about: "The strategy with its secret; a repeat after the secret was replaced has none.",
          schema: z.object({ ...strategySchema.shape, secret: secretSchema.optional() }),
        },
      ],
      problems: ["unknown_route_account"],
    },
    {
      route: "GET /api/strategies/:strategyId",
      summary: "Show a strategy",
      answers: [{ status: 200, about: "The strategy.", schema: strategySchema }],
      problems: ["unknown_strategy"],
    },
    {
      route: "PATCH /api/strategies/:strategyId",
      summary: "Rename, change, halt or resume a strategy",
      about: "Settings that are left out stay.",
      body: changeSchema,
      example: { settings: { entryMaxAgeMs: 10_000 }, halted: false },
      answers: [{ status: 200, about: "The strategy as it is now.", schema: strategySchema }],
      problems: ["unknown_strategy", "unknown_route_account"],
    },
    {
      route: "POST /api/strategies/:strategyId/secrets/rotate",
      summary: "Replace the hook's secret",
      about: "The old one stays good for the overlap; `lastUsedAtMs` shows when nobody sends it any more.",
      body: rotateSchema,
      example: { overlapMs: 86_400_000 },
      answers: [
        {
          status: 201,
          about: "The new secret.",
          schema: z.object({ secret: secretSchema, secrets: secretsSchema }),
        },
      ],
      problems: ["unknown_strategy", "rotation_open"],
    },
    {
      route: "DELETE /api/strategies/:strategyId/secrets/:n",
      summary: "Revoke a secret",
      about: "It is void at once. The last one cannot be revoked; replace it first.",
      answers: [{ status: 200, about: "Those that are left.", schema: z.object({ secrets: secretsSchema }) }],
      problems: ["unknown_strategy", "unknown_secret", "last_secret"],
    },
  ],
};
