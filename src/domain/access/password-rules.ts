import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { PASSWORD_LONGEST, PASSWORD_SHORTEST } from "./limits.ts";

/** A common word that makes up this much of a password leaves too little to guess. */
const MOST_PADDING = 6;
const SHORTEST_WORD = 4;
const LONGEST_REPEATED = 6;

/**
 * Whether a password may be chosen: length, counted in characters, and not one that attackers try first. No
 * composition rules, nothing cut off, no case changed (ASVS 6.2.5, 6.2.8). `isCommon` knows a list of common
 * passwords in small letters; `about` holds what belongs to the person, such as the e-mail address.
 */
export function checkPassword(
  password: string,
  about: readonly string[],
  isCommon: (text: string) => boolean,
): Result<null, Refusal> {
  const length = [...password].length;
  if (length < PASSWORD_SHORTEST) {
    return err(
      refusal("password_too_short", `A password has at least ${PASSWORD_SHORTEST} characters.`, {
        hint: "Four or five words that do not belong together are easy to remember.",
      }),
    );
  }
  if (length > PASSWORD_LONGEST) {
    return err(refusal("password_too_long", `A password has at most ${PASSWORD_LONGEST} characters.`));
  }
  if (!password.isWellFormed() || password.includes("\u0000")) {
    return err(refusal("password_not_text", "The password holds something that is no character."));
  }
  if (isGuessable(password.toLowerCase(), about, isCommon)) {
    return err(
      refusal("password_common", "This password is among those that are tried first.", {
        hint: "Take another one; adding digits to a common word does not help.",
      }),
    );
  }
  return ok(null);
}

function isGuessable(
  password: string,
  about: readonly string[],
  isCommon: (text: string) => boolean,
): boolean {
  if (isCommon(password) || isRepetition(password) || isRun(password)) return true;
  const word = password.replace(/^[^a-z]+|[^a-z]+$/g, "");
  const padding = password.length - word.length;
  if (word.length >= SHORTEST_WORD && padding > 0 && padding <= MOST_PADDING && isCommon(word)) return true;
  const personal = about.map((text) => text.toLowerCase()).filter((text) => text.length >= SHORTEST_WORD);
  return personal.some((text) => password.includes(text) && password.length - text.length <= MOST_PADDING);
}

/** `abcabcabcabc`, `aaaaaaaaaaaa`. */
function isRepetition(password: string): boolean {
  for (let unit = 1; unit <= LONGEST_REPEATED; unit++) {
    const repeated = password.slice(0, unit).repeat(Math.ceil(password.length / unit));
    if (repeated.slice(0, password.length) === password) return true;
  }
  return false;
}

const ROWS = ["01234567890123456789", "abcdefghijklmnopqrstuvwxyz", "qwertyuiopasdfghjklzxcvbnm"];

/** A piece of the digits, the alphabet or the keyboard, in either direction. */
function isRun(password: string): boolean {
  const backwards = [...password].reverse().join("");
  return ROWS.some((row) => row.includes(password) || row.includes(backwards));
}
