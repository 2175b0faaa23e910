import { expect, it } from "vitest";
import { hmacSha256, sameText } from "../../durable-objects/shared/crypto.ts";
import { authenticateHook } from "../domain/access/hook-authentication.ts";
import { signWebhook } from "./standard-webhook.ts";

it("signs as the example of the Standard Webhooks libraries", () => {
  const headers = signWebhook(
    "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
    "msg_p5jXN8AQM9LWM0D4loKWxJek",
    1_614_265_330_000,
    '{"test": 2432232314}',
  );
  expect(headers).toEqual({
    "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
    "webhook-timestamp": "1614265330",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
  });
});

it("signs what our own hook accepts", () => {
  const secret = `sp_hook_${"a".repeat(38)}`;
  const key = `whsec_${Buffer.from(secret).toString("base64")}`;
  const nowMs = 1_795_000_000_000;
  const headers = signWebhook(key, "msg_1", nowMs, "{}");
  const proof = {
    body: new TextEncoder().encode("{}"),
    secretsInBody: [],
    headers: {
      webhookId: headers["webhook-id"],
      webhookTimestamp: headers["webhook-timestamp"],
      webhookSignature: headers["webhook-signature"],
    },
    receivedAtMs: nowMs,
  };
  expect(authenticateHook(proof, [secret], { hmacSha256, sameText })).toMatchObject({ ok: true });
});
