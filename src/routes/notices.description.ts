import * as z from "zod";
import { channelTypeSchema, channelWishesSchema } from "../domain/notices/channel.ts";
import { noticeSchema } from "../domain/notices/notice.ts";
import type { ResourceDescription } from "../openapi/description.ts";
import { nameSchema } from "../openapi/json-schema.ts";
import { done, epochMs, pageOf, wholeList } from "../openapi/schemas.ts";
import { changeSchema, createSchema, pageSchema } from "./notices.ts";

const noticeViewSchema = z.object({
  sequence: z.int().describe("Rises with every notice."),
  ...noticeSchema.shape,
  facts: z.array(z.array(z.string()).length(2)).describe("What it is about: names and values."),
  deliveries: z.array(
    z.object({
      channelId: z.string(),
      state: z.enum(["waiting", "delivered", "given_up"]),
      attempts: z.int(),
      atMs: epochMs.nullable().describe("The latest attempt, or when it was over; null before the first."),
      reason: z.string().nullable().describe("Why it waits or was given up, as a code."),
    }),
  ),
});
nameSchema(noticeViewSchema, "Notice");

const channelSchema = z.object({
  id: z.string(),
  name: z.string(),
  type: channelTypeSchema,
  kinds: z.array(noticeViewSchema.shape.kind),
  severity: channelWishesSchema.shape.severity,
  enabled: z.boolean(),
  target: z
    .object({
      to: z.array(z.string()).optional(),
      chatId: z.string().optional(),
      host: z.string().optional(),
    })
    .describe("For mail the recipients, for Telegram the chat, else the host; never a URL or a token."),
  createdAtMs: epochMs,
  health: z
    .enum(["ok", "failing", "gone"])
    .describe("`failing`: notices are given up; `gone`: the receiver said 410, and nothing is sent."),
  failingSinceMs: epochMs.nullable(),
  failingReason: z.string().nullable(),
});
nameSchema(channelSchema, "NoticeChannel");

const madeSchema = z.object({
  ...channelSchema.shape,
  webhookSecret: z
    .string()
    .optional()
    .describe("With which its messages are signed (Standard Webhooks); no other answer shows it."),
});

const TARGET = ["url_refused", "mail_not_configured", "unknown_recipient"];

export const noticesDescription: ResourceDescription = {
  name: "Notices",
  about: "What the gateway tells of its own accord, and the channels that it tells it to.",
  routes: [
    {
      route: "GET /api/notices",
      summary: "List the notices",
      about: "Newest first, each with where it went and what became of it.",
      query: pageSchema,
      answers: [{ status: 200, about: "A page of notices.", schema: pageOf(noticeViewSchema) }],
    },
    {
      route: "GET /api/notices/channels",
      summary: "List the channels",
      answers: [{ status: 200, about: "All of them.", schema: wholeList(channelSchema) }],
    },
    {
      route: "POST /api/notices/channels",
      summary: "Add a channel",
      about:
        "Mail goes to members only. URLs of Slack and Discord must be theirs, that of a webhook is https to a public host. It wants everything from a warning on, unless it says otherwise.",
      body: createSchema,
      example: { name: "Desk", target: { type: "webhook", url: "https://notices.example.com/sallyport" } },
      answers: [{ status: 201, about: "The channel, a webhook with its secret.", schema: madeSchema }],
      problems: [...TARGET, "too_many"],
    },
    {
      route: "PATCH /api/notices/channels/:channelId",
      summary: "Change a channel",
      about: "What is absent stays. A new target begins afresh, a webhook with a new secret.",
      body: changeSchema,
      example: { severity: "critical" },
      answers: [{ status: 200, about: "The channel as it is now.", schema: madeSchema }],
      problems: [...TARGET, "not_found"],
    },
    {
      route: "DELETE /api/notices/channels/:channelId",
      summary: "Remove a channel",
      answers: [{ status: 200, about: "Removed.", schema: done("removed") }],
      problems: ["not_found"],
    },
    {
      route: "POST /api/notices/channels/:channelId/test",
      summary: "Test a channel",
      about: "Sends a notice of its own at once, and says what the other side answered. At most 10 a minute.",
      answers: [
        {
          status: 200,
          about: "What became of it.",
          schema: z.object({
            delivered: z.boolean(),
            status: z.int().nullable().describe("Of the answer; null: there was none."),
            reason: z.string().nullable().describe("Why there was none, as a code."),
            answer: z.string().nullable().describe("The service's own words; null for a webhook."),
          }),
        },
      ],
      problems: ["not_found"],
    },
  ],
};
