import { type SignedOrder, signedOrderSchema } from "../domain/order/instruction.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { SIGNED_ORDER_TYPE } from "./agent-link.ts";
import { signCompact, type VerificationKeys, verifyCompact } from "./compact-jws.ts";

/** The key that the gateway signs orders with. */
export interface SigningKey {
  readonly kid: string;
  readonly key: CryptoKey;
}

/**
 * Signs an order for its agent. The same order and key always give the same text (Ed25519 is
 * deterministic), so a frame need not be kept to be sent again.
 */
export function signOrder(order: SignedOrder, { kid, key }: SigningKey): Promise<string> {
  return signCompact(JSON.stringify(order), SIGNED_ORDER_TYPE, kid, key);
}

/** Verifies and reads a signed order; `keys` are those that the agent pinned when it was paired. */
export async function verifyOrder(
  jws: string,
  keys: VerificationKeys,
): Promise<Result<SignedOrder, Refusal>> {
  const payload = await verifyCompact(jws, SIGNED_ORDER_TYPE, keys);
  if (!payload.ok) return payload;
  const order = signedOrderSchema.safeParse(payload.value);
  if (order.success) return ok(order.data);
  const place = order.error.issues[0]?.path.join(".") ?? "";
  return err(refusal("malformed_order", `The signed order is refused at "${place}".`));
}
