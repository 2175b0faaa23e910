import * as z from "zod";
import { alertIdSchema, orderIdSchema, strategyIdSchema } from "../../domain/ids.ts";
import { dealSchema } from "../../domain/order/events.ts";
import type { ResourceDescription } from "../../openapi/description.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { pageOf } from "../../openapi/schemas.ts";
import { dealsQuerySchema } from "./deals.ts";

const dealOfAccountSchema = z.object({
  ...dealSchema.shape,
  orderId: orderIdSchema,
  alertId: alertIdSchema.nullable().describe("Null when the order comes from no alert."),
  strategyId: strategyIdSchema.nullable(),
  note: z
    .string()
    .nullable()
    .describe(
      "What made the deal when no order did, e.g. `stop_loss`; then `orderId` is the order that opened the position.",
    ),
});
nameSchema(dealOfAccountSchema, "AccountDeal");

export const figuresDescription: ResourceDescription = {
  name: "Results",
  about: "What an account's orders came to. How each figure is computed is in docs/results.md.",
  routes: [
    {
      route: "GET /api/accounts/:accountId/deals",
      summary: "List an account's deals",
      about:
        "Those of its orders, and those that closed their positions without an order: stops, targets, by hand. Newest first. A page may be shorter than `limit`, even empty, and still have a `next`.",
      query: dealsQuerySchema,
      answers: [{ status: 200, about: "A page of deals.", schema: pageOf(dealOfAccountSchema) }],
      problems: ["unknown_account", "bad_cursor"],
    },
  ],
};
