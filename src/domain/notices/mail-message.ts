import { factsOf, headline, plainBody, story } from "./lines.ts";
import type { Notice } from "./notice.ts";
import { cutTo, htmlCharacter } from "./plain-text.ts";

/** RFC 5322 folds longer ones, and no mail program shows more. */
const SUBJECT_LONGEST = 200;
const LONGEST = 20_000;

/** A mail without its addresses; the subject is one line, so no header can begin in it. */
export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

/** `footer` says why somebody gets this mail. */
export function mailText(notice: Notice, footer: string): MailText {
  const facts = factsOf(notice);
  const rows = facts.map(
    ([name, value]) => `<tr><th align="left">${html(name)}</th><td>${html(value)}</td></tr>`,
  );
  const paragraphs = story(notice)
    .split(/\n{2,}/)
    .filter((paragraph) => paragraph !== "")
    .map((paragraph) => `<p>${html(paragraph).replaceAll("\n", "<br>")}</p>`);
  return {
    subject: cutTo(`[Sallyport] ${headline(notice)}`, SUBJECT_LONGEST),
    text: `${headline(notice)}\n\n${cutTo(plainBody(notice), LONGEST)}\n\n-- \n${footer}\n`,
    html: [
      '<!doctype html><html lang="en"><head><meta charset="utf-8"></head><body>',
      `<h2>${html(headline(notice))}</h2>`,
      ...paragraphs,
      `<table cellpadding="4">${rows.join("")}</table>`,
      `<p><small>${html(footer)}</small></p>`,
      "</body></html>",
    ].join(""),
  };
}

function html(text: string): string {
  return cutTo(text, LONGEST, htmlCharacter);
}
