import { type Placed, type Reading, refuse } from "./reading.ts";

function isBlank(code: number): boolean {
  return code === 0x20 || code === 0x09 || code === 0x0a || code === 0x0d;
}

/** The text from `from` to `to` without the blanks around it. */
export function trimmed(text: string, from: number, to: number): Placed<string> {
  let start = from;
  let end = to;
  while (start < end && isBlank(text.charCodeAt(start))) start++;
  while (end > start && isBlank(text.charCodeAt(end - 1))) end--;
  return { value: text.slice(start, end), at: start };
}

/**
 * Splits a message at its commas, blanks around the parts dropped. A quote that opens right after `=`
 * runs to the next quote, commas within it included; a quote anywhere else is a character like others.
 */
export function splitAtCommas(reading: Reading): Placed<string>[] {
  const { text } = reading;
  const parts: Placed<string>[] = [];
  let from = 0;
  /** The last character that was no blank. */
  let before = 0;
  for (let i = 0; i < text.length; i++) {
    const code = text.charCodeAt(i);
    if (code === 0x2c) {
      parts.push(trimmed(text, from, i));
      from = i + 1;
    } else if (code === 0x22 && before === 0x3d) {
      const end = text.indexOf('"', i + 1);
      if (end === -1) {
        refuse(reading, "unterminated_quote", "The closing quote is missing.", i);
        return parts;
      }
      i = end;
    }
    if (!isBlank(code)) before = code;
  }
  parts.push(trimmed(text, from, text.length));
  return parts;
}

/** A blank and then `word=`: where a comma was forgotten. One blank only, so that the search stays linear. */
const NEXT_KEY = /[ \t\r\n](?=[A-Za-z_]+[ \t]*=)/;

/** A `key=value` part, taken apart; the value without its one pair of quotes. */
export interface KeyValue {
  readonly key: Placed<string>;
  readonly value: Placed<string>;
}

/** Takes a part apart at its first `=`, or gives undefined when it has none or something is wrong. */
export function readKeyValue(reading: Reading, part: Placed<string>): KeyValue | undefined {
  const equals = part.value.indexOf("=");
  if (equals === -1) return undefined;
  const end = part.at + part.value.length;
  const key = trimmed(reading.text, part.at, part.at + equals);
  const raw = trimmed(reading.text, part.at + equals + 1, end);
  if (raw.value.startsWith('"')) {
    const close = raw.value.indexOf('"', 1);
    if (close === raw.value.length - 1)
      return { key, value: { value: raw.value.slice(1, -1), at: raw.at + 1 } };
    return refuse(reading, "missing_comma", "A comma should follow the closing quote.", raw.at + close + 1);
  }
  const missing = NEXT_KEY.exec(raw.value);
  if (missing !== null) {
    return refuse(reading, "missing_comma", "A comma is missing here.", raw.at + missing.index);
  }
  const lineBreak = raw.value.search(/[\r\n]/);
  if (lineBreak !== -1) {
    return refuse(reading, "two_messages", "One alert holds one message, on one line.", raw.at + lineBreak);
  }
  return { key, value: raw };
}
