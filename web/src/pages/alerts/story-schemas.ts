import * as z from "zod";
import { signalSchema } from "../../../../src/domain/alert/signal.ts";
import { dealSchema, orderEventSchema, orderStateSchema } from "../../../../src/domain/order/events.ts";
import { instructionSchema } from "../../../../src/domain/order/instruction.ts";
import { doorSchema, refusalSchema } from "../../../../src/domain/refusal.ts";
import { alertSchema } from "./alert-schemas.ts";

const stepSchema = z.object({
  step: z.string(),
  at: z.number(),
  accountId: z.string().optional(),
  orderId: z.string().optional(),
  recordedAt: z.number().optional(),
  event: orderEventSchema.nullish(),
});
export type StoryStep = z.infer<typeof stepSchema>;

const orderSchema = z.object({
  id: z.string(),
  accountId: z.string(),
  symbol: z.string().nullable(),
  instruction: instructionSchema,
  state: orderStateSchema,
  door: doorSchema.nullable(),
  refusal: refusalSchema.nullable(),
  filledLots: z.string(),
  averagePrice: z.string().nullable(),
  ticket: z.string().nullable(),
  deals: z.array(dealSchema),
});
export type StoryOrder = z.infer<typeof orderSchema>;

/** The answer of `GET /api/alerts/:id`. */
export const storySchema = z.object({
  alert: alertSchema,
  signal: signalSchema.nullable(),
  orders: z.array(orderSchema),
  timeline: z.array(stepSchema),
});
export type AlertStory = z.infer<typeof storySchema>;
