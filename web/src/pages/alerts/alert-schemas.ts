import { z } from "zod";
import { signalSchema } from "../../../../src/domain/alert/signal.ts";
import { dealSchema, orderEventSchema, orderStateSchema } from "../../../../src/domain/order/events.ts";
import { instructionSchema } from "../../../../src/domain/order/instruction.ts";
import { doorSchema, refusalSchema } from "../../../../src/domain/refusal.ts";

const alertSchema = z.object({
  id: z.string(),
  strategyId: z.string(),
  receivedAtMs: z.number(),
  verdict: z.enum(["accepted", "refused", "duplicate"]),
  outcome: z.string().nullable(),
  final: z.boolean(),
  body: z.string(),
  explicitId: z.string().nullable(),
  address: z.string().nullable(),
  refusal: refusalSchema.optional(),
  duplicateOf: z.string().optional(),
  hint: z.string().optional(),
  routes: z.array(z.object({ accountId: z.string(), refusal: refusalSchema.nullable() })),
});
export type AlertRow = z.infer<typeof alertSchema>;

export const alertPageSchema = z.object({ items: z.array(alertSchema), next: z.string().nullable() });
export type AlertPage = z.infer<typeof alertPageSchema>;

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
