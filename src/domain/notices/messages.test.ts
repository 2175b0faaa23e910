import fc from "fast-check";
import { describe, expect, it } from "vitest";
import * as z from "zod";
import { discordMessage } from "./discord-message.ts";
import { mailText } from "./mail-message.ts";
import { noticeSchema } from "./notice.ts";
import { slackMessage } from "./slack-message.ts";
import { telegramMessage } from "./telegram-message.ts";
import { anyNotice, noticeOf } from "./testing.ts";
import { webhookMessage } from "./webhook-message.ts";

/** Characters that nobody sees, and halves of others; a line feed is seen. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}]/u;

it("the notices of these properties are ones that the contract takes", () => {
  fc.assert(fc.property(anyNotice, (notice) => noticeSchema.safeParse(notice).success));
});

const slackText = z.strictObject({
  type: z.literal("plain_text"),
  text: z.string().min(1),
  emoji: z.literal(false),
});
const slackSchema = z.strictObject({
  text: z.string().min(1),
  mrkdwn: z.literal(false),
  unfurl_links: z.literal(false),
  unfurl_media: z.literal(false),
  blocks: z
    .array(z.strictObject({ type: z.enum(["header", "section"]), text: slackText }))
    .min(2)
    .max(3),
});

describe("ASVS 1.2.1: for Slack", () => {
  it("no text can mention, link or format: its control characters are replaced everywhere", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const { text, blocks } = slackSchema.parse(slackMessage(notice));
        for (const written of [text, ...blocks.map((block) => block.text.text)]) {
          expect(written).not.toMatch(/[<>]/);
          expect(written.replaceAll(/&(?:amp|lt|gt);/g, "")).not.toContain("&");
          expect(written).not.toMatch(UNSEEN);
        }
      }),
    );
  });

  it("no text is longer than Slack takes", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const { blocks } = slackSchema.parse(slackMessage(notice));
        for (const { type, text } of blocks) {
          expect(text.text.length).toBeLessThanOrEqual(type === "header" ? 150 : 3_000);
        }
      }),
    );
  });

  it("reads as one would write it", () => {
    expect(slackMessage(noticeOf({ title: "A & B" }))).toMatchObject({
      text: "Warning: A &amp; B",
      blocks: [
        { type: "header", text: { text: "Warning: A &amp; B" } },
        { text: { text: "Somebody tries passwords.\n\nLook at the list of sessions." } },
        { text: { text: "Address: 192.0.2.7\nTime: 2026-11-21 17:36:50 UTC" } },
      ],
    });
  });
});

const discordSchema = z.strictObject({
  allowed_mentions: z.strictObject({ parse: z.array(z.never()).length(0) }),
  embeds: z
    .array(
      z.strictObject({
        title: z.string().min(1).max(256),
        description: z.string().min(1).max(4_096).optional(),
        color: z.number().int(),
        fields: z
          .array(
            z.strictObject({
              name: z.string().min(1).max(256),
              value: z.string().min(1).max(1_024),
              inline: z.boolean(),
            }),
          )
          .max(25),
      }),
    )
    .length(1),
});

describe("ASVS 1.2.1: for Discord", () => {
  it("nobody is mentioned, and every character with a meaning has lost it", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const [embed] = discordSchema.parse(discordMessage(notice)).embeds;
        const texts = [
          embed?.title ?? "",
          embed?.description ?? "",
          ...(embed?.fields ?? []).flatMap((f) => [f.name, f.value]),
        ];
        for (const text of texts) {
          expect(text.replaceAll(/\\[\\*_~`|<>[\]()#@:+-]/g, "")).not.toMatch(/[\\*_~`|<>[\]()#@:+-]/);
          expect(text).not.toMatch(UNSEEN);
        }
      }),
    );
  });

  it("an embed keeps to its limits, one by one and in sum", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const [embed] = discordSchema.parse(discordMessage(notice)).embeds;
        const fields = (embed?.fields ?? []).reduce(
          (sum, { name, value }) => sum + name.length + value.length,
          0,
        );
        expect((embed?.title.length ?? 0) + (embed?.description?.length ?? 0) + fields).toBeLessThanOrEqual(
          6_000,
        );
      }),
    );
  });
});

const telegramSchema = z.strictObject({
  chat_id: z.string(),
  text: z.string().min(1).max(4_096),
  entities: z
    .array(z.strictObject({ type: z.literal("pre"), offset: z.literal(0), length: z.number() }))
    .length(1),
  link_preview_options: z.strictObject({ is_disabled: z.literal(true) }),
});

describe("ASVS 1.2.1: for Telegram", () => {
  it("all of the text is one block in which nothing is looked for, and no parse mode is named", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const { text, entities } = telegramSchema.parse(telegramMessage(notice, "-100200"));
        expect(entities[0]?.length).toBe(text.length);
        // Blanks at the ends would be cut off by Telegram, and the lengths would not fit any more.
        expect(text).toBe(text.trim());
        expect(text).not.toMatch(UNSEEN);
      }),
    );
  });
});

describe("ASVS 1.2.1, 1.3.11: for mail", () => {
  it("the subject is one line, so that no header can begin in it", () => {
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const { subject } = mailText(notice, "why");
        expect(subject).not.toMatch(/[\r\n\p{Cc}\p{Cf}]/u);
        expect(subject.length).toBeLessThanOrEqual(200);
        expect(subject.startsWith("[Sallyport] ")).toBe(true);
      }),
    );
  });

  it("HTML has the tags of the template and no other one, and no attribute from a text", () => {
    const tags =
      /<!doctype html>|<html lang="en">|<meta charset="utf-8">|<th align="left">|<table cellpadding="4">|<\/?(?:html|head|body|h2|p|small|tr|th|td|table)>|<br>/g;
    fc.assert(
      fc.property(anyNotice, (notice) => {
        const rest = mailText(notice, "<why>").html.replaceAll(tags, "");
        expect(rest).not.toMatch(/[<>"']/);
        expect(rest.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, "")).not.toContain("&");
      }),
    );
  });
});

it("a webhook gets the notice as it was told, under a type and a time", () => {
  expect(webhookMessage(noticeOf())).toEqual({
    type: "notice.security",
    timestamp: "2026-11-21T17:36:50.000Z",
    data: {
      id: "n-1",
      kind: "security",
      severity: "warning",
      atMs: 1795282610000,
      title: "Logins from 40 addresses",
      text: "Somebody tries passwords.",
      advice: "Look at the list of sessions.",
      facts: [{ name: "Address", value: "192.0.2.7" }],
    },
  });
});
