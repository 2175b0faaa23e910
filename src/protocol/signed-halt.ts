import * as z from "zod";
import { stoppedSchema, stopVersionSchema } from "../domain/emergency/account-stop.ts";
import { accountIdSchema, agentIdSchema } from "../domain/ids.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { signCompact, type VerificationKeys, verifyCompact } from "./compact-jws.ts";
import type { SigningKey } from "./signed-order.ts";

/** The `typ` in the protected header of a signed halt: no order passes for one, nor one for an order. */
export const SIGNED_HALT_TYPE = "sallyport-halt+jws";

/** What the gateway signs. `stopped` null: lifted. */
export const signedHaltSchema = z.object({
  v: z.literal(1),
  accountId: accountIdSchema,
  agentId: agentIdSchema,
  version: stopVersionSchema.positive(),
  stopped: stoppedSchema.nullable(),
});
export type SignedHalt = Readonly<z.infer<typeof signedHaltSchema>>;

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
