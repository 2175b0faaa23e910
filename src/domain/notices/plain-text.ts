/** Text of a notice on its way into somebody else's syntax: what is kept of it, and how it is cut. */

/** Control, format (direction marks among them), half surrogate and line separator characters; not line feeds. */
const UNSEEN = /(?!\n)[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/gu;
const END = "…";

/** `text` on one line, without characters that nobody sees. */
export function oneLine(text: string): string {
  return severalLines(text).replace(/\s+/g, " ").trim();
}

/** `text` without characters that nobody sees; lines stay lines. */
export function severalLines(text: string): string {
  return text.replace(/\r\n?/g, "\n").replace(UNSEEN, "").trim();
}

/**
 * `text` encoded by `encode`, one character after the other, and cut so that the result has at most `longest`
 * UTF-16 units; a cut is shown by `…` and splits neither a character nor what encodes it.
 */
export function cutTo(text: string, longest: number, encode: (character: string) => string = same): string {
  let whole = "";
  let cut = "";
  for (const character of text) {
    whole += encode(character);
    if (whole.length + END.length <= longest) cut = whole;
    if (whole.length > longest) return cut + END;
  }
  return whole;
}

function same(character: string): string {
  return character;
}

const HTML: ReadonlyMap<string, string> = new Map([
  ["&", "&amp;"],
  ["<", "&lt;"],
  [">", "&gt;"],
  ['"', "&quot;"],
  ["'", "&#39;"],
]);

/** One character as HTML text or within a quoted attribute. */
export function htmlCharacter(character: string): string {
  return HTML.get(character) ?? character;
}
