import * as z from "zod";
import { stoppedSchema } from "../domain/emergency/account-stop.ts";
import { accountIdSchema, stopIdSchema } from "../domain/ids.ts";
import { nameSchema } from "../openapi/json-schema.ts";
import { epochMs } from "../openapi/schemas.ts";
import { orderSummarySchema } from "./order.answers.ts";

/** How an account stands under emergency stops; see `AccountStopView`. */
export const accountStopViewSchema = z.object({
  tenantVersion: z.int().describe("Of the latest word that came to the account; 0 before the first."),
  stopped: stoppedSchema.nullable().describe("Null while entries may go."),
  agent: z
    .enum(["confirmed", "told", "offline", "too_old", "none"])
    .describe("What the account's agent knows of it."),
  agentAtMs: epochMs.nullable().describe("When the agent confirmed what is in force now."),
  agentConnected: z.boolean(),
  closing: z
    .object({
      stopId: stopIdSchema,
      state: z.enum(["under_way", "unknown", "waiting_for_agent", "not_flat", "flat"]),
      round: z.int(),
      orders: z.array(orderSummarySchema),
      left: z.object({ positions: z.int(), pendings: z.int() }).nullable(),
      external: z.int().describe("Positions and pending orders that are left alone."),
    })
    .nullable(),
});
nameSchema(accountStopViewSchema, "AccountStop");

export const stopSchema = z.object({
  id: stopIdSchema,
  accounts: z.array(accountIdSchema).nullable().describe("Null: all of the tenant's, also later ones."),
  reason: z.string(),
  by: z.string(),
  atMs: epochMs,
  stopsEntries: z.boolean(),
  closesPositions: z.boolean(),
  notifies: z.boolean(),
  liftedAtMs: epochMs.nullable(),
  liftedBy: z.string().nullable(),
});

export const stoppedAccountsSchema = z.array(
  z.object({
    accountId: accountIdSchema,
    name: z.string().nullable(),
    reached: z.boolean().describe("False: the account is told again until it has answered."),
    state: accountStopViewSchema.nullable(),
  }),
);
