import { createHmac } from "node:crypto";

/**
 * The headers of an outgoing message as Standard Webhooks wants them. `secret` is `whsec_` and base64; `id` has no
 * dots and stays the same when the message is sent again, so that the receiver can tell.
 */
export function signWebhook(secret: string, id: string, nowMs: number, body: string): Record<string, string> {
  const timestamp = String(Math.floor(nowMs / 1000));
  const key = Buffer.from(secret.replace(/^whsec_/, ""), "base64");
  const signature = createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64");
  return { "webhook-id": id, "webhook-timestamp": timestamp, "webhook-signature": `v1,${signature}` };
}
