import { headline, plainBody } from "./lines.ts";
import type { Notice } from "./notice.ts";
import { cutTo } from "./plain-text.ts";

/** Telegram Bot API, `sendMessage`: 1-4096 characters. */
const LONGEST = 4_096;

/**
 * The body for `sendMessage` of Telegram's Bot API. Without `parse_mode` nothing in the text is markup, but
 * Telegram would still find mentions, commands and links in it by itself; so all of it is one `pre` entity, which
 * can contain no other one ("Formatting options"). Offsets and lengths are UTF-16 units.
 */
export function telegramMessage(notice: Notice, chatId: string): unknown {
  const text = cutTo(`${headline(notice)}\n\n${plainBody(notice)}`, LONGEST);
  return {
    chat_id: chatId,
    text,
    entities: [{ type: "pre", offset: 0, length: text.length }],
    link_preview_options: { is_disabled: true },
  };
}
