import { crc32 } from "node:zlib";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { makeId } from "../ids.ts";
import { base62, checksum } from "./checksum.ts";
import { checkToken, makeHookSecret, makeToken } from "./token.ts";

const randomBytes = fc.uint8Array({ minLength: 32, maxLength: 32 });
const tenantBody = fc
  .tuple(fc.integer({ min: 0, max: 2 ** 45 }), fc.uint8Array({ minLength: 16, maxLength: 16 }))
  .map(([ms, bytes]) => makeId("ten", ms, bytes).slice("ten_".length));

describe("checksum", () => {
  it("is the CRC-32 that everybody else computes, in six base62 digits", () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[\x20-\x7e]*$/), (text) => {
        expect(checksum(text)).toBe(base62(BigInt(crc32(text)), 6));
      }),
    );
  });

  it("writes digits, capitals and small letters in this order", () => {
    expect([0n, 9n, 10n, 35n, 36n, 61n, 62n].map((value) => base62(value, 2))).toEqual([
      "00",
      "09",
      "0A",
      "0Z",
      "0a",
      "0z",
      "10",
    ]);
  });
});

describe("API tokens", () => {
  it("are recognised, with the tenant they claim", () => {
    fc.assert(
      fc.property(tenantBody, randomBytes, (tenant, random) => {
        const token = makeToken("own", tenant, random);
        expect(token).toMatch(/^sp_own_[0-9A-Za-z]{64}$/);
        expect(checkToken(token, ["own"])).toEqual({
          ok: true,
          value: { kind: "own", ownerId: `ten_${tenant}` },
        });
      }),
    );
  });

  it("are refused when a single character was mistyped", () => {
    fc.assert(
      fc.property(
        tenantBody,
        randomBytes,
        fc.nat(70),
        fc.constantFrom(..."09AZaz_"),
        (tenant, random, at, other) => {
          const token = makeToken("own", tenant, random);
          fc.pre(token.charAt(at) !== other);
          expect(checkToken(token.slice(0, at) + other + token.slice(at + 1), ["own"]).ok).toBe(false);
        },
      ),
    );
  });

  it("never make the check throw, whatever the text", () => {
    fc.assert(fc.property(fc.string(), (text) => !checkToken(text, ["own"]).ok));
  });

  it("of one kind are not taken for another, and lead to the object of their owner", () => {
    const token = makeToken("ref", "0".repeat(26), new Uint8Array(32));
    expect(checkToken(token, ["own", "api"]).ok).toBe(false);
    expect(checkToken(token, ["ref"])).toEqual({
      ok: true,
      value: { kind: "ref", ownerId: `usr_${"0".repeat(26)}` },
    });
  });

  it("are not made from too little randomness", () => {
    expect(() => makeHookSecret(new Uint8Array(16))).toThrow();
  });

  it("of another kind are no API tokens: a hook's secret opens no API", () => {
    fc.assert(fc.property(randomBytes, (random) => !checkToken(makeHookSecret(random), ["own"]).ok));
  });
});
