import { sha256Hex } from "../../durable-objects/shared/crypto.ts";
import type { Tenant } from "../../durable-objects/tenant/index.ts";
import { type IdKind, makeId } from "../domain/ids.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";

const IDEMPOTENCY_KEY = /^[\x21-\x7e]{1,255}$/;
const ID_RANDOM_BYTES = 16;

/**
 * The id for a new resource: a fresh one, or, under an `Idempotency-Key` that was used for the same request
 * before, the one that it got then. `asked` is what was asked for, as plain JSON data.
 */
export async function idForCreation(
  tenant: DurableObjectStub<Tenant>,
  kind: IdKind,
  key: string | undefined,
  asked: unknown,
): Promise<Result<string, Refusal>> {
  const freshId = makeId(kind, Date.now(), crypto.getRandomValues(new Uint8Array(ID_RANDOM_BYTES)));
  if (key === undefined) return ok(freshId);
  if (!isIdempotencyKey(key)) {
    return err(refusal("bad_request", "Idempotency-Key has 1 to 255 printable characters without blanks."));
  }
  const requestHash = sha256Hex(JSON.stringify([kind, asked]));
  const reserved = await tenant.reserve({ key, requestHash, freshId });
  return reserved.ok ? ok(reserved.value.id) : reserved;
}

export function isIdempotencyKey(text: string): boolean {
  return IDEMPOTENCY_KEY.test(text);
}
