import type { IdKind } from "../ids.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { base62, CHECKSUM_LENGTH, checksum } from "./checksum.ts";

/**
 * The shape of every key that Sallyport gives out: `sp_<kind>_<body><crc>`. The prefix makes a leaked key
 * recognisable to scanners, the checksum refuses a mistyped one before anything is looked up.
 */

/**
 * What each kind of key is, and whose id it carries, so that it leads to the object that knows its hash:
 * - `own` bootstrap token with the rights of a tenant's owner; `api` API token; `key` access key for one
 *   sign-up; `inv` invitation of one e-mail address; `clm` the code that claims a fresh deployment;
 * - `ref` refresh token; `log` a login that waits for its second factor; `stp` a change that was confirmed.
 */
const ownerOfKind = {
  own: "ten",
  api: "ten",
  key: "ten",
  inv: "ten",
  clm: "ten",
  ref: "usr",
  log: "usr",
  stp: "usr",
} as const satisfies Record<string, IdKind>;

export type TokenKind = keyof typeof ownerOfKind;
const tokenKinds: readonly TokenKind[] = ["own", "api", "key", "inv", "clm", "ref", "log", "stp"];

/** 62^32 is about 2^190. */
const RANDOM_LENGTH = 32;
/** 256 bits reduced to 190: the digits' bias is below 2^-65. */
const RANDOM_BYTES = 32;

const TOKEN = new RegExp(
  `^sp_(${tokenKinds.join("|")})_([0-9A-HJKMNP-TV-Z]{26})[0-9A-Za-z]{${RANDOM_LENGTH}}[0-9A-Za-z]{${CHECKSUM_LENGTH}}$`,
);

function randomBase62(random: Uint8Array): string {
  if (random.length < RANDOM_BYTES) throw new Error(`a key needs ${RANDOM_BYTES} random bytes`);
  let value = 0n;
  for (const byte of random.subarray(0, RANDOM_BYTES)) value = (value << 8n) | BigInt(byte);
  return base62(value, RANDOM_LENGTH);
}

/**
 * Makes a key of the tenant or user whose id ends in `ownerIdBody` (26 characters). `random` is at least 32
 * random bytes. Only the key's SHA-256 may be stored.
 */
export function makeToken(kind: TokenKind, ownerIdBody: string, random: Uint8Array): string {
  const body = `sp_${kind}_${ownerIdBody}${randomBase62(random)}`;
  return body + checksum(body);
}

/** Makes the secret of a strategy's hook. `random` is at least 32 random bytes. */
export function makeHookSecret(random: Uint8Array): string {
  const body = `sp_hook_${randomBase62(random)}`;
  return body + checksum(body);
}

/** What a well-formed key claims; nothing of it is true before its hash has been compared. */
export interface TokenClaim {
  readonly kind: TokenKind;
  /** The id of the tenant (`ten_`) or user (`usr_`) whose object knows the key's hash. */
  readonly ownerId: string;
}

/**
 * Checks shape and checksum of a key of one of `kinds`; the caller then compares its hash in constant time.
 */
export function checkToken(text: string, kinds: readonly TokenKind[]): Result<TokenClaim, Refusal> {
  const match = TOKEN.exec(text);
  const kind = kinds.find((known) => known === match?.[1]);
  const ownerIdBody = match?.[2];
  if (kind === undefined || ownerIdBody === undefined) return err(badToken());
  const body = text.slice(0, -CHECKSUM_LENGTH);
  if (checksum(body) !== text.slice(-CHECKSUM_LENGTH)) return err(badToken());
  return ok({ kind, ownerId: `${ownerOfKind[kind]}_${ownerIdBody}` });
}

function badToken(): Refusal {
  return refusal("invalid_token", "This is not a valid key.", {
    hint: "A key begins with sp_ and is copied whole, without blanks.",
  });
}
