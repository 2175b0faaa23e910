import type { ChannelTarget } from "../domain/notices/channel.ts";
import { discordMessage } from "../domain/notices/discord-message.ts";
import { mailText } from "../domain/notices/mail-message.ts";
import type { Notice } from "../domain/notices/notice.ts";
import { slackMessage } from "../domain/notices/slack-message.ts";
import { telegramMessage } from "../domain/notices/telegram-message.ts";
import { webhookMessage } from "../domain/notices/webhook-message.ts";
import type { ExternalRequest } from "./external-fetch.ts";
import { type MailSettings, mailRequest } from "./mail.ts";
import { signWebhook } from "./standard-webhook.ts";

/** A target as it is used: with its secrets opened, and for mail with whoever may get it now. */
export type OpenTarget =
  | Exclude<ChannelTarget, { type: "email" } | { type: "webhook" }>
  | { readonly type: "email"; readonly to: readonly string[]; readonly mail: MailSettings }
  | { readonly type: "webhook"; readonly url: string; readonly secret: string };

const MAIL_FOOTER =
  "You get this because an owner or admin of your tenant put you on a channel for notices. They can take you off it.";

/** The request that hands `notice` to a channel. `postId` has no dots and is the same for every attempt. */
export function noticeRequest(
  target: OpenTarget,
  notice: Notice,
  postId: string,
  nowMs: number,
): ExternalRequest {
  switch (target.type) {
    case "email":
      return mailRequest(target.mail, { ...mailText(notice, MAIL_FOOTER), to: target.to, id: postId });
    case "slack":
      return post(target.url, slackMessage(notice));
    case "discord":
      // Without `wait` Discord reports no error for a message that it could not store.
      return post(`${target.url}?wait=true`, discordMessage(notice));
    case "telegram":
      return post(
        `https://api.telegram.org/bot${target.botToken}/sendMessage`,
        telegramMessage(notice, target.chatId),
      );
    case "webhook": {
      const request = post(target.url, webhookMessage(notice));
      const signed = signWebhook(target.secret, postId, nowMs, request.body ?? "");
      return { ...request, headers: { ...request.headers, ...signed } };
    }
  }
}

function post(url: string, body: unknown): ExternalRequest {
  return { url, method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(body) };
}
