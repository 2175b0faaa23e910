/**
 * The offset of the first half of a character pair whose other half is missing; `text.length` when there
 * is none. Such text cannot be written as UTF-8, so it would not survive storage.
 */
export function loneSurrogateAt(text: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code < 0xd800 || code > 0xdfff) continue;
    const next = text.charCodeAt(i + 1);
    if (code > 0xdbff || !(next >= 0xdc00 && next <= 0xdfff)) return i;
    i++;
  }
  return text.length;
}
