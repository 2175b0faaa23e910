import type { Context } from "hono";
import { sha256, sha256Hex } from "../../durable-objects/shared/crypto.ts";
import type { OrderRequest } from "../../durable-objects/trading-account/views.ts";
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
  const key = readKey(c);
  if (!key.ok) return problem(key.error);
  const signal = signalOf(body.value);
  if (!signal.ok) return problem(signal.error);
  return placeOrder(c, accountId, key.value, { do: "signal", signal: signal.value }, body.value);
}

/** Puts what is asked for into the ledger; `asked` is what a repeat must be the same as. */
export async function placeOrder(
  c: Context<ApiEnv>,
  accountId: string,
  key: string,
  what: OrderRequest["what"],
  asked: string,
): Promise<Response> {
  const { by, person } = c.var.principal;
  const ordered = await c.env.TRADING_ACCOUNT.getByName(accountId).placeOrder(
    {
      requestId: deriveRequestId(sha256, accountId, by, key),
      kind: person === null ? "program" : "person",
      ...{ by, what },
      asked: sha256Hex(asked),
    },
    whoAsks(c),
  );
  return ordered.ok ? json(ordered.value, 202) : problem(ordered.error);
}

/** Without a key nobody could tell a repeat from a second order. */
export function readKey(c: Context<ApiEnv>): Result<string, Refusal> {
  const key = c.req.header("idempotency-key");
  return key !== undefined && isIdempotencyKey(key) ? ok(key) : err(keyNeeded);
}

const keyNeeded: Refusal = refusal(
  "idempotency_key_needed",
  "An order needs an Idempotency-Key of 1 to 255 printable characters without blanks.",
  { hint: "Take a new one for every new order, and the same one to ask again for its answer." },
);

function signalOf(text: string): Result<Signal, Refusal> {
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
  return parseAlert(text, { dialect: "sallyport", settings: {} });
}
