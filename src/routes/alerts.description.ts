import * as z from "zod";
import { alertSchema } from "../../durable-objects/strategy/alert.ts";
import { signalSchema } from "../domain/alert/signal.ts";
import { accountIdSchema, alertIdSchema, orderIdSchema, strategyIdSchema } from "../domain/ids.ts";
import { orderEventSchema } from "../domain/order/events.ts";
import { refusalSchema } from "../domain/refusal.ts";
import type { ResourceDescription } from "../openapi/description.ts";
import { nameSchema } from "../openapi/json-schema.ts";
import { epochMs, pageOf } from "../openapi/schemas.ts";
import { outcomes } from "./alert-story.ts";
import { listQuerySchema } from "./alerts.ts";
import { orderSchema } from "./order.answers.ts";

const { id, receivedAtMs, decidedAtMs, verdict, body, explicitId, address, routes } = alertSchema.shape;

const shownSchema = z.object({
  id,
  strategyId: strategyIdSchema,
  verdict,
  outcome: z.enum(outcomes).nullable().describe("What became of its orders; null unless it was accepted."),
  final: z.boolean().describe("Nothing more will happen by itself."),
  receivedAtMs,
  decidedAtMs,
  body: body.describe(
    "As it came, with secrets blacked out character for character; empty for whoever is confined.",
  ),
  explicitId,
  address,
  routes,
  refusal: refusalSchema.optional(),
  duplicateOf: alertIdSchema.optional(),
  hint: z.string().optional(),
});
nameSchema(shownSchema, "Alert");

const stepSchema = z.object({
  step: z.string().describe("`fired`, `received`, `verdict`, a state of an order, or `noted`."),
  at: epochMs,
  verdict: z.string().optional(),
  accountId: accountIdSchema.optional(),
  orderId: orderIdSchema.optional(),
  recordedAt: epochMs.optional(),
  epoch: z.int().optional(),
  event: orderEventSchema.nullable().optional(),
});

const storySchema = z.object({
  alert: shownSchema,
  signal: signalSchema.nullable(),
  orders: z.array(z.object({ ...orderSchema.omit({ timeline: true }).shape, accountId: accountIdSchema })),
  timeline: z.array(stepSchema).describe("Every step through both doors and back, by time."),
});

export const alertsDescription: ResourceDescription = {
  name: "Alerts",
  about: "Every alert that proved its sender, with the verdict on it and what became of it.",
  routes: [
    {
      route: "GET /api/alerts",
      summary: "List the alerts of all strategies",
      about:
        "Newest first. Whoever is confined to some accounts sees the alerts that went to these, and a page may be short.",
      query: listQuerySchema,
      answers: [{ status: 200, about: "A page of alerts.", schema: pageOf(shownSchema) }],
    },
    {
      route: "GET /api/alerts/:alertId",
      summary: "Tell an alert's story",
      about:
        "What it meant, the orders that it became, and every step on the way with its time. Whoever is confined to some accounts sees what became of it there, and not what was sent.",
      answers: [{ status: 200, about: "The story.", schema: storySchema }],
      problems: ["unknown_alert"],
    },
  ],
};
