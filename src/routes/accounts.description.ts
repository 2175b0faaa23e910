import * as z from "zod";
import { orderAlarmCodes } from "../../durable-objects/trading-account/views.ts";
import { signalSchema } from "../domain/alert/signal.ts";
import { accountIdSchema, agentIdSchema, orderIdSchema } from "../domain/ids.ts";
import { orderStateSchema } from "../domain/order/events.ts";
import { instructionSchema } from "../domain/order/instruction.ts";
import { doorSchema, refusalSchema } from "../domain/refusal.ts";
import type { ResourceDescription } from "../openapi/description.ts";
import { nameSchema } from "../openapi/json-schema.ts";
import { epochMs, pageOf, wholeList } from "../openapi/schemas.ts";
import {
  pendingOrderSchema,
  positionSchema,
  symbolFactsSchema,
  terminalStateSchema,
  unsettledSchema,
} from "../protocol/agent-link.ts";
import { accountSettingsSchema } from "../protocol/delivery.ts";
import { haltedSchema, policySummarySchema } from "../protocol/policy-summary.ts";
import { previewAccountSchema, previewStepSchema } from "../protocol/preview.ts";
import { changeSchema, createSchema, ordersQuerySchema } from "./accounts.ts";
import { orderSchema, orderSummarySchema } from "./order.answers.ts";
import { orderRoutes } from "./order.description.ts";
import { previewSchema } from "./preview.ts";
import { accountStopViewSchema } from "./stop.answers.ts";

const listedSchema = z.object({
  id: accountIdSchema,
  name: z.string(),
  createdAtMs: epochMs.optional().describe("For those who see orders; epoch milliseconds."),
});

const symbolsSchema = z.object({
  items: z.array(
    z.object({
      ...symbolFactsSchema.shape,
      pip: z.string().nullable().describe("In price: by rule or by the account's table; null: nobody says."),
      tickSize: z.string().nullable().describe("Prices are multiples of it."),
      tickValue: z
        .string()
        .nullable()
        .describe("About what one lot gains by one tick, in the account's currency, to three digits."),
    }),
  ),
  atMs: epochMs.nullable().describe("When the agent reported them; null when it never did."),
});

const linkSchema = z.object({
  connected: z.boolean(),
  ready: z.boolean().describe("New orders may go out: connected, reconciled, terminal ready."),
  reason: refusalSchema.optional().describe("Why it is not ready."),
  epoch: z.int().describe("Rises with every link; 0 before the first."),
  sinceMs: epochMs.nullable(),
  agentId: agentIdSchema.nullable(),
  agentVersion: z.string().nullable(),
  lastHeartbeatMs: epochMs.nullable(),
});

const terminalSchema = z.object({
  account: terminalStateSchema.shape.account.unwrap().nullable(),
  halted: haltedSchema.nullable().describe("Why entries are stopped on the trading host."),
  policy: policySummarySchema.nullable(),
  symbols: z.int(),
  positions: z.int(),
  pendings: z.int(),
  unsettled: z.array(unsettledSchema).describe("Orders whose outcome nobody knows yet."),
  atMs: epochMs.describe("When the agent last reported; epoch milliseconds."),
});

const accountSchema = z.object({
  id: accountIdSchema,
  name: z.string(),
  createdAtMs: epochMs,
  settings: accountSettingsSchema,
  profileVersion: z.int(),
  link: linkSchema,
  terminal: terminalSchema.nullable().describe("Null until a terminal reported once."),
  orders: z.record(orderStateSchema, z.int()).describe("How many orders stand in each state."),
  alarms: z.array(z.object({ orderId: orderIdSchema, code: z.enum(orderAlarmCodes), raisedAtMs: epochMs })),
  stop: accountStopViewSchema.describe("How it stands under emergency stops."),
  faults: z.int().describe("How many things happened that must not happen."),
});
nameSchema(accountSchema, "Account");

const refusalAtDoorSchema = z.object({ ...refusalSchema.shape, door: doorSchema });

const previewAnswerSchema = z.object({
  signal: signalSchema.nullable().describe("Null for an act on one ticket."),
  account: previewAccountSchema.nullable(),
  refusal: refusalAtDoorSchema.nullable().describe("Why the gateway would make no orders of it."),
  orders: z.array(
    z.object({
      leg: z.int(),
      instruction: instructionSchema,
      steps: z.array(previewStepSchema),
      notes: z.array(z.object({ code: z.string(), message: z.string() })),
      refusal: refusalAtDoorSchema.nullable(),
    }),
  ),
});

