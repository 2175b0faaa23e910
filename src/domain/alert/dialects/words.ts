import { controlCharacterAt, type Reading, refuse } from "./reading.ts";

const SYMBOL_LENGTH = 32;
/** What brokers and charts use in names: `EURUSD.r`, `OANDA:EURUSD`, `NQ1!`, `#AAPL`, `AT&T`, `EURUSD+`. */
const SYMBOL_CHARACTER = /^[A-Za-z0-9._/:!#&+@$^-]$/;
const SYMBOL = /^[A-Za-z0-9._/:!#&+@$^-]{1,32}$/;

const ID_LENGTH = 128;
const COMMENT_LENGTH = 64;

/** Reads a symbol as the message has it; mapping to the venue's name comes later. */
export function readSymbol(reading: Reading, text: string, at: number): string | undefined {
  if (SYMBOL.test(text)) return text;
  if (text === "") return refuse(reading, "missing_symbol", "The symbol is missing.", at);
  let wrong = 0;
  while (SYMBOL_CHARACTER.test(text.charAt(wrong))) wrong++;
  if (wrong >= SYMBOL_LENGTH) {
    return refuse(reading, "invalid_symbol", `A symbol has at most ${SYMBOL_LENGTH} characters.`, at);
  }
  return refuse(reading, "invalid_symbol", "This character does not belong in a symbol.", at + wrong);
}

function readWords(
  reading: Reading,
  what: string,
  text: string,
  at: number,
  length: number,
): string | undefined {
  const control = controlCharacterAt(text, "");
  if (control !== -1)
    return refuse(reading, "invalid_text", "Control characters are not allowed.", at + control);
  if (text.length <= length) return text;
  return refuse(reading, "text_too_long", `The ${what} has at most ${length} characters.`, at);
}

/** Reads the sender's own id for the alert. An empty one is a template that came out wrong: refused. */
export function readId(reading: Reading, text: string, at: number): string | undefined {
  if (text === "") {
    return refuse(
      reading,
      "missing_value",
      "The id is empty.",
      at,
      "an alert without an id has no id key at all",
    );
  }
  return readWords(reading, "id", text, at, ID_LENGTH);
}

/** Reads an order comment; an empty one counts as none. */
export function readComment(reading: Reading, text: string, at: number): string | undefined {
  return text === "" ? undefined : readWords(reading, "comment", text, at, COMMENT_LENGTH);
}
