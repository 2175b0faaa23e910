import * as z from "zod";
import { stoppedSchema } from "../domain/emergency/account-stop.ts";
import { alertIdSchema, orderIdSchema } from "../domain/ids.ts";
import { orderEventSchema, orderStateSchema } from "../domain/order/events.ts";
import { instructionSchema } from "../domain/order/instruction.ts";
import { orderSourceSchema } from "../domain/order/source.ts";
import { doorSchema, refusalSchema } from "../domain/refusal.ts";
import { pendingOrderSchema, positionSchema, terminalStateSchema, unsettledSchema } from "./agent-link.ts";
import { haltedSchema, policySummarySchema } from "./policy-summary.ts";

/**
 * What a feed tells of a trading account. Prices and lots are decimal strings, tickets strings, times epoch
 * milliseconds.
 */

/** An order as the ledger has it, with the number of its events: of two versions the one with more is newer. */
export const feedOrderSchema = z.object({
  id: orderIdSchema,
  source: orderSourceSchema,
  /** Of an order that comes from an alert; null otherwise. */
  alertId: z.string().nullable(),
  strategyId: z.string().nullable(),
  leg: z.number().int(),
  after: z.string().nullable(),
  symbol: z.string().nullable(),
  instruction: instructionSchema,
  state: orderStateSchema,
  door: doorSchema.nullable(),
  refusal: refusalSchema.nullable(),
  filledLots: z.string(),
  averagePrice: z.string().nullable(),
  ticket: z.string().nullable(),
  seq: z.number().int().nullable(),
  createdAtMs: z.number().int(),
  changedAtMs: z.number().int(),
  deadlineMs: z.number().int(),
  events: z.number().int().nonnegative(),
});
export type FeedOrder = z.infer<typeof feedOrderSchema>;

/** A step of an order's way, as in the order's timeline. */
export const feedStepSchema = z.object({
  step: z.union([orderStateSchema, z.literal("noted")]),
  atMs: z.number().int(),
  recordedAtMs: z.number().int(),
  epoch: z.number().int(),
  event: orderEventSchema.nullable(),
});

/** What no reader may miss. `order`: one step of one order, with the order as it stands after it. */
export const feedEventSchema = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("order"), order: feedOrderSchema, step: feedStepSchema }),
  /** What an alert came to on this account: orders, or the reason why there are none. */
  z.object({
    kind: z.literal("alert"),
    alertId: alertIdSchema,
    atMs: z.number().int(),
    orderIds: z.array(orderIdSchema),
    refusal: refusalSchema.nullable(),
  }),
]);
export type FeedEvent = z.infer<typeof feedEventSchema>;

/** The name of an event: the same one told twice has the same. */
export function keyOfEvent(event: FeedEvent): string {
  return event.kind === "order" ? `${event.order.id}/${event.order.events}` : event.alertId;
}

/** Account and agent: whether orders can go out, and why not; the money; alarms that need somebody's eye. */
export const feedAccountSchema = z.object({
  link: z.object({
    connected: z.boolean(),
    ready: z.boolean(),
    reason: refusalSchema.optional(),
    epoch: z.number().int(),
    sinceMs: z.number().int().nullable(),
    agentId: z.string().nullable(),
    agentVersion: z.string().nullable(),
  }),
  terminal: z
    .object({
      account: terminalStateSchema.shape.account.unwrap().nullable(),
      halted: haltedSchema.nullable(),
      policy: policySummarySchema.nullable(),
      symbols: z.number().int(),
      unsettled: z.array(unsettledSchema),
      atMs: z.number().int(),
    })
    .nullable(),
  /** The gateway's emergency stop; null while entries may go, absent from gateways of earlier versions. */
  stopped: stoppedSchema.nullish(),
  alarms: z.array(
    z.object({
      orderId: orderIdSchema,
      code: z.enum(["unknown", "unsettled"]),
      raisedAtMs: z.number().int(),
    }),
  ),
});
export type FeedAccount = z.infer<typeof feedAccountSchema>;

/** What is replaced by its newest version: a reader that missed one in between has lost nothing. */
export const feedStateSchema = z.object({
  account: feedAccountSchema,
  positions: z.array(positionSchema),
  pendings: z.array(pendingOrderSchema),
});
export type FeedState = z.infer<typeof feedStateSchema>;

/** Everything at one moment; `orders` are those that have not ended. */
export const feedSnapshotSchema = feedStateSchema.extend({ orders: z.array(feedOrderSchema) });
export type FeedSnapshot = z.infer<typeof feedSnapshotSchema>;

/** What changed in the state. Lists name what is new or different (`set`) and the keys of what is gone. */
export const feedChangeSchema = z.object({
  account: feedAccountSchema.optional(),
  positions: z.object({ set: z.array(positionSchema), gone: z.array(z.string()) }).optional(),
  pendings: z.object({ set: z.array(pendingOrderSchema), gone: z.array(z.string()) }).optional(),
});
export type FeedChange = z.infer<typeof feedChangeSchema>;
