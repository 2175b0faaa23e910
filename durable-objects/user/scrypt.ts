import { scryptSync } from "node:crypto";
import { HASH_BYTES, type ScryptCost } from "../../src/domain/access/password-hash.ts";

/**
 * scrypt of a password. Synchronous on purpose: it needs 16 MiB while it runs, and an isolate has 128, so
 * no two may run in one isolate at the same time, however many people log in.
 *
 * Alone in its file, so that most worker tests can do without its third of a second for each login.
 */
export function scrypt(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Uint8Array {
  return scryptSync(password.normalize("NFC"), salt, HASH_BYTES, {
    N: 2 ** ln,
    r,
    p,
    maxmem: 64 * 1024 * 1024,
  });
}
