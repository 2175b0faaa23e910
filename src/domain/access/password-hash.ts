/**
 * Hashes of passwords as PHC strings: `$scrypt$ln=14,r=8,p=5$<salt>$<hash>`, base64 without padding. The
 * parameters stand beside each hash, so that they can be raised and old hashes still be verified.
 */

/** OWASP's Password Storage Cheat Sheet, the step of its scrypt ladder that fits the runtime's memory. */
export const PASSWORD_COST: ScryptCost = { ln: 14, r: 8, p: 5 };
export const SALT_BYTES = 16;
export const HASH_BYTES = 32;

export interface ScryptCost {
  /** Binary logarithm of N. */
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

export interface PasswordHash {
  readonly cost: ScryptCost;
  readonly salt: Uint8Array;
  readonly hash: Uint8Array;
}

const PHC =
  /^\$scrypt\$ln=([1-9][0-9]?),r=([1-9][0-9]?),p=([1-9][0-9]?)\$([A-Za-z0-9+/]{22,86})\$([A-Za-z0-9+/]{43})$/;

export function writePhc({ cost, salt, hash }: PasswordHash): string {
  return `$scrypt$ln=${cost.ln},r=${cost.r},p=${cost.p}$${base64(salt)}$${base64(hash)}`;
}

/** Null when the text is no such string, or when its parameters are weaker than `PASSWORD_COST`. */
export function readPhc(text: string): PasswordHash | null {
  const match = PHC.exec(text);
  if (match === null) return null;
  const [, ln, r, p, salt = "", hash = ""] = match;
  const cost = { ln: Number(ln), r: Number(r), p: Number(p) };
  if (isWeaker(cost)) return null;
  const read = { cost, salt: Buffer.from(salt, "base64"), hash: Buffer.from(hash, "base64") };
  return read.hash.length === HASH_BYTES ? read : null;
}

/** True when a login that just proved the password should store a new hash. */
export function needsRehash({ cost }: PasswordHash): boolean {
  return cost.ln !== PASSWORD_COST.ln || cost.r !== PASSWORD_COST.r || cost.p !== PASSWORD_COST.p;
}

function isWeaker(cost: ScryptCost): boolean {
  const work = ({ ln, r, p }: ScryptCost) => 2 ** ln * r * p;
  return work(cost) < work(PASSWORD_COST);
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replace(/=+$/, "");
}
