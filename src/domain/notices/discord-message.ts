import type { Severity } from "../security/severity.ts";
import { factsOf, headline, story } from "./lines.ts";
import type { Notice } from "./notice.ts";
import { cutTo } from "./plain-text.ts";

/** Discord, "Message resource", embed limits; the sum counts title, description, names and values of fields. */
const TITLE_LONGEST = 256;
const DESCRIPTION_LONGEST = 3_600;
const NAME_LONGEST = 128;
const VALUE_LONGEST = 512;
const SUM_LONGEST = 6_000;
const MOST_FIELDS = 25;

/** What Discord's Markdown gives a meaning to anywhere; a backslash before it takes the meaning away. */
const MARKUP = /[\\*_~`|<>[\]()#@:+-]/;

const colourOf: Readonly<Record<Severity, number>> = {
  info: 0x3b82f6,
  warning: 0xf59e0b,
  critical: 0xdc2626,
};

/**
 * The body for Discord's "Execute Webhook": one embed, and nobody is ever mentioned (`allowed_mentions` parses
 * nothing). Fields that would break a limit are left out, the last ones first.
 */
export function discordMessage(notice: Notice): unknown {
  const title = cutTo(headline(notice), TITLE_LONGEST, escaped);
  const description = cutTo(story(notice), DESCRIPTION_LONGEST, escaped);
  let sum = title.length + description.length;
  const fields: { name: string; value: string; inline: boolean }[] = [];
  for (const fact of factsOf(notice).slice(0, MOST_FIELDS)) {
    const name = cutTo(fact[0], NAME_LONGEST, escaped);
    // An empty value is refused by Discord.
    const value = cutTo(fact[1], VALUE_LONGEST, escaped) || "\\-";
    sum += name.length + value.length;
    if (sum > SUM_LONGEST) break;
    fields.push({ name, value, inline: true });
  }
  const text = description === "" ? {} : { description };
  const embed = { title, ...text, color: colourOf[notice.severity], fields };
  return { embeds: [embed], allowed_mentions: { parse: [] } };
}

function escaped(character: string): string {
  return MARKUP.test(character) ? `\\${character}` : character;
}
