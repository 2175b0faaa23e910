import { z } from "zod";

const refusalSchema = z.object({
  code: z.string(),
  message: z.string(),
  at: z.unknown().optional(),
  hint: z.string().optional(),
});

const alertSchema = z.object({
  id: z.string(),
  strategyId: z.string(),
  receivedAtMs: z.number(),
  verdict: z.string(),
  outcome: z.string().nullable(),
  final: z.boolean(),
  body: z.string(),
  refusal: refusalSchema.optional(),
  duplicateOf: z.string().optional(),
  hint: z.string().optional(),
  routes: z.array(z.object({ accountId: z.string(), refusal: refusalSchema.nullable() })),
});
export type AlertRow = z.infer<typeof alertSchema>;

export const alertPageSchema = z.object({ items: z.array(alertSchema), next: z.string().nullable() });

const stepSchema = z.looseObject({
  step: z.string(),
  at: z.number(),
  accountId: z.string().optional(),
  orderId: z.string().optional(),
  event: z.unknown().optional(),
});
export type StoryStep = z.infer<typeof stepSchema>;

export const storySchema = z.object({
  alert: alertSchema,
  signal: z.unknown().optional(),
  orders: z.array(z.looseObject({ id: z.string(), accountId: z.string(), state: z.string() })),
  timeline: z.array(stepSchema),
});
export type AlertStory = z.infer<typeof storySchema>;
