import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

/**
 * Who may send to a hook: whoever proves the strategy's secret. Three proofs, in the order in which they
 * are looked for: Standard Webhooks headers, `X-Signature`, the secret itself in the body (TradingView can
 * neither sign nor set headers). A signature that is there must be right: a sender that can sign is
 * never let in by something weaker.
 */

/** Standard Webhooks' reference libraries allow 300 s either way. */
export const SIGNATURE_TOLERANCE_MS = 300_000;

/** Of the list in `webhook-signature` only so many are looked at; each costs a comparison. */
const MAX_SIGNATURES = 8;
/** The specification wants an id without dots, since dots separate the parts of the signed text. */
const WEBHOOK_ID = /^[\x21-\x2d\x2f-\x7e]{1,128}$/;
const WEBHOOK_TIMESTAMP = /^[1-9][0-9]{0,12}$/;
const HEX_SIGNATURE = /^[0-9a-fA-F]{64}$/;

/** Passed in, because the domain has no crypto of its own. */
export interface HookCrypto {
  /** HMAC-SHA256 over the parts one after the other; the key is the UTF-8 text. */
  hmacSha256(key: string, parts: readonly (string | Uint8Array)[], encoding: "hex" | "base64"): string;
  /** True when both texts are the same, in a time that does not depend on where they differ. */
  sameText(a: string, b: string): boolean;
}

/** The headers that sign, as received; absent ones are undefined. */
export interface SignatureHeaders {
  readonly xSignature?: string | undefined;
  readonly webhookId?: string | undefined;
  readonly webhookTimestamp?: string | undefined;
  readonly webhookSignature?: string | undefined;
}

export interface HookProof {
  readonly body: Uint8Array;
  /** Everything in the body that has the shape of a hook secret. */
  readonly secretsInBody: readonly string[];
  readonly headers: SignatureHeaders;
  /** Epoch milliseconds. */
  readonly receivedAtMs: number;
}

/** How the sender proved itself; `webhookId` is the sender's permanent id for the message. */
export interface HookIdentity {
  readonly by: "secret" | "x-signature" | "standard-webhooks";
  readonly webhookId?: string;
  /** Which of the secrets it proved, as an index into the list. */
  readonly secret: number;
}

/** Checks the proof against the strategy's live secrets (two while one is being replaced). */
export function authenticateHook(
  proof: HookProof,
  secrets: readonly string[],
  crypto: HookCrypto,
): Result<HookIdentity, Refusal> {
  const { headers } = proof;
  if (headers.webhookSignature !== undefined) return checkStandardWebhook(proof, secrets, crypto);
  if (headers.xSignature !== undefined) return checkXSignature(headers.xSignature, proof, secrets, crypto);
  const secret = matching(proof.secretsInBody, secrets, crypto);
  if (secret !== null) return ok({ by: "secret", secret });
  return err(
    refusal(
      "wrong_secret",
      proof.secretsInBody.length === 0
        ? "The message carries no secret of this strategy."
        : "The secret in the message is not this strategy's.",
      { hint: "Put the strategy's secret (sp_hook_…) into the alert's message, or sign the request." },
    ),
  );
}

function checkXSignature(
  signature: string,
  proof: HookProof,
  secrets: readonly string[],
  crypto: HookCrypto,
): Result<HookIdentity, Refusal> {
  if (!HEX_SIGNATURE.test(signature)) return err(wrongSignature("X-Signature is not 64 hex digits"));
  const expected = secrets.map((secret) => crypto.hmacSha256(secret, [proof.body], "hex"));
  const secret = matching([signature.toLowerCase()], expected, crypto);
  if (secret === null) return err(wrongSignature("X-Signature does not match the body"));
  return ok({ by: "x-signature", secret });
}

function checkStandardWebhook(
  proof: HookProof,
  secrets: readonly string[],
  crypto: HookCrypto,
): Result<HookIdentity, Refusal> {
  const { webhookId: id, webhookTimestamp: timestamp, webhookSignature: list = "" } = proof.headers;
  if (id === undefined || !WEBHOOK_ID.test(id)) {
    return err(wrongSignature("webhook-id is missing, too long, or has dots or blanks"));
  }
  if (timestamp === undefined || !WEBHOOK_TIMESTAMP.test(timestamp)) {
    return err(wrongSignature("webhook-timestamp is missing or not in whole seconds"));
  }
  const given = list.split(" ").filter((part) => part.startsWith("v1,"));
  const expected = secrets.map(
    (secret) => `v1,${crypto.hmacSha256(secret, [`${id}.${timestamp}.`, proof.body], "base64")}`,
  );
  const secret = matching(given.slice(0, MAX_SIGNATURES), expected, crypto);
  if (secret === null) {
    return err(wrongSignature("webhook-signature does not match id, timestamp and body"));
  }
  if (Math.abs(proof.receivedAtMs - Number(timestamp) * 1000) > SIGNATURE_TOLERANCE_MS) {
    return err(wrongSignature("webhook-timestamp is more than 300 s away from the gateway's clock"));
  }
  return ok({ by: "standard-webhooks", webhookId: id, secret });
}

/**
 * The index of the expected text that one of those given is; null when there is none. Compares every pair, so that
 * the time says nothing of which one was right.
 */
function matching(given: readonly string[], expected: readonly string[], crypto: HookCrypto): number | null {
  let found: number | null = null;
  for (const one of given) {
    for (const [index, other] of expected.entries()) {
      if (crypto.sameText(one, other)) found = index;
    }
  }
  return found;
}

function wrongSignature(why: string): Refusal {
  return refusal("wrong_signature", `The signature is refused: ${why}.`, {
    hint: "X-Signature is the hex HMAC-SHA256 of the raw body; Standard Webhooks headers are taken too.",
  });
}
