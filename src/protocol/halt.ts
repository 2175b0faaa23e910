import * as z from "zod";
import { stoppedSchema, stopVersionSchema } from "../domain/emergency/account-stop.ts";
import { accountIdSchema, agentIdSchema } from "../domain/ids.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { signCompact, type VerificationKeys, verifyCompact } from "./compact-jws.ts";
import type { SigningKey } from "./signed-order.ts";

/**
 * The emergency stop on the agent link. The gateway signs how the account stands, with a version that only
 * rises; the agent keeps the highest one, so that a frame that is played back changes nothing. It is sent at
 * every connection before `reconcile`, so before any order can go, and again with every change. An agent that
 * leaves `halt` out of its hello is too old to know the frame, and is not sent it.
 */

/** The `typ` in the protected header of a signed halt: no order passes for one, nor one for an order. */
export const SIGNED_HALT_TYPE = "sallyport-halt+jws";

/** How the gateway's stop stands at one of the two ends. */
export const haltStandingSchema = z.object({
  version: stopVersionSchema,
  stopped: stoppedSchema.nullable(),
});
export type HaltStanding = Readonly<z.infer<typeof haltStandingSchema>>;

/** What the gateway signs. `stopped` null: lifted. */
export const signedHaltSchema = z.object({
  v: z.literal(1),
  accountId: accountIdSchema,
  agentId: agentIdSchema,
  version: stopVersionSchema.positive(),
  stopped: stoppedSchema.nullable(),
});
export type SignedHalt = Readonly<z.infer<typeof signedHaltSchema>>;

/** Gateway to agent. */
export const haltFrame = z.object({ type: z.literal("halt"), jws: z.string().max(16_384) });

/** Agent to gateway: this version, or a later one, is in the journal and in force. */
export const haltedFrame = z.object({ type: z.literal("halted"), version: stopVersionSchema });

export function signHalt(halt: SignedHalt, { kid, key }: SigningKey): Promise<string> {
  return signCompact(JSON.stringify(halt), SIGNED_HALT_TYPE, kid, key);
}

/** Verifies and reads a signed halt; `keys` are those that the agent pinned when it was paired. */
export async function verifyHalt(jws: string, keys: VerificationKeys): Promise<Result<SignedHalt, Refusal>> {
  const payload = await verifyCompact(jws, SIGNED_HALT_TYPE, keys);
  if (!payload.ok) return payload;
  const halt = signedHaltSchema.safeParse(payload.value);
  if (halt.success) return ok(halt.data);
  const place = halt.error.issues[0]?.path.join(".") ?? "";
  return err(refusal("malformed_halt", `The signed halt is refused at "${place}".`));
}
