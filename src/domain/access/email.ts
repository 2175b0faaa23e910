import { encodeBytes } from "../ids.ts";

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

/** HMAC-SHA256 of `text` under the deployment's key for the ids of people; passed in, the domain has no crypto. */
export type UserIdMac = (text: string) => Uint8Array;

/**
 * The id of the user with this normalised address: derived, so that a login finds its object by itself, and
 * keyed, so that nobody can test guesses at addresses against a list of ids (decision 9).
 */
export function deriveUserId(mac: UserIdMac, email: string): string {
  return `usr_${encodeBytes(mac(`user|${email}`), ID_LENGTH)}`;
}
