import { randomBytes, scryptSync, timingSafeEqual } from "node:crypto";
import {
  HASH_BYTES,
  needsRehash,
  PASSWORD_COST,
  readPhc,
  SALT_BYTES,
  type ScryptCost,
  writePhc,
} from "../../src/domain/access/password-hash.ts";

/**
 * scrypt of a password. Synchronous on purpose: it needs 16 MiB while it runs, and an isolate has 128, so
 * no two may run in one isolate at the same time, however many people log in.
 */
function scrypt(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Uint8Array {
  return scryptSync(password.normalize("NFC"), salt, HASH_BYTES, {
    N: 2 ** ln,
    r,
    p,
    maxmem: 64 * 1024 * 1024,
  });
}

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
