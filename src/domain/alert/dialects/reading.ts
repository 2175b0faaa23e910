import { loneSurrogateAt } from "../../json/lone-surrogate.ts";
import { type Refusal, refusal } from "../../refusal.ts";
import { err, ok, type Result } from "../../result.ts";

/**
 * A message while it is read. Readers give `undefined` for what is absent or wrong and note the fault
 * here; whoever started the reading looks for a fault before using what was read. The first fault noted
 * is the one told.
 */
export interface Reading {
  readonly text: string;
  fault: Refusal | undefined;
}

/** A value and the zero-based character offset where it stands in the message. */
export interface Placed<T> {
  readonly value: T;
  readonly at: number;
}

/** Notes a fault unless there is one already. Gives `undefined`, so that a reader can return it. */
export function refuse(
  reading: Reading,
  code: string,
  message: string,
  at: number,
  hint?: string,
): undefined {
  reading.fault ??= refusal(code, message, { at, hint });
  return undefined;
}

/** Long enough for every key and command, short enough that a refusal never repeats a whole message. */
const QUOTED_LENGTH = 32;

/** A word of the message as a refusal may repeat it: short, and printable ASCII only. */
export function quoted(word: string): string {
  const shown = word.slice(0, QUOTED_LENGTH).replace(/[^\x20-\x7e]/g, "?");
  return word.length > QUOTED_LENGTH ? `"${shown}…"` : `"${shown}"`;
}

/** The offset of the first control character that is not in `allowed`, -1 when there is none. */
export function controlCharacterAt(text: string, allowed: string): number {
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if ((code < 0x20 || code === 0x7f) && !allowed.includes(text.charAt(i))) return i;
  }
  return -1;
}

/** Notes a placeholder that TradingView did not fill in. `shift` is the offset of `text` in the message. */
export function refusePlaceholders(reading: Reading, text: string, shift: number): void {
  const open = text.indexOf("{{");
  const at = open === -1 ? text.indexOf("}}") : open;
  if (at === -1) return;
  refuse(
    reading,
    "unresolved_placeholder",
    "A placeholder was not filled in.",
    shift + at,
    "TradingView fills {{strategy...}} only in strategy alerts, and knows only the names on its own list",
  );
}

/** Starts reading a message that is not JSON: checks what holds for every such dialect. */
export function readPlainMessage(text: string): Reading {
  const reading: Reading = { text, fault: undefined };
  if (text.trim() === "") refuse(reading, "empty_message", "The message is empty.", 0);
  if (!text.isWellFormed()) {
    refuse(reading, "invalid_text", "Half of a character pair is missing.", loneSurrogateAt(text));
  }
  const control = controlCharacterAt(text, "\t\r\n");
  if (control !== -1) refuse(reading, "invalid_text", "Control characters are not allowed.", control);
  refusePlaceholders(reading, text, 0);
  return reading;
}

/** The end of a reading: the fault, or what was read. A reader that gives nothing must note why. */
export function outcome<T>(reading: Reading, value: T | undefined): Result<T, Refusal> {
  if (reading.fault !== undefined) return err(reading.fault);
  if (value === undefined) throw new Error("nothing was read and no fault was noted");
  return ok(value);
}