const positionsSchema = z.object({
  positions: z.array(positionSchema),
  pendings: z.array(pendingOrderSchema),
  atMs: epochMs.nullable().describe("When the agent reported them; null when it never did."),
});

export const accountsDescription: ResourceDescription = {
  name: "Accounts",
  about:
    "Trading accounts: one for each account at a venue. Each has its own ledger, its own link to an agent, and its own limits.",
  routes: [
    {
      route: "GET /api/accounts",
      summary: "List the trading accounts",
      about: "Those that the asker may see, the oldest first; only id and name for those who see no orders.",
      answers: [{ status: 200, about: "The accounts.", schema: wholeList(listedSchema) }],
    },
    {
      route: "POST /api/accounts",
      summary: "Make a trading account",
      about: "It trades nothing before an agent is paired with it.",
      body: createSchema,
      example: { name: "Demo at the broker", settings: { suffix: ".r", maxLots: "2" } },
      idempotent: true,
      answers: [{ status: 201, about: "The account; its address is in `Location`.", schema: accountSchema }],
      problems: ["account_exists"],
    },
    {
      route: "GET /api/accounts/:accountId",
      summary: "Show an account",
      about: "Its settings, the link to its agent, the terminal, its orders by state, and what is wrong.",
      answers: [{ status: 200, about: "The account.", schema: accountSchema }],
      problems: ["unknown_account"],
    },
    {
      route: "PATCH /api/accounts/:accountId",
      summary: "Rename an account or change its settings",
      about: "Settings that are left out stay; `rules` may be named in part too.",
      body: changeSchema,
      example: { settings: { rules: { stops: "widen" } } },
      answers: [{ status: 200, about: "The account as it is now.", schema: accountSchema }],
      problems: ["unknown_account"],
    },
    {
      route: "POST /api/accounts/:accountId/pairing",
      summary: "Make a pairing code",
      about:
        "For `sallyport-agent pair CODE` on the trading machine: single-use, 10 minutes. A new one voids the one before.",
      answers: [
        {
          status: 201,
          about: "The code, which no other answer shows.",
          schema: z.object({ code: z.string(), expiresAtMs: epochMs }),
        },
      ],
      problems: ["unknown_account"],
    },
    {
      route: "GET /api/accounts/:accountId/orders",
      summary: "List an account's orders",
      about:
        "Newest first. For a `symbol` or an end as `state` one page looks through 10,000 orders: it may be short, even empty, and still have a `next`.",
      query: ordersQuerySchema,
      answers: [{ status: 200, about: "A page of orders.", schema: pageOf(orderSummarySchema) }],
      problems: ["unknown_account", "bad_cursor"],
    },
    {
      route: "GET /api/accounts/:accountId/orders/:orderId",
      summary: "Show an order",
      about: "With its deals and every step of its way.",
      answers: [{ status: 200, about: "The order.", schema: orderSchema }],
      problems: ["unknown_account", "unknown_order"],
    },
    {
      route: "POST /api/accounts/:accountId/preview",
      summary: "Preview a message, or an act on one ticket",
      about:
        "Read, routed, sized and checked by both doors as if it had come just now; nothing is kept and nothing is sent. Proof of the sender, age, duplicates and halts are not judged.",
      body: previewSchema,
      example: {
        message: '{"action":"buy","symbol":"EURUSD","risk_money":100,"sl_pips":20}',
        dialect: "sallyport",
      },
      answers: [{ status: 200, about: "Orders and steps as they would be.", schema: previewAnswerSchema }],
      problems: [
        "unknown_account",
        "unknown_strategy",
        "no_route",
        "agent_offline",
        "agent_timeout",
        "malformed_json",
        "unknown_symbol",
      ],
    },
    {
      route: "GET /api/accounts/:accountId/positions",
      summary: "Show positions and pending orders",
      about: "As the agent last reported them; `external` marks what Sallyport did not make.",
      answers: [{ status: 200, about: "What stands at the venue.", schema: positionsSchema }],
      problems: ["unknown_account"],
    },
    {
      route: "GET /api/accounts/:accountId/symbols",
      summary: "Show the symbols of the terminal",
      about: "What prices and lots can be; none until a terminal reported once.",
      answers: [{ status: 200, about: "The symbols.", schema: symbolsSchema }],
      problems: ["unknown_account"],
    },
    ...orderRoutes,
  ],
};
