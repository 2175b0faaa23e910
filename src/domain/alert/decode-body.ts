import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";

/** `ignoreBOM` keeps the mark in the text, so that it is seen and refused instead of swallowed. */
const strict = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });
const lenient = new TextDecoder("utf-8", { fatal: false, ignoreBOM: true });

/**
 * The text of a body as received. Refuses bytes that are not UTF-8 and a byte order mark (`invalid_utf8`),
 * so that everything behind it sees one text for one body and the stored copy is exact.
 */
export function decodeBody(bytes: Uint8Array): Result<string, Refusal> {
  let text: string;
  try {
    text = strict.decode(bytes);
  } catch {
    const at = lenient.decode(bytes).indexOf("\ufffd");
    return err(refusal("invalid_utf8", "The message is not valid UTF-8.", { at }));
  }
  if (text.charCodeAt(0) === 0xfeff) {
    return err(refusal("invalid_utf8", "The message starts with a byte order mark.", { at: 0 }));
  }
  return ok(text);
}
