import fc from "fast-check";
import { expect, test } from "vitest";
import { HASH_BYTES, needsRehash, PASSWORD_COST, readPhc, SALT_BYTES, writePhc } from "./password-hash.ts";

const bytes = (length: number) => fc.uint8Array({ minLength: length, maxLength: length });
const salt = new Uint8Array(SALT_BYTES);
const hash = new Uint8Array(HASH_BYTES);

test("ASVS 11.4.2: the parameters are not below OWASP's minimum for scrypt", () => {
  expect(PASSWORD_COST).toEqual({ ln: 14, r: 8, p: 5 });
});

test("what was written is read back", () => {
  fc.assert(
    fc.property(bytes(SALT_BYTES), bytes(HASH_BYTES), (someSalt, someHash) => {
      const read = readPhc(writePhc({ cost: PASSWORD_COST, salt: someSalt, hash: someHash }));
      expect(read?.cost).toEqual(PASSWORD_COST);
      expect([...(read?.salt ?? [])]).toEqual([...someSalt]);
      expect([...(read?.hash ?? [])]).toEqual([...someHash]);
    }),
  );
});

test("a hash made with less work is none: nobody gets in by a stored string that is cheap to guess", () => {
  expect(readPhc(writePhc({ cost: { ln: 13, r: 8, p: 5 }, salt, hash }))).toBeNull();
  for (const text of ["", "$2b$12$abc", "$scrypt$ln=14,r=8,p=5$$", "$pbkdf2-sha256$i=600000$AAAA$AAAA"]) {
    expect(readPhc(text)).toBeNull();
  }
});

test("ASVS 11.2.2: a hash of other, stronger parameters is verified and then made anew", () => {
  const stronger = readPhc(writePhc({ cost: { ln: 15, r: 8, p: 5 }, salt, hash }));
  expect(stronger !== null && needsRehash(stronger)).toBe(true);
  const usual = readPhc(writePhc({ cost: PASSWORD_COST, salt, hash }));
  expect(usual !== null && needsRehash(usual)).toBe(false);
});
