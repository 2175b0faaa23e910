import type { Context } from "hono";
import { sha256, sha256Hex } from "../../durable-objects/shared/crypto.ts";
import { parseAlert } from "../domain/alert/parse.ts";
import type { Signal } from "../domain/alert/signal.ts";
import { deriveRequestId } from "../domain/ids.ts";
import { parsePlainJson } from "../domain/json/strict.ts";
import { type Refusal, refusal } from "../domain/refusal.ts";
import { err, ok, type Result } from "../domain/result.ts";
import type { ApiEnv } from "../middleware/authenticate.ts";
import { readJsonText } from "./body.ts";
import { isIdempotencyKey } from "./creation.ts";
import { json, problem } from "./problem.ts";
import { whoAsks } from "./who-asks.ts";

/** What a message needs that comes by a hook, and a request has in its headers. */
const HOOK_KEYS = ["secret", "id", "alertTimestamp", "time"] as const;

/**
 * Takes an order from a person or a program: 202 with the orders that it became and their states. The body is
 * Sallyport JSON as a hook takes it, without what only a hook needs. The same `Idempotency-Key` by the same asker
 * on the same account answers the same orders, as they stand by then.
 */
export async function answerOrder(c: Context<ApiEnv>, accountId: string): Promise<Response> {
  const body = await readJsonText(c.req.raw);
  if (!body.ok) return problem(body.error.refusal, { errors: body.error.errors });
  const key = c.req.header("idempotency-key");
  if (key === undefined || !isIdempotencyKey(key)) return problem(keyNeeded);
  const signal = signalOf(body.value);
  if (!signal.ok) return problem(signal.error);
  const { by, person } = c.var.principal;
  const requestId = deriveRequestId(sha256, accountId, by, key);
  const ordered = await c.env.TRADING_ACCOUNT.getByName(accountId).placeOrder(
    { requestId, kind: person === null ? "program" : "person", by, ...signal.value },
    whoAsks(c),
  );
  return ordered.ok ? json(ordered.value, 202) : problem(ordered.error);
}

const keyNeeded: Refusal = refusal(
  "idempotency_key_needed",
  "An order needs an Idempotency-Key of 1 to 255 printable characters without blanks.",
  { hint: "Take a new one for every new order, and the same one to ask again for its answer." },
);

/** The signal, and the digest of what is asked for: a repeat sends the same text. */
function signalOf(text: string): Result<{ signal: Signal; asked: string }, Refusal> {
  const plain = parsePlainJson(text);
  if (!plain.ok) return plain;
  const { value } = plain;
  const foreign = HOOK_KEYS.find((name) => typeof value === "object" && value !== null && name in value);
  if (foreign !== undefined) {
    return err(
      refusal("key_not_allowed", `The key "${foreign}" is for messages to a hook.`, {
        hint: "An order has its Idempotency-Key in the headers, and is good from now on.",
      }),
    );
  }
  const signal = parseAlert(text, { dialect: "sallyport", settings: {} });
  return signal.ok ? ok({ signal: signal.value, asked: sha256Hex(text) }) : signal;
}
