import * as z from "zod";
import { alertIdSchema, orderIdSchema, strategyIdSchema } from "../domain/ids.ts";
import { dealSchema, orderEventSchema, orderStateSchema } from "../domain/order/events.ts";
import { instructionSchema } from "../domain/order/instruction.ts";
import { orderSourceSchema } from "../domain/order/source.ts";
import { doorSchema, refusalSchema } from "../domain/refusal.ts";
import { nameSchema } from "../openapi/json-schema.ts";
import { epochMs } from "../openapi/schemas.ts";

/** An order as accounts and alerts show it; see `OrderSummary` and `OrderView` of the trading account. */

export const orderSummarySchema = z.object({
  id: orderIdSchema,
  source: orderSourceSchema,
  alertId: alertIdSchema.nullable().describe("Null when it does not come from an alert."),
  strategyId: strategyIdSchema.nullable(),
  leg: z.int().describe("The leg of the signal, from 0."),
  after: orderIdSchema.nullable().describe("The order that must be done before this one."),
  symbol: z.string().nullable().describe("The venue's own name; null when it covers the account."),
  instruction: instructionSchema,
  state: orderStateSchema,
  door: doorSchema.nullable().describe("Who refused, when it was rejected or expired."),
  refusal: refusalSchema.nullable(),
  filledLots: z.string(),
  averagePrice: z.string().nullable(),
  ticket: z.string().nullable(),
  seq: z.int().nullable().describe("Number of its frame on the agent's link."),
  createdAtMs: epochMs,
  changedAtMs: epochMs,
  deadlineMs: epochMs.describe("After it nothing is submitted; epoch milliseconds."),
});
nameSchema(orderSummarySchema, "OrderSummary");

export const timelineStepSchema = z.object({
  step: z.union([orderStateSchema, z.literal("noted")]),
  atMs: epochMs,
  recordedAtMs: epochMs.describe("When it came into the ledger; epoch milliseconds."),
  epoch: z.int().describe("The link of the agent over which it came or went; 0: none was needed."),
  event: orderEventSchema.nullable(),
});

export const orderSchema = z.object({
  ...orderSummarySchema.shape,
  deals: z.array(dealSchema),
  timeline: z.array(timelineStepSchema),
});
