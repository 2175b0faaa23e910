import * as z from "zod";
import { stopIdSchema, tenantIdSchema } from "../ids.ts";
import { type Refusal, refusal } from "../refusal.ts";

/** An emergency stop as an account and its agent know it. `by`: a `usr_` id, an API token's id, or `bootstrap`. */
export const stoppedSchema = z.object({
  stopId: stopIdSchema,
  by: z.string().max(60),
  reason: z.string().max(200),
  /** Epoch milliseconds by the gateway's clock. */
  sinceMs: z.number().int(),
});
export type Stopped = Readonly<z.infer<typeof stoppedSchema>>;

/** Everything is to be closed; `repeat`: again and again for as long as the stop stands. */
export const closingWishSchema = z.object({ stopId: stopIdSchema, repeat: z.boolean() });
export type ClosingWish = Readonly<z.infer<typeof closingWishSchema>>;

/** So high no counter comes by itself: one that is taken over from elsewhere must leave numbers above it. */
export const HIGHEST_TAKEN_VERSION = 2 ** 40;

/** Rises with every change, so that what comes late or twice is known for it. */
export const stopVersionSchema = z
  .number()
  .int()
  .nonnegative()
  .max(2 * HIGHEST_TAKEN_VERSION);

/** What the tenant tells one of its accounts: not what changed, but how it is from now on. */
export const accountStopSchema = z.object({
  tenantId: tenantIdSchema,
  version: stopVersionSchema.positive(),
  stopped: stoppedSchema.nullable(),
  closing: closingWishSchema.nullable(),
});
export type AccountStop = Readonly<z.infer<typeof accountStopSchema>>;

/** Why an entry is refused while the account is stopped, at either door. */
export function tradingStopped({ by, reason, sinceMs }: Stopped): Refusal {
  const since = sinceMs === 0 ? "" : ` since ${new Date(sinceMs).toISOString()}`;
  return refusal("trading_stopped", `Trading is stopped${since} by ${by}: ${reason}`, {
    hint: "an owner or admin lifts the stop at the gateway; closing, cancelling and reducing goes on",
  });
}
