import { createHash } from "node:crypto";
import type { ScryptCost } from "../../../src/domain/access/password-hash.ts";

/**
 * What the worker tests have instead of `durable-objects/user/scrypt.ts` (vitest.config.ts puts it there): as good
 * for telling passwords, salts and costs apart, and no work. identity/scrypt.test.ts has the real one.
 */
export function scrypt(password: string, salt: Uint8Array, { ln, r, p }: ScryptCost): Uint8Array {
  const hash = createHash("sha256").update(`${ln} ${r} ${p} `).update(salt);
  return new Uint8Array(hash.update(password.normalize("NFC")).digest());
}
