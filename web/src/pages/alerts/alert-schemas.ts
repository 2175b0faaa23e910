import * as z from "zod";
import { refusalSchema } from "../../../../src/domain/refusal.ts";

/** An alert as the list has it; what its story needs beside is in a file that the list does not fetch. */
export const alertSchema = z.object({
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
