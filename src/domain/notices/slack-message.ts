import { factsOf, headline, story } from "./lines.ts";
import type { Notice } from "./notice.ts";
import { cutTo } from "./plain-text.ts";

/** Slack, "Header block" and "Section block": longest texts of a block. */
const HEADER_LONGEST = 150;
const SECTION_LONGEST = 3_000;
/** The line that Slack shows in a notification; it takes more, nobody reads more. */
const FALLBACK_LONGEST = 300;

/**
 * Slack, "Formatting message text": `&`, `<` and `>` are its control characters, and the only ones that must be
 * replaced; without them there is no mention, link or command.
 */
const CONTROL: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
]);

/**
 * The body for an incoming webhook of Slack. The blocks are `plain_text`, in which Slack reads no mrkdwn; the
 * fallback is escaped as well, and links are not unfolded.
 */
export function slackMessage(notice: Notice): unknown {
  const facts = factsOf(notice).map(([name, value]) => `${name}: ${value}`);
  const texts = [story(notice), facts.join("\n")].filter((text) => text !== "");
  return {
    text: cutTo(headline(notice), FALLBACK_LONGEST, escaped),
    mrkdwn: false,
    unfurl_links: false,
    unfurl_media: false,
    blocks: [
      { type: "header", text: plain(headline(notice), HEADER_LONGEST) },
      ...texts.map((text) => ({ type: "section", text: plain(text, SECTION_LONGEST) })),
    ],
  };
}

function plain(text: string, longest: number) {
  return { type: "plain_text", text: cutTo(text, longest, escaped), emoji: false };
}

function escaped(character: string): string {
  return CONTROL.get(character) ?? character;
}
