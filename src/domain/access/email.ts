import { encodeBytes, type Sha256 } from "../ids.ts";

const LONGEST = 254;
/** One address of the usual form; quoted local parts and address literals are not taken. */
const EMAIL =
  /^[a-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?(?:\.[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?)+$/;

/**
 * The one spelling of an e-mail address: trimmed and in small letters; null when it is none. Dots and `+tags`
 * stay, because only the provider knows what they mean. Letters beyond ASCII are refused: two addresses that
 * look alike must not be two people.
 */
export function normaliseEmail(text: string): string | null {
  const email = text.trim().toLowerCase();
  return email.length <= LONGEST && EMAIL.test(email) ? email : null;
}

const ID_LENGTH = 26;

/** The id of the user with this normalised address: derived, so that a login finds its object by itself. */
export function userIdOf(sha256: Sha256, email: string): string {
  return `usr_${encodeBytes(sha256(`user|${email}`), ID_LENGTH)}`;
}
