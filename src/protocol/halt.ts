import * as z from "zod";
import { stoppedSchema, stopVersionSchema } from "../domain/emergency/account-stop.ts";

/**
 * The emergency stop on the agent link. The gateway signs how the account stands, with a version that only
 * rises; the agent keeps the highest one, so that a frame that is played back changes nothing. It is sent at
 * every connection before `reconcile`, so before any order can go, and again with every change. An agent that
 * leaves `halt` out of its hello is too old to know the frame, and is not sent it.
 */

/** How the gateway's stop stands at one of the two ends. */
export const haltStandingSchema = z.object({
  version: stopVersionSchema,
  stopped: stoppedSchema.nullable(),
});
export type HaltStanding = Readonly<z.infer<typeof haltStandingSchema>>;

/** Gateway to agent. */
export const haltFrame = z.object({ type: z.literal("halt"), jws: z.string().max(16_384) });

/** Agent to gateway: this version, or a later one, is in the journal and in force. */
export const haltedFrame = z.object({ type: z.literal("halted"), version: stopVersionSchema });
