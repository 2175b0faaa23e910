import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { exactNumber } from "./exact-number.ts";

interface NumberToken {
  /** As it stands in the message. */
  readonly text: string;
  /** Offset after the last character. */
  readonly end: number;
}

function refuse(message: string, at: number): Result<NumberToken, Refusal> {
  return err(refusal("malformed_json", message, { at }));
}

/** The offset after the digits that start at `at`. */
function skipDigits(text: string, at: number): number {
  let end = at;
  for (;;) {
    const code = text.charCodeAt(end);
    if (!(code >= 48 && code <= 57)) return end;
    end++;
  }
}

/** True when a JSON number can start at `at`: a digit, or a minus before a digit. */
export function startsNumber(text: string, at: number): boolean {
  const first = text.charCodeAt(at) === 0x2d ? at + 1 : at;
  return skipDigits(text, first) > first;
}

/**
 * Reads one JSON number; `startsNumber` must hold at `at`. Refuses leading zeros, missing digits, and a
 * number that JavaScript would change (`number_not_exact`).
 */
export function readNumberToken(text: string, at: number): Result<NumberToken, Refusal> {
  const integerAt = text.charCodeAt(at) === 0x2d ? at + 1 : at;
  let end = skipDigits(text, integerAt);
  if (text.charCodeAt(integerAt) === 48 && end > integerAt + 1) {
    return refuse("A number must not start with a zero that means nothing.", integerAt);
  }
  if (text.charCodeAt(end) === 0x2e) {
    const fractionAt = end + 1;
    end = skipDigits(text, fractionAt);
    if (end === fractionAt) return refuse("Digits should follow the decimal point.", end);
  }
  const letter = text.charCodeAt(end);
  if (letter === 0x65 || letter === 0x45) {
    const sign = text.charCodeAt(end + 1);
    const exponentAt = sign === 0x2b || sign === 0x2d ? end + 2 : end + 1;
    end = skipDigits(text, exponentAt);
    if (end === exponentAt) return refuse("Digits should follow the exponent.", end);
  }
  const source = text.slice(at, end);
  if (exactNumber(source) !== undefined) return ok({ text: source, end });
  return err(
    refusal("number_not_exact", "This number is larger or longer than a program can keep.", {
      at,
      hint: "round it, or write it as a text in double quotes",
    }),
  );
}
