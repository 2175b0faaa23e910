import { readStringToken } from "../json/string-token.ts";

/** A text that may be the sender's secret: its value, and the place of its raw characters. */
export interface SecretCandidate {
  readonly value: string;
  /** Zero-based character offset of the first raw character, quotes not counted. */
  readonly at: number;
  /** Raw characters; more than `value` has when it was written with escapes. */
  readonly length: number;
}

/** Each candidate costs a hash and a comparison before the sender is known, so there are few. */
const MAX_CANDIDATES = 4;

/** Empty ones are no candidates; this bounds the work on a message of nothing else. */
const MAX_LOOKS = 64;

/** Shorter texts turn up by chance, and masking them would spoil the message. */
const MIN_MASKED_LENGTH = 8;

/** `"secret" :` before a JSON string, or `secret =` as a key of its own. */
const SECRET_KEY = /"secret"[ \t\r\n]*:[ \t\r\n]*(?=")|(?<![A-Za-z0-9_.-])secret[ \t]*=[ \t]*/gi;

/** Where an unquoted value ends. */
const VALUE_END = /[\s,;&|"'{}]/g;

function endOfLine(text: string, from: number): number {
  const end = text.slice(from).search(/[\r\n]/);
  return end === -1 ? text.length : from + end;
}

function candidateAt(text: string, from: number, isJson: boolean): SecretCandidate {
  if (text.charAt(from) !== '"') {
    VALUE_END.lastIndex = from;
    const end = VALUE_END.exec(text)?.index ?? text.length;
    return { value: text.slice(from, end), at: from, length: end - from };
  }
  const at = from + 1;
  const token = isJson ? readStringToken(text, from) : undefined;
  if (token?.ok === true) return { value: token.value.value, at, length: token.value.end - 1 - at };
  const quote = text.indexOf('"', at);
  const end = quote === -1 ? endOfLine(text, at) : quote;
  return { value: text.slice(at, end), at, length: end - at };
}

/**
 * Finds what may be the secret in a message of any dialect: `"secret": "..."` and `secret=...`. It does
 * not parse, because who sends is settled before what is sent, and a malformed message from the right
 * sender must reach its owner's list. Gives at most four candidates, in their order.
 */
export function findSecrets(text: string): SecretCandidate[] {
  const found: SecretCandidate[] = [];
  let looks = 0;
  for (const match of text.matchAll(SECRET_KEY)) {
    if (found.length >= MAX_CANDIDATES || looks >= MAX_LOOKS) break;
    looks++;
    const candidate = candidateAt(text, match.index + match[0].length, match[0].startsWith('"'));
    if (candidate.value !== "") found.push(candidate);
  }
  return found;
}

/**
 * The message with every candidate masked by as many asterisks, so that places in it still hold. The same
 * characters elsewhere in the message are masked too. What is stored, shown and parsed is this text.
 */
export function redactSecrets(text: string, secrets: readonly SecretCandidate[]): string {
  let redacted = text;
  for (const { at, length } of secrets) {
    redacted = redacted.slice(0, at) + "*".repeat(length) + redacted.slice(at + length);
  }
  for (const { value } of secrets) {
    if (value.length >= MIN_MASKED_LENGTH) redacted = redacted.replaceAll(value, "*".repeat(value.length));
  }
  return redacted;
}
