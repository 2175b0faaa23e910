import * as z from "zod";
import { alertIdSchema, orderIdSchema, strategyIdSchema } from "../../domain/ids.ts";
import { dealSchema } from "../../domain/order/events.ts";
import type { ResourceDescription } from "../../openapi/description.ts";
import { nameSchema } from "../../openapi/json-schema.ts";
import { pageOf } from "../../openapi/schemas.ts";
import { dealsQuerySchema } from "./deals.ts";
import { equityQuerySchema } from "./equity.ts";
import { equitySchema, latencySchema, resultsSchema } from "./figures.answers.ts";
import { resultsQuerySchema } from "./results.ts";

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
    {
      route: "GET /api/accounts/:accountId/equity",
      summary: "Show how an account's equity went",
      about:
        "Balance, equity and drawdown over a period, in at most 1,000 points: of each span the lowest, the highest and the last. Without `to` the last point is how it stands now. A payment is known only as far as the ledger's deals leave the balance unexplained.",
      query: equityQuerySchema,
      answers: [{ status: 200, about: "The curve.", schema: equitySchema }],
      problems: ["unknown_account"],
    },
    {
      route: "GET /api/accounts/:accountId/results",
      summary: "Show results by strategy and symbol",
      about:
        "Of the positions that closed in a period, also in part. Without commission and swap, which deals do not tell. At most the newest 20,000 deals are read: `partial` says that there are more.",
      query: resultsQuerySchema,
      answers: [{ status: 200, about: "The figures.", schema: resultsSchema }],
      problems: ["unknown_account"],
    },
    {
      route: "GET /api/accounts/:accountId/latency",
      summary: "Show how long orders take",
      about: "Percentiles of each hop from the hook to the deal, over the newest 500 orders.",
      answers: [{ status: 200, about: "The hops.", schema: latencySchema }],
      problems: ["unknown_account"],
    },
  ],
};
