import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../domain/decimal.ts";
import { instructionSchema, orderRulesSchema } from "../domain/order/instruction.ts";
import { refusalSchema } from "../domain/refusal.ts";
import { fillings, orderKinds, orderTimes } from "./ea-link-facts.ts";

/**
 * What an alert would become, asked by the gateway and answered by the agent: frames of the agent link
 * that have no sequence number, because nothing follows from them.
 */

/** A signal has at most this many legs. */
const MAX_ORDERS = 4;

export const previewFrame = z.object({
  type: z.literal("preview"),
  requestId: z.string().min(1).max(64),
  rules: orderRulesSchema,
  /** In the order in which they would be carried out, each after the one before. */
  instructions: z.array(instructionSchema).min(1).max(MAX_ORDERS),
});

/** Money is in the account's currency; what is not known, or means nothing for the step, is null. */
export const previewStepSchema = z.object({
  /** Steps of a phase go together; a phase begins when the one before it is done. */
  phase: z.number().int().nonnegative(),
  action: z.enum(["deal", "pending", "modify", "remove", "sltp", "close_by"]),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  kind: z.enum(orderKinds),
  lots: decimalTextSchema,
  /** Of a pending order its own price, of a market order the price at which it would execute now. */
  price: positiveDecimalTextSchema.nullable(),
  stopLoss: positiveDecimalTextSchema.nullable(),
  takeProfit: positiveDecimalTextSchema.nullable(),
  /** The position that is closed or changed, and the pending order that is changed or deleted. */
  position: z.string().nullable(),
  ticket: z.string().nullable(),
  filling: z.enum(fillings),
  time: z.enum(orderTimes),
  expiresAtMs: z.number().int().nullable(),
  /** Largest slippage in points. */
  deviation: z.number().int(),
  /** From the price to the stop and to the target. */
  stopPips: decimalTextSchema.nullable(),
  targetPips: decimalTextSchema.nullable(),
  margin: decimalTextSchema.nullable(),
  /** What is lost when the stop is reached, without slippage, commission and swap. */
  risk: z
    .object({
      money: decimalTextSchema,
      balancePercent: decimalTextSchema.nullable(),
      equityPercent: decimalTextSchema.nullable(),
    })
    .nullable(),
});
export type PreviewStep = z.infer<typeof previewStepSchema>;

export const previewedOrderSchema = z.object({
  /** Empty when the order could not be planned. */
  steps: z.array(previewStepSchema).max(256),
  notes: z.array(z.object({ code: z.string(), message: z.string() })),
  /** Why door two would not let it pass; null when it would. */
  refusal: refusalSchema.nullable(),
});
export type PreviewedOrder = z.infer<typeof previewedOrderSchema>;

export const previewAccountSchema = z.object({
  currency: z.string(),
  balance: decimalTextSchema,
  equity: decimalTextSchema,
  margin: decimalTextSchema,
  freeMargin: decimalTextSchema,
});

export const previewedFrame = z.object({
  type: z.literal("previewed"),
  requestId: z.string().min(1).max(64),
  /** Null while the terminal has not told it. */
  account: previewAccountSchema.nullable(),
  /** One for each instruction. */
  orders: z.array(previewedOrderSchema).max(MAX_ORDERS),
});
export type Previewed = z.infer<typeof previewedFrame>;
