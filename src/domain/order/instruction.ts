import * as z from "zod";
import { exitsSchema, filtersSchema } from "../alert/exits.ts";
import {
  amountSchema,
  levelOrNoneSchema,
  levelSchema,
  pendingTypeSchema,
  positionSideSchema,
  sizeSchema,
} from "../alert/signal.ts";
import { positiveDecimalTextSchema } from "../decimal.ts";
import { orderIdSchema } from "../ids.ts";

/**
 * What one order tells the venue to do: a leg of a signal after routing, with the venue's own symbol.
 * It is signed by the gateway, so nothing in it may depend on a live price or on the account's money:
 * distances stay distances and sizes stay sizes until the agent converts them.
 */

/** The venue's own symbol, e.g. `EURUSD.r`. */
export const venueSymbolSchema = z.string().min(1).max(32);

/** Smallest and largest order that the account's owner allows, for sizes that the agent turns into lots. */
const lotLimitsSchema = z.object({ minLots: positiveDecimalTextSchema, maxLots: positiveDecimalTextSchema });

export const openInstructionSchema = z.object({
  kind: z.literal("open"),
  symbol: venueSymbolSchema,
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop"]),
  /** Either `lots`, checked by the gateway, or a `size` in another unit, which the agent turns into lots. */
  lots: positiveDecimalTextSchema.optional(),
  size: sizeSchema.optional(),
  limits: lotLimitsSchema.optional(),
  entry: levelSchema.optional(),
  stopLoss: levelSchema.optional(),
  takeProfit: levelSchema.optional(),
  expiresAtMs: z.number().int().positive().optional(),
  exits: exitsSchema.optional(),
  filters: filtersSchema.optional(),
  comment: z.string().max(64).optional(),
});

export const closeInstructionSchema = z.object({
  kind: z.literal("close"),
  /** null: every symbol of the account. */
  symbol: venueSymbolSchema.nullable(),
  side: positionSideSchema,
  amount: amountSchema,
});

const ticketSchema = z.string().regex(/^[1-9][0-9]{0,19}$/, "not a ticket");

/**
 * One position, by its ticket. A kind of its own and not a field of `close`: an agent that does not know it
 * refuses it, where it would overlook the field and close everything in the symbol. So are the three below.
 */
export const closePositionInstructionSchema = z.object({
  kind: z.literal("close_position"),
  symbol: venueSymbolSchema,
  position: ticketSchema,
  amount: amountSchema,
});

/** A price as a person sees it on the chart, or `none`, which removes what is there; absent stays. */
const priceOrNoneSchema = z.discriminatedUnion("unit", [
  z.object({ unit: z.literal("price"), value: positiveDecimalTextSchema }),
  z.object({ unit: z.literal("none") }),
]);
export type PriceOrNone = z.infer<typeof priceOrNoneSchema>;

/** New stops of one position. */
export const modifyPositionInstructionSchema = z.object({
  kind: z.literal("modify_position"),
  symbol: venueSymbolSchema,
  position: ticketSchema,
  stopLoss: priceOrNoneSchema.optional(),
  takeProfit: priceOrNoneSchema.optional(),
});

/** Another price, other stops of one pending order. */
export const modifyPendingInstructionSchema = z.object({
  kind: z.literal("modify_pending"),
  symbol: venueSymbolSchema,
  ticket: ticketSchema,
  price: positiveDecimalTextSchema.optional(),
  stopLoss: priceOrNoneSchema.optional(),
  takeProfit: priceOrNoneSchema.optional(),
});

export const cancelPendingInstructionSchema = z.object({
  kind: z.literal("cancel_pending"),
  symbol: venueSymbolSchema,
  ticket: ticketSchema,
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
  /** As of `open`; neither for `flat`. */
  lots: positiveDecimalTextSchema.optional(),
  size: sizeSchema.optional(),
  limits: lotLimitsSchema.optional(),
  stopLoss: levelSchema.optional(),
  takeProfit: levelSchema.optional(),
  exits: exitsSchema.optional(),
  filters: filtersSchema.optional(),
  comment: z.string().max(64).optional(),
});

export const instructionSchema = z.discriminatedUnion("kind", [
  openInstructionSchema,
  closeInstructionSchema,
  closePositionInstructionSchema,
  modifyPositionInstructionSchema,
  modifyPendingInstructionSchema,
  cancelPendingInstructionSchema,
  cancelInstructionSchema,
  modifyInstructionSchema,
  targetInstructionSchema,
]);
export type Instruction = z.infer<typeof instructionSchema>;

/** What the account's owner decided about how orders are carried out; signed with each order. */
export const orderRulesSchema = z.object({
  /** A stop or target closer than the broker allows: moved to the nearest allowed price, or refused. */
  stops: z.enum(["widen", "refuse"]),
  /** Lots between two steps: down to the step, or refused. Computed sizes always go down. */
  lots: z.enum(["round_down", "refuse"]),
  /** Whether positions and pending orders that Sallyport did not make may be closed and changed. */
  external: z.enum(["leave", "manage"]),
  /** Largest slippage in points, for execution modes that know one. */
  deviation: z.number().int().min(0).max(100_000),
});
export type OrderRules = z.infer<typeof orderRulesSchema>;

export const defaultOrderRules: OrderRules = {
  stops: "refuse",
  lots: "refuse",
  external: "leave",
  deviation: 20,
};

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
  /** Absent in orders of earlier versions. */
  rules: orderRulesSchema.default(defaultOrderRules),
  instruction: instructionSchema,
});
export type SignedOrder = z.infer<typeof signedOrderSchema>;
