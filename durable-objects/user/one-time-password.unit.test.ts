import fc from "fast-check";
import { HOTP, Secret } from "otpauth";
import { expect, test } from "vitest";
import { oneTimePassword, toBase32 } from "./one-time-password.ts";

test("the codes of RFC 4226's appendix D come out", () => {
  const secret = toBase32(Buffer.from("12345678901234567890"));
  expect(secret).toBe("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
  const codes = [
    "755224",
    "287082",
    "359152",
    "969429",
    "338314",
    "254676",
    "287922",
    "162583",
    "399871",
    "520489",
  ];
  expect(codes.map((_, counter) => oneTimePassword(secret, counter))).toEqual(codes);
});

test("an authenticator app shows the same codes", () => {
  const bytes = fc.uint8Array({ minLength: 20, maxLength: 20 });
  fc.assert(
    fc.property(bytes, fc.nat(2 ** 31 - 1), (random, counter) => {
      const secret = toBase32(random);
      expect(oneTimePassword(secret, counter)).toBe(
        HOTP.generate({ secret: Secret.fromBase32(secret), counter }),
      );
    }),
  );
});
