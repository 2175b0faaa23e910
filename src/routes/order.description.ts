import * as z from "zod";
import { requestIdSchema } from "../domain/ids.ts";
import type { RouteDescription } from "../openapi/description.ts";
import { orderSummarySchema } from "./order.answers.ts";
import { closeSchema } from "./order.ts";

const orderedSchema = z.object({
  requestId: requestIdSchema,
  repeated: z.boolean().describe("It was ordered before; the orders are as they stand now."),
  orders: z.array(orderSummarySchema),
});
const taken = { status: 202, about: "The orders that it became.", schema: orderedSchema } as const;

/** Orders of people and programs. */
export const orderRoutes: readonly RouteDescription[] = [
  {
    route: "POST /api/accounts/:accountId/orders",
    summary: "Order",
    about:
      "Sallyport JSON as a hook takes it, without `secret`, `id` and `time`. `Idempotency-Key` is required: the same key answers the same orders.",
    rawBody: {
      type: "application/json",
      about: "A message in Sallyport JSON; see docs/dialects.md.",
      example: '{"action":"buy","symbol":"EURUSD","lots":"0.1","sl_pips":20}',
    },
    answers: [taken],
    problems: [
      ...["unknown_account", "trading_stopped", "idempotency_key_needed", "idempotency_conflict"],
      ...[
        "malformed_json",
        "duplicate_key",
        "unknown_key",
        "key_not_allowed",
        "unknown_symbol",
        "invalid_field",
      ],
      ...["body_too_large", "unsupported_media_type", "invalid_utf8", "action_not_here"],
    ],
  },
  {
    route: "POST /api/accounts/:accountId/positions/:ticket/close",
    summary: "Close one position, or a part of it",
    about: "`Idempotency-Key` is required.",
    body: closeSchema,
    example: { amount: { unit: "percent", value: "50" } },
    answers: [taken],
    problems: [
      ...["unknown_account", "unknown_position", "external_position", "trading_stopped"],
      ...["idempotency_key_needed", "idempotency_conflict"],
    ],
  },
];
