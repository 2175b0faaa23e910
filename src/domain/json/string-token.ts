import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

const QUOTE = 0x22;
const BACKSLASH = 0x5c;

const ESCAPES = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

interface StringToken {
  /** With escapes resolved. */
  readonly value: string;
  /** Offset after the closing quote. */
  readonly end: number;
}

function refuse(code: string, message: string, at: number): Result<StringToken, Refusal> {
  return err(refusal(code, message, { at }));
}

/**
 * The offset of the quote that ends the string that starts at `at`, when nothing in it needs a closer
 * look; -1 when something does. Most strings need none, and this is the busiest loop of the parser.
 */
export function plainStringEnd(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) return i;
    if (code === BACKSLASH || code < 0x20) return -1;
  }
  return -1;
}

/**
 * Reads one JSON string; `at` is the offset of its opening quote in `text`. Refuses raw control
 * characters, unknown escapes, NUL (`\u0000`) and escaped surrogates without their other half.
 */
export function readStringToken(text: string, at: number): Result<StringToken, Refusal> {
  let value = "";
  let from = at + 1;
  for (let i = from; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === QUOTE) {
      value += text.slice(from, i);
      if (!value.isWellFormed())
        return refuse("invalid_text", "Half of a character pair is missing in this text.", at);
      return ok({ value, end: i + 1 });
    }
    if (code < 0x20)
      return refuse("malformed_json", "A text must not hold line breaks or control characters.", i);
    if (code !== BACKSLASH) continue;
    value += text.slice(from, i);
    const letter = text.charAt(i + 1);
    if (letter === "u") {
      const hex = text.slice(i + 2, i + 6);
      if (!/^[0-9a-fA-F]{4}$/.test(hex))
        return refuse("malformed_json", "Four hex digits should follow \\u.", i);
      if (hex === "0000") return refuse("invalid_text", "The NUL character is not allowed.", i);
      value += String.fromCharCode(Number.parseInt(hex, 16));
      i += 5;
    } else {
      const meant = ESCAPES.get(letter);
      if (meant === undefined) return refuse("malformed_json", "JSON does not know this escape.", i);
      value += meant;
      i += 1;
    }
    from = i + 1;
  }
  return refuse("malformed_json", "The closing quote of this text is missing.", at);
}
