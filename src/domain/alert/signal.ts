import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../decimal.ts";
import { exitsSchema, filtersSchema } from "./exits.ts";

/**
 * What an alert means, in Sallyport's own vocabulary, whatever the dialect. A signal is a list of legs
 * that are carried out in their order as one unit: a flip is a close and an open, and no other alert
 * can come between them.
 */

/** A price as the sender gave it. Pips and percent are distances, converted at the agent with a live quote. */
export const levelSchema = z.object({
  unit: z.enum(["price", "pips", "percent"]),
  value: positiveDecimalTextSchema,
});
export type Level = z.infer<typeof levelSchema>;

/** A new stop or target of `modify`: a level, or `none`, which removes what is there. */
export const levelOrNoneSchema = z.union([levelSchema, z.object({ unit: z.literal("none") })]);
export type LevelOrNone = z.infer<typeof levelOrNoneSchema>;

/** How much to trade. What is not lots is turned into lots by the agent, from the account as it stands. */
export const sizeSchema = z.object({
  unit: z.enum([
    "lots",
    "risk_money",
    "balance_percent_loss",
    "equity_percent_loss",
    "balance_percent_margin",
    "balance_percent_lots",
    "equity_percent",
    "position_percent",
    "notional",
  ]),
  value: positiveDecimalTextSchema,
});
export type Size = z.infer<typeof sizeSchema>;

/** How much of the positions a close takes. Nothing means nothing: `all` is always spelled out. */
export const amountSchema = z.discriminatedUnion("unit", [
  z.object({ unit: z.literal("all") }),
  z.object({ unit: z.literal("percent"), value: positiveDecimalTextSchema }),
  z.object({ unit: z.literal("lots"), value: positiveDecimalTextSchema }),
]);
export type Amount = z.infer<typeof amountSchema>;

/** `symbol`: only the signal's symbol. `account`: every symbol of the trading account. */
export const scopeSchema = z.enum(["symbol", "account"]);

export const positionSideSchema = z.enum(["long", "short", "both"]);

export const pendingTypeSchema = z.enum(["limit", "stop"]);

/** Something the vocabulary has and Sallyport cannot carry out yet; refused by name, never ignored. */
export const unavailableSchema = z.object({
  /** The key in the message, e.g. `optionType`. */
  key: z.string(),
  at: z.number().int().nonnegative(),
});

const placeSchema = z.number().int().nonnegative().optional();

/** Where a leg's values stand in the message, for refusals further on (a volume off the step). */
export const legPlacesSchema = z.object({
  size: placeSchema,
  amount: placeSchema,
  entry: placeSchema,
  expires: placeSchema,
  stopLoss: placeSchema,
  takeProfit: placeSchema,
});
export type LegPlaces = z.infer<typeof legPlacesSchema>;

export const openLegSchema = z.object({
  action: z.literal("open"),
  side: z.enum(["buy", "sell"]),
  type: z.enum(["market", "limit", "stop"]),
  /** Absent: the route's own size, or the alert is refused. */
  size: sizeSchema.optional(),
  /** The price of a pending order; a distance counts from the market in the order type's direction. */
  entry: levelSchema.optional(),
  stopLoss: levelSchema.optional(),
  takeProfit: levelSchema.optional(),
  /** When a pending order ends at the venue, epoch milliseconds; absent: it stands until it is cancelled. */
  expiresAtMs: z.number().int().positive().optional(),
  exits: exitsSchema.optional(),
  filters: filtersSchema.optional(),
  comment: z.string().max(64).optional(),
  at: legPlacesSchema.optional(),
});

export const closeLegSchema = z.object({
  action: z.literal("close"),
  scope: scopeSchema,
  side: positionSideSchema,
  amount: amountSchema,
  at: legPlacesSchema.optional(),
});

export const cancelLegSchema = z.object({
  action: z.literal("cancel"),
  scope: scopeSchema,
  side: positionSideSchema,
  /** Which pending orders; empty means every type. */
  types: z.array(pendingTypeSchema),
});

export const modifyLegSchema = z.object({
  action: z.literal("modify"),
  /** Open positions of a side, or pending orders of a side and type. */
  target: z.enum(["positions", "orders"]),
  side: positionSideSchema,
  types: z.array(pendingTypeSchema),
  stopLoss: levelOrNoneSchema.optional(),
  takeProfit: levelOrNoneSchema.optional(),
  at: legPlacesSchema.optional(),
});

/**
 * The position that should stand afterwards, as TradingView's strategy reports it. `flat` closes all.
 * Otherwise positions on the other side are closed first, and:
 * - with `exact: true`, `size` is the size to stand: the difference is opened or closed;
 * - with `exact: false`, `size` is the strategy's order quantity and `order` its direction. When the
 *   account was on the other side, the quantity holds old and new size (TradingView's reversal), so the
 *   closed size is taken off once. An order against the wanted side (sell, but still long) takes its
 *   size off the position and never past zero.
 */
export const targetLegSchema = z.object({
  action: z.literal("target"),
  side: z.enum(["long", "short", "flat"]),
  exact: z.boolean(),
  order: z.enum(["buy", "sell"]).optional(),
  size: sizeSchema.optional(),
  stopLoss: levelSchema.optional(),
  takeProfit: levelSchema.optional(),
  exits: exitsSchema.optional(),
  filters: filtersSchema.optional(),
  comment: z.string().max(64).optional(),
  at: legPlacesSchema.optional(),
});

/** Stops or resumes the strategy itself (PineConnector's `eaoff`, `eaon`). */
export const controlLegSchema = z.object({
  action: z.literal("control"),
  set: z.enum(["halt", "resume"]),
});

export const legSchema = z.discriminatedUnion("action", [
  openLegSchema,
  closeLegSchema,
  cancelLegSchema,
  modifyLegSchema,
  targetLegSchema,
  controlLegSchema,
]);
export type Leg = z.infer<typeof legSchema>;
export type OpenLeg = z.infer<typeof openLegSchema>;
export type CloseLeg = z.infer<typeof closeLegSchema>;
export type CancelLeg = z.infer<typeof cancelLegSchema>;
export type ModifyLeg = z.infer<typeof modifyLegSchema>;
export type TargetLeg = z.infer<typeof targetLegSchema>;

export const dialectNameSchema = z.enum(["sallyport", "pineconnector", "traderspost", "text"]);
export type DialectName = z.infer<typeof dialectNameSchema>;

export const signalSchema = z.object({
  dialect: dialectNameSchema,
  /** As in the message (`BTCUSDT`, `OANDA:EURUSD`); absent only when every leg covers the account. */
  symbol: z.string().min(1).max(32).optional(),
  /** Where the symbol stands in the message, for refusals further on. */
  symbolAt: z.number().int().nonnegative().optional(),
  legs: z.array(legSchema).min(1).max(4),
  /** The sender's own id for the alert: a permanent key against duplicates. */
  id: z.string().min(1).max(128).optional(),
  /** When the alert fired (`{{timenow}}`), epoch milliseconds. */
  firedAtMs: z.number().int().optional(),
  /** Where that time stands in the message. */
  timeAt: z.number().int().nonnegative().optional(),
  /** The chart's price when the alert fired, for checks only; orders never use it. */
  chartPrice: decimalTextSchema.optional(),
  /** PineConnector's licence id, shown to the owner; it proves nothing. */
  licence: z.string().optional(),
  unavailable: z.array(unavailableSchema),
});
export type Signal = z.infer<typeof signalSchema>;
