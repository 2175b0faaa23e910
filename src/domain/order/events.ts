import * as z from "zod";
import { decimalTextSchema, positiveDecimalTextSchema } from "../decimal.ts";
import { doorSchema, refusalSchema } from "../refusal.ts";

/** The states of an order; see "An order's life" in the design. */
export const orderStateSchema = z.enum([
  "pending",
  "sent",
  "accepted",
  "submitted",
  "working",
  "partially_filled",
  "filled",
  "cancelled",
  "rejected",
  "expired",
  "unknown",
]);
export type OrderState = z.infer<typeof orderStateSchema>;

/** One deal of the venue that belongs to an order. Tickets are decimal strings. */
export const dealSchema = z.object({
  deal: z.string(),
  /** The venue's own order ticket. */
  ticket: z.string(),
  position: z.string(),
  symbol: z.string(),
  side: z.enum(["buy", "sell"]),
  entry: z.enum(["in", "out", "inout", "out_by"]),
  lots: positiveDecimalTextSchema,
  price: positiveDecimalTextSchema,
  /** In the account's currency. */
  profit: decimalTextSchema,
  /** Epoch milliseconds by the venue's record. */
  atMs: z.number().int(),
});
export type Deal = z.infer<typeof dealSchema>;

/**
 * Something worth telling about what an order left behind: a stop that was moved, a position that it
 * opened and that closed without another order. It may come in every state, the ends included, and changes
 * none. `deal` is no deal of the order itself: it counts neither for its lots nor for its price.
 */
export const noteSchema = z.object({
  event: z.literal("noted"),
  code: z.string().regex(/^[a-z][a-z0-9_]{1,60}$/),
  message: z.string().max(300),
  deal: dealSchema.optional(),
});
export type Note = z.infer<typeof noteSchema>;

/**
 * Everything that can happen to an order. For instructions that trade nothing (`cancel`, `modify`)
 * `filled` means carried out, without deals.
 */
export const orderEventSchema = z.discriminatedUnion("event", [
  z.object({ event: z.literal("sent"), seq: z.number().int().positive() }),
  /** In the agent's journal. */
  z.object({ event: z.literal("accepted") }),
  /** In the EA's journal: may have executed, so from here on it is never sent to the venue again. */
  z.object({ event: z.literal("submitted") }),
  /** A pending order stands at the venue. */
  z.object({ event: z.literal("working"), ticket: z.string() }),
  z.object({ event: z.literal("partially_filled"), deals: z.array(dealSchema) }),
  z.object({ event: z.literal("filled"), deals: z.array(dealSchema) }),
  z.object({ event: z.literal("cancelled"), refusal: refusalSchema.optional() }),
  z.object({ event: z.literal("rejected"), door: doorSchema, refusal: refusalSchema }),
  z.object({ event: z.literal("expired"), door: doorSchema, refusal: refusalSchema }),
  z.object({ event: z.literal("unknown"), refusal: refusalSchema }),
  noteSchema,
]);
export type OrderEvent = z.infer<typeof orderEventSchema>;
