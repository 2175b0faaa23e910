import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { base62, CHECKSUM_LENGTH, checksum } from "./checksum.ts";

/**
 * The shape of every key that Sallyport gives out: `sp_<kind>_<body><crc>`. The prefix makes a leaked key
 * recognisable to scanners, the checksum refuses a mistyped one before anything is looked up.
 */

/** `own`: the bootstrap token with the rights of a tenant's owner, the only kind until members exist. */
export const tokenKinds = ["own"] as const;
export type TokenKind = (typeof tokenKinds)[number];

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
 * Makes an API token of the tenant whose id is `ten_` + `tenantIdBody` (26 characters). `random` is at
 * least 32 random bytes. Only the token's SHA-256 may be stored.
 */
export function makeToken(kind: TokenKind, tenantIdBody: string, random: Uint8Array): string {
  const body = `sp_${kind}_${tenantIdBody}${randomBase62(random)}`;
  return body + checksum(body);
}

/** Makes the secret of a strategy's hook. `random` is at least 32 random bytes. */
export function makeHookSecret(random: Uint8Array): string {
  const body = `sp_hook_${randomBase62(random)}`;
  return body + checksum(body);
}

/** What a well-formed token claims; nothing of it is true before its hash has been compared. */
export interface TokenClaim {
  readonly kind: TokenKind;
  readonly tenantId: string;
}

/** Checks shape and checksum of an API token; the caller then compares its hash in constant time. */
export function checkToken(text: string): Result<TokenClaim, Refusal> {
  const match = TOKEN.exec(text);
  const kind = tokenKinds.find((known) => known === match?.[1]);
  const tenantIdBody = match?.[2];
  if (kind === undefined || tenantIdBody === undefined) return err(badToken());
  const body = text.slice(0, -CHECKSUM_LENGTH);
  if (checksum(body) !== text.slice(-CHECKSUM_LENGTH)) return err(badToken());
  return ok({ kind, tenantId: `ten_${tenantIdBody}` });
}

function badToken(): Refusal {
  return refusal("invalid_token", "This is not a valid API token.", {
    hint: "An API token begins with sp_own_ and is copied whole, without blanks.",
  });
}
