import * as z from "zod";
import { signalSchema } from "../../../src/domain/alert/signal.ts";
import { instructionSchema } from "../../../src/domain/order/instruction.ts";
import { doorSchema, refusalSchema } from "../../../src/domain/refusal.ts";
import { previewAccountSchema, previewedOrderSchema } from "../../../src/protocol/preview.ts";

const doorRefusalSchema = z.object({ ...refusalSchema.shape, door: doorSchema }).nullable();

/** The answer of `POST /api/accounts/:id/preview`. */
export const previewSchema = z.object({
  /** Null for an act on one ticket. */
  signal: signalSchema.nullable(),
  account: previewAccountSchema.nullable(),
  refusal: doorRefusalSchema,
  orders: z.array(
    z.object({
      ...previewedOrderSchema.shape,
      leg: z.number(),
      instruction: instructionSchema,
      refusal: doorRefusalSchema,
    }),
  ),
});
export type Preview = z.infer<typeof previewSchema>;
