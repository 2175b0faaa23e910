import { z } from "zod";
import {
  amountSchema,
  levelOrNoneSchema,
  levelSchema,
  pendingTypeSchema,
  positionSideSchema,
} from "../alert/signal.ts";
import { positiveDecimalTextSchema } from "../decimal.ts";
import { orderIdSchema } from "../ids.ts";

/**
 * What one order tells the venue to do: a leg of a signal after routing, with the venue's own symbol
 * and the size in lots. It is signed by the gateway, so nothing in it may depend on a live price:
 * distances stay distances until the agent converts them.
 */

/** The venue's own symbol, e.g. `EURUSD.r`. */
export const venueSymbolSchema = z.string().min(1).max(32);

export const openInstructionSchema = z.object({
  kind: z.literal("open"),
  symbol: venueSymbolSchema,
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop"]),
  lots: positiveDecimalTextSchema,
  entry: levelSchema.optional(),
  stopLoss: levelSchema.optional(),
  takeProfit: levelSchema.optional(),
  comment: z.string().max(64).optional(),
});

export const closeInstructionSchema = z.object({
  kind: z.literal("close"),
  /** null: every symbol of the account. */
  symbol: venueSymbolSchema.nullable(),
  side: positionSideSchema,
  amount: amountSchema,
});

export const cancelInstructionSchema = z.object({
  kind: z.literal("cancel"),
  symbol: venueSymbolSchema.nullable(),
  side: positionSideSchema,
  types: z.array(pendingTypeSchema),
});

export const modifyInstructionSchema = z.object({
  kind: z.literal("modify"),
  symbol: venueSymbolSchema,
  target: z.enum(["positions", "orders"]),
  side: positionSideSchema,
  types: z.array(pendingTypeSchema),
  stopLoss: levelOrNoneSchema.optional(),
  takeProfit: levelOrNoneSchema.optional(),
});

/** See `targetLegSchema` for what `exact` and `order` mean. */
export const targetInstructionSchema = z.object({
  kind: z.literal("target"),
  symbol: venueSymbolSchema,
  side: z.enum(["long", "short", "flat"]),
  exact: z.boolean(),
  order: z.enum(["buy", "sell"]).optional(),
  lots: positiveDecimalTextSchema.optional(),
  stopLoss: levelSchema.optional(),
  takeProfit: levelSchema.optional(),
  comment: z.string().max(64).optional(),
});

export const instructionSchema = z.discriminatedUnion("kind", [
  openInstructionSchema,
  closeInstructionSchema,
  cancelInstructionSchema,
  modifyInstructionSchema,
  targetInstructionSchema,
]);
export type Instruction = z.infer<typeof instructionSchema>;

/**
 * What the gateway signs for one order. The agent carries out `instruction` at most once per `orderId`,
 * not after `deadlineMs`, and, when `after` names an order, only once that order is filled or had
 * nothing to do.
 */
export const signedOrderSchema = z.object({
  v: z.literal(1),
  accountId: z.string(),
  agentId: z.string(),
  orderId: orderIdSchema,
  after: orderIdSchema.optional(),
  /** Epoch milliseconds by the gateway's clock. */
  deadlineMs: z.number().int().positive(),
  createdAtMs: z.number().int().positive(),
  instruction: instructionSchema,
});
export type SignedOrder = z.infer<typeof signedOrderSchema>;
