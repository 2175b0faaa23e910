import * as z from "zod";
import { alertIdSchema } from "../domain/ids.ts";
import type { ResourceDescription } from "../openapi/description.ts";

export const hookDescription: ResourceDescription = {
  name: "The hook",
  about: "Where alerts come in. The message may be in any dialect; `docs/dialects.md` has them all.",
  routes: [
    {
      route: "POST /hook/:strategyId",
      summary: "Send an alert",
      about:
        "Prove who sends with Standard Webhooks headers, with `X-Signature` (hex HMAC-SHA256 of the raw body), or with the secret in the message. Whoever proves nothing leaves no line. An id in the message is permanent against duplicates; without one, the same body within the strategy's window is a duplicate.",
      access: "Whoever proves to know the strategy's secret.",
      rawBody: {
        type: "text/plain",
        about: "The message, at most 64 KiB of UTF-8; the content type is not looked at.",
        example: '{"secret":"sp_hook_…","action":"buy","symbol":"EURUSD","lots":"0.1","id":"my-1"}',
      },
      headers: [
        { name: "X-Signature", about: "Hex HMAC-SHA256 of the raw body; the key is the secret." },
        { name: "webhook-id", about: "Standard Webhooks." },
        { name: "webhook-timestamp", about: "Standard Webhooks; within 300 s." },
        { name: "webhook-signature", about: "Standard Webhooks; `v1,` signatures." },
      ],
      answers: [
        {
          status: 202,
          about: "Stored; the signal is on its way to the accounts.",
          schema: z.object({ alertId: alertIdSchema, verdict: z.literal("accepted") }),
        },
        {
          status: 200,
          about: "Stored before: this repeat is kept and not traded.",
          schema: z.object({
            alertId: alertIdSchema,
            verdict: z.literal("duplicate"),
            duplicateOf: alertIdSchema,
            hint: z.string().optional(),
          }),
        },
      ],
      problems: [
        "wrong_secret",
        "wrong_signature",
        "address_not_allowed",
        "certificate_required",
        "unknown_strategy",
        "stale",
        "fired_in_future",
        "id_conflict",
        "body_too_large",
        "rate_limited",
        "unavailable",
        "invalid_utf8",
        "malformed_json",
        "no_route",
        "route_paused",
        "strategy_halted",
        "account_not_ready",
        "unknown_symbol",
        "size_missing",
      ],
    },
  ],
};
