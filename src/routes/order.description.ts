import * as z from "zod";
import { requestIdSchema } from "../domain/ids.ts";
import type { RouteDescription } from "../openapi/description.ts";
import { orderSummarySchema } from "./order.answers.ts";
import { changePendingSchema, changePositionSchema, closeSchema } from "./ticket-act.ts";
import { flattenSchema } from "./tickets.ts";

const orderedSchema = z.object({
  requestId: requestIdSchema,
  repeated: z.boolean().describe("It was ordered before; the orders are as they stand now."),
  orders: z.array(orderSummarySchema),
});
const taken = { status: 202, about: "The orders that it became.", schema: orderedSchema } as const;

const keyed = "`Idempotency-Key` is required.";
const waits = "While the agent is not connected it waits, for 5 minutes at most.";
const ofKey = ["idempotency_key_needed", "idempotency_conflict"] as const;
const ofPosition = ["unknown_account", "unknown_position", "external_position"] as const;
const ofPending = ["unknown_account", "unknown_order", "external_order"] as const;
const ofPrices = [
  "unknown_symbol",
  "price_outside_band",
  "stop_loss_wrong_side",
  "take_profit_wrong_side",
] as const;
const ofFlip = ["unknown_symbol", "volume_too_small", "volume_too_large", "volume_off_step"] as const;

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
      ...["unknown_account", "trading_stopped", "agent_offline", ...ofKey],
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
    about: `${keyed} ${waits}`,
    body: closeSchema,
    example: { amount: { unit: "percent", value: "50" } },
    answers: [taken],
    problems: [...ofPosition, ...ofKey, "percent_too_large", "volume_off_step"],
  },
  {
    route: "POST /api/accounts/:accountId/positions/:ticket/flip",
    summary: "Turn one position around",
    about: `Closes it, then opens the same lots the other way, as two orders; the second only goes when the first is carried out. While the agent is not connected the second is refused, and the first waits. ${keyed}`,
    answers: [taken],
    problems: [...ofPosition, ...ofKey, ...ofFlip],
  },
  {
    route: "PATCH /api/accounts/:accountId/positions/:ticket",
    summary: "Change stop loss and take profit of one position",
    about: `Prices; null removes, and what is left out stays. ${keyed} ${waits}`,
    body: changePositionSchema,
    example: { stopLoss: "1.0725", takeProfit: null },
    answers: [taken],
    problems: [...ofPosition, ...ofKey, ...ofPrices],
  },
  {
    route: "PATCH /api/accounts/:accountId/pendings/:ticket",
    summary: "Move one pending order, or change its stops",
    about: `Prices; null removes a stop, and what is left out stays. ${keyed} ${waits}`,
    body: changePendingSchema,
    example: { price: "1.0700", stopLoss: "1.0650" },
    answers: [taken],
    problems: [...ofPending, ...ofKey, ...ofPrices],
  },
  {
    route: "POST /api/accounts/:accountId/pendings/:ticket/cancel",
    summary: "Withdraw one pending order",
    about: `${keyed} ${waits}`,
    answers: [taken],
    problems: [...ofPending, ...ofKey],
  },
  {
    route: "POST /api/accounts/:accountId/flatten",
    summary: "Withdraw and close everything",
    about: `Of the account, or of one symbol by the venue's name: an order that withdraws what stands, and one that closes what is open, whatever came of the first. ${keyed} ${waits}`,
    body: flattenSchema,
    example: { symbol: "EURUSD" },
    answers: [taken],
    problems: ["unknown_account", "unknown_symbol", ...ofKey],
  },
];
