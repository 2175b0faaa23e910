import fc from "fast-check";
import { expect, test } from "vitest";
import { makeRecoveryCode, normaliseRecoveryCode } from "./recovery-codes.ts";

test("a code that was shown is read back, however it is typed", () => {
  fc.assert(
    fc.property(fc.uint8Array({ minLength: 16, maxLength: 16 }), (random) => {
      const code = makeRecoveryCode(random);
      expect(code).toMatch(/^([0-9A-Z]{4}-){3}[0-9A-Z]{4}$/);
      const plain = code.replaceAll("-", "");
      for (const typed of [code, code.toLowerCase(), plain, ` ${plain.replaceAll("0", "o")} `]) {
        expect(normaliseRecoveryCode(typed)).toBe(plain);
      }
    }),
  );
});

test("anything else is no code", () => {
  for (const text of ["", "123456", "ABCD-EFGH-JKMN-PQRU", "ABCD-EFGH-JKMN-PQRST"]) {
    expect(normaliseRecoveryCode(text)).toBeNull();
  }
});
