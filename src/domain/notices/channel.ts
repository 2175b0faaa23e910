import * as z from "zod";
import { checkExternalUrl } from "../access/external-url.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { type Severity, severitySchema } from "../security/severity.ts";
import { atLeast } from "./digest.ts";
import { type Notice, type NoticeKind, noticeKindSchema } from "./notice.ts";

/** Where a tenant's notices go; several of each type are possible. */
export const channelTypeSchema = z.enum(["email", "slack", "discord", "telegram", "webhook"]);
export type ChannelType = z.infer<typeof channelTypeSchema>;

const LONGEST_URL = 2_048;
const MOST_RECIPIENTS = 20;
/** Channels of one tenant. */
export const MOST_CHANNELS = 20;

const url = z.string().max(LONGEST_URL);

/** Where to, as a member gives it; all but the recipients and the chat is secret from then on. */
export const targetSchema = z.discriminatedUnion("type", [
  z.strictObject({ type: z.literal("email"), to: z.array(z.string().max(320)).min(1).max(MOST_RECIPIENTS) }),
  z.strictObject({ type: z.literal("slack"), url }),
  z.strictObject({ type: z.literal("discord"), url }),
  z.strictObject({
    type: z.literal("telegram"),
    botToken: z.string().regex(/^[0-9]{5,15}:[A-Za-z0-9_-]{30,80}$/, "is no token of a bot"),
    chatId: z
      .string()
      .regex(
        /^(?:-?[0-9]{1,20}|@[A-Za-z][A-Za-z0-9_]{3,31})$/,
        "is the number of a chat, or @ and the name of a channel",
      ),
  }),
  z.strictObject({ type: z.literal("webhook"), url }),
]);
export type ChannelTarget = z.infer<typeof targetSchema>;

/** Tests go to any channel, whatever it wants. */
const wantedKindSchema = noticeKindSchema.exclude(["test"]);

/** What a channel is for, beside its target. */
export const channelWishesSchema = z.strictObject({
  kinds: z
    .array(wantedKindSchema)
    .min(1)
    .transform((kinds) => [...new Set(kinds)]),
  /** The least severity. */
  severity: severitySchema,
  enabled: z.boolean(),
});
export type ChannelWishes = z.infer<typeof channelWishesSchema>;

/** Wishes of which some may be left out. */
export const askedWishesSchema = channelWishesSchema.partial();
export type AskedWishes = z.infer<typeof askedWishesSchema>;

/** `wishes` with what was asked for in its place. */
export function withWishes(wishes: ChannelWishes, { kinds, severity, enabled }: AskedWishes): ChannelWishes {
  return {
    kinds: kinds ?? wishes.kinds,
    severity: severity ?? wishes.severity,
    enabled: enabled ?? wishes.enabled,
  };
}

/** A channel wants everything from a warning on, unless it says otherwise. */
export const defaultWishes: ChannelWishes = {
  kinds: ["security", "emergency", "trading", "report"],
  severity: "warning",
  enabled: true,
};

export function wants(
  { kinds, severity, enabled }: { kinds: readonly NoticeKind[]; severity: Severity; enabled: boolean },
  notice: Notice,
): boolean {
  return (
    enabled && kinds.includes(notice.kind) && (atLeast(notice.severity, severity) || notice.kind === "report")
  );
}

/** Slack, "Sending messages using incoming webhooks"; the second host is GovSlack's. */
const SLACK = /^https:\/\/hooks\.slack(?:-gov)?\.com\/services\/[A-Za-z0-9]+\/[A-Za-z0-9]+\/[A-Za-z0-9]+$/;
/** Discord, "Execute Webhook"; the hosts are those from which its clients copy the URL. */
const DISCORD =
  /^https:\/\/(?:(?:ptb|canary)\.)?discord(?:app)?\.com\/api\/(?:v[0-9]{1,2}\/)?webhooks\/[0-9]{1,20}\/[A-Za-z0-9_-]+$/;

/**
 * The target with its URL in the one canonical spelling, or why it is refused (`url_refused`): the URLs of Slack
 * and Discord must be theirs, any other must be a public one.
 */
export function checkTarget(target: ChannelTarget): Result<ChannelTarget, Refusal> {
  if (target.type === "email" || target.type === "telegram") return ok(target);
  const checked = checkExternalUrl(target.url);
  if (!checked.ok) return checked;
  const pattern = target.type === "slack" ? SLACK : target.type === "discord" ? DISCORD : null;
  if (pattern === null || pattern.test(checked.value)) return ok({ ...target, url: checked.value });
  const name = target.type === "slack" ? "an incoming webhook of Slack" : "a webhook of Discord";
  return err(
    refusal("url_refused", `This URL is refused: it is not that of ${name}.`, {
      hint:
        target.type === "slack"
          ? "it begins with https://hooks.slack.com/services/"
          : "it begins with https://discord.com/api/webhooks/",
    }),
  );
}
