/** Where a word ends: what separates words in all dialects. */
const END = /[\s,;{}[\]"']/;

/** The characters of a message that a fault at `at` is shown under: the word there, at least one character. */
export function faultSpan(text: string, at: number): { readonly from: number; readonly to: number } {
  const from = Math.min(Math.max(at, 0), text.length);
  // A quoted word is underlined with its quotes.
  const quote = text.charAt(from);
  if (quote === '"') {
    const close = text.indexOf('"', from + 1);
    if (close !== -1 && !text.slice(from, close).includes("\n")) return { from, to: close + 1 };
  }
  let to = from;
  while (to < text.length && !END.test(text.charAt(to))) to++;
  return { from, to: Math.min(text.length, Math.max(to, from + 1)) };
}

/** Line and column of a place, as editors count them, for a message of more than one line. */
export function placeWords(text: string, at: number): string {
  const before = text.slice(0, at).split("\n");
  const column = (before.at(-1)?.length ?? 0) + 1;
  return text.includes("\n") ? `line ${before.length}, character ${column}` : `character ${column}`;
}
