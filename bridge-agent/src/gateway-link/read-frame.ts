import { parsePlainJson } from "../../../src/domain/json/strict.ts";
import { type Refusal, refusal } from "../../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../../src/domain/result.ts";
import { type FromGateway, fromGatewaySchema } from "../../../src/protocol/agent-link.ts";

/**
 * `reconcile` names every open order and every symbol that has a pip of its own. The deepest is `preview`, whose
 * instructions have exits with lists of partial closes.
 */
const LINK_LIMITS = { depth: 8, keys: 10_000, items: 200_000 };

/** Reads one text frame of the gateway: strict JSON, then the schema of the link. */
export function readFrame(text: string): Result<FromGateway, Refusal> {
  const plain = parsePlainJson(text, LINK_LIMITS);
  if (!plain.ok) return plain;
  const frame = fromGatewaySchema.safeParse(plain.value);
  if (frame.success) return ok(frame.data);
  const place = frame.error.issues[0]?.path.join(".") ?? "";
  return err(refusal("bad_frame", `A frame of the gateway is refused at "${place}".`));
}
