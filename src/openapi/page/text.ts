/** Text for HTML. Everything on the page goes through here or is written in the sources. */
export function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;");
}

/** One line of the little CommonMark that descriptions use: `code` and **strong words**. */
export function inline(text: string): string {
  return escaped(text)
    .replace(/`([^`]+)`/g, "<code>$1</code>")
    .replace(/\*\*([^*]+)\*\*/g, "<strong>$1</strong>");
}

export function paragraphs(text: string): string {
  return text
    .split("\n\n")
    .map((one) => `<p>${inline(one)}</p>`)
    .join("\n");
}
