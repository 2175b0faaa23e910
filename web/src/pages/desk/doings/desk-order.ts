import * as z from "zod";
import { feedOrderSchema } from "../../../../../src/protocol/feed-state.ts";

/** An order as the account's API and its feed tell it. */
export const deskOrderSchema = feedOrderSchema.omit({ events: true });
export type DeskOrder = z.infer<typeof deskOrderSchema>;

/** The answer to whatever orders something. */
export const orderedSchema = z.object({
  requestId: z.string(),
  repeated: z.boolean(),
  orders: z.array(deskOrderSchema),
});
export type Ordered = z.infer<typeof orderedSchema>;

export const orderPageSchema = z.object({ items: z.array(deskOrderSchema), next: z.string().nullable() });
