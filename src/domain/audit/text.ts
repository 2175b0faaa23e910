/**
 * Text on its way into the audit chain. Whatever a stranger sent may end up there, so it is masked, encoded
 * and cut in this one place: an entry never holds a secret, a control character or an unbounded text.
 */

/**
 * Characters that could end a line, hide or reorder text where a log is read: controls, format characters
 * (bidirectional overrides, zero width), line and paragraph separators, lone surrogates; and the backslash,
 * so that what is encoded cannot be forged by whoever types an escape.
 */
const UNSAFE = /[\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]/gu;
const SAFE_TEXT = /^(?:[^\p{Cc}\p{Cf}\p{Cs}\p{Zl}\p{Zp}\\]|\\u\{[0-9a-f]{1,6}\})*$/u;

/** What replaces a secret. */
export const MASK = "[secret]";

/** Keys that Sallyport or its neighbours give out, by their shape. */
const SECRETS: readonly RegExp[] = [
  // Sallyport's own keys.
  /sp_[a-z]{2,8}_[0-9A-Za-z]{12,}/g,
  // Standard Webhooks.
  /whsec_[0-9A-Za-z+/=_-]{8,}/g,
  // JWT and JWS.
  /eyJ[0-9A-Za-z_-]{6,}\.[0-9A-Za-z_-]{4,}(?:\.[0-9A-Za-z_-]*)?/g,
  // Sealed secrets.
  /v1\.[0-9A-Za-z-]{1,40}\.[0-9A-Za-z_-]{16}\.[0-9A-Za-z_-]+/g,
  // Pairing codes.
  /[0-9A-HJKMNP-TV-Z]{26}-[0-9A-HJKMNP-TV-Z]{26}/g,
  /Bearer [\x21-\x7e]+/gi,
  /-----BEGIN [A-Z ]+-----.*/gs,
];

function escapeOf(character: string): string {
  return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

/** `text` with whatever has the shape of a key replaced. */
export function maskSecrets(text: string): string {
  return SECRETS.reduce((masked, pattern) => masked.replace(pattern, MASK), text);
}

/** `text` with secrets masked and unsafe characters written as `\u{…}`, cut to at most `longest` UTF-16 units. */
export function auditText(text: string, longest: number): string {
  // Cut before the masks, so that hostile length costs nothing, but far behind what will be left: a secret that
  // this first cut splits must not be left standing in halves.
  const head = text.slice(0, longest * 4);
  const encoded = maskSecrets(head).replace(UNSAFE, escapeOf);
  return encoded.length <= longest && head.length === text.length ? encoded : `${cut(encoded, longest - 1)}…`;
}

/** The first `longest` units, or fewer where that would split an escape or a surrogate pair. */
function cut(encoded: string, longest: number): string {
  let head = encoded.slice(0, longest);
  const opened = head.lastIndexOf("\\");
  if (opened >= 0 && !head.includes("}", opened)) head = head.slice(0, opened);
  return /[\uD800-\uDBFF]$/.test(head) ? head.slice(0, -1) : head;
}

/** True for what `auditText` gives. */
export function isAuditText(text: string): boolean {
  return SAFE_TEXT.test(text);
}
