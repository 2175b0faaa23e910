import * as z from "zod";
import { hashSchema } from "../domain/audit/entry.ts";
import type { Head } from "../domain/audit/verify.ts";
import { tenantIdSchema } from "../domain/ids.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import { signCompact, type VerificationKeys, verifyCompact } from "./compact-jws.ts";
import type { SigningKey } from "./signed-order.ts";

/** `typ` of a signed head: the keys sign orders too, and neither may pass for the other. */
const AUDIT_HEAD_TYPE = "sallyport-audit-head+jws";

const headSchema = z.strictObject({
  v: z.literal(1),
  tenantId: tenantIdSchema,
  sequence: z.number().int().positive(),
  hash: hashSchema,
  atMs: z.number().int().nonnegative(),
});

/** Signs what a tenant's chain is up to one entry, as a compact JWS (EdDSA). */
export function signHead(
  { tenantId, sequence, hash, atMs }: Head,
  { kid, key }: SigningKey,
): Promise<string> {
  return signCompact(JSON.stringify({ v: 1, tenantId, sequence, hash, atMs }), AUDIT_HEAD_TYPE, kid, key);
}

/** Verifies and reads a signed head. */
export async function verifyHead(jws: string, keys: VerificationKeys): Promise<Result<Head, Refusal>> {
  const payload = await verifyCompact(jws, AUDIT_HEAD_TYPE, keys);
  if (!payload.ok) return payload;
  const head = headSchema.safeParse(payload.value);
  if (head.success) return ok(head.data);
  return err(refusal("malformed_head", "The signed head cannot be read."));
}
