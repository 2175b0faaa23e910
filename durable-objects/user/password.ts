import { randomBytes, timingSafeEqual } from "node:crypto";
import {
  HASH_BYTES,
  needsRehash,
  PASSWORD_COST,
  readPhc,
  SALT_BYTES,
  writePhc,
} from "../../src/domain/access/password-hash.ts";
import { scrypt } from "./scrypt.ts";

/** A new PHC string for the password. */
export function hashPassword(password: string): string {
  const salt = randomBytes(SALT_BYTES);
  return writePhc({ cost: PASSWORD_COST, salt, hash: scrypt(password, salt, PASSWORD_COST) });
}

/** For people who do not exist: their logins take as long as anybody's. */
const NOBODY = { cost: PASSWORD_COST, salt: new Uint8Array(SALT_BYTES), hash: new Uint8Array(HASH_BYTES) };

/** Whether the password is right; `stored` null, for somebody unknown, takes the same time and is never right. */
export function verifyPassword(password: string, stored: string | null): { good: boolean; rehash: boolean } {
  const known = stored === null ? null : readPhc(stored);
  const { cost, salt, hash } = known ?? NOBODY;
  const same = timingSafeEqual(scrypt(password, salt, cost), hash);
  return { good: same && known !== null, rehash: known !== null && needsRehash(known) };
}
