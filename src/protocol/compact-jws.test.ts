import fc from "fast-check";
import { CompactSign } from "jose";
import { beforeAll, describe, expect, it } from "vitest";
import {
  importPublicKeys,
  signCompact,
  type VerificationKeys,
  verifierOf,
  verifyCompact,
} from "./compact-jws.ts";

const TYP = "test+jws";
let privateKey: CryptoKey;
let publicKey: CryptoKey;
let keys: VerificationKeys;

beforeAll(async () => {
  const pair = await crypto.subtle.generateKey({ name: "Ed25519" }, true, ["sign", "verify"]);
  if (!("privateKey" in pair)) throw new Error("no key pair");
  privateKey = pair.privateKey;
  publicKey = pair.publicKey;
  keys = new Map([["k1", verifierOf(publicKey)]]);
});

/** Signs with a header that `signCompact` would never make. */
function signWith(header: Record<string, unknown>): Promise<string> {
  return new CompactSign(new TextEncoder().encode("{}"))
    .setProtectedHeader({ alg: "EdDSA", typ: TYP, kid: "k1", ...header })
    .sign(privateKey, { crit: { strange: true } });
}

describe("compact JWS", () => {
  it("what was signed verifies and comes back", async () => {
    const token = await signCompact('{"a":1}', TYP, "k1", privateKey);
    expect(await verifyCompact(token, TYP, keys)).toEqual({ ok: true, value: { a: 1 } });
  });

  it("the same payload and key give the same text, so that frames can be made again", async () => {
    const first = await signCompact('{"a":1}', TYP, "k1", privateKey);
    expect(await signCompact('{"a":1}', TYP, "k1", privateKey)).toBe(first);
  });

  it("another typ is refused, so that one kind of token cannot stand in for another", async () => {
    const token = await signCompact("{}", "other+jws", "k1", privateKey);
    expect((await verifyCompact(token, TYP, keys)).ok).toBe(false);
  });

  it("an unknown or missing kid is refused", async () => {
    expect((await verifyCompact(await signCompact("{}", TYP, "k2", privateKey), TYP, keys)).ok).toBe(false);
    expect((await verifyCompact(await signWith({ kid: undefined }), TYP, keys)).ok).toBe(false);
  });

  it("crit is refused even when the library could handle it", async () => {
    const token = await signWith({ crit: ["strange"], strange: true });
    expect((await verifyCompact(token, TYP, keys)).ok).toBe(false);
  });

  it("a header with a key twice is refused although its signature is right", async () => {
    const encode = (text: string): string => Buffer.from(text).toString("base64url");
    const header = encode(`{"alg":"EdDSA","kid":"k2","typ":"${TYP}","kid":"k1"}`);
    const signed = `${header}.${encode("{}")}`;
    const bytes = new TextEncoder().encode(signed);
    const signature = Buffer.from(await crypto.subtle.sign("Ed25519", privateKey, bytes));
    const read = await verifyCompact(`${signed}.${signature.toString("base64url")}`, TYP, keys);
    expect(read.ok ? "" : read.error.code).toBe("bad_signature");
  });

  it("alg none and HMAC are refused", async () => {
    const encode = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
    for (const alg of ["none", "None", "HS256"]) {
      const token = `${encode({ alg, typ: TYP, kid: "k1" })}.${encode({})}.AAAA`;
      expect((await verifyCompact(token, TYP, keys)).ok).toBe(false);
    }
  });

  it("every other spelling of a token is refused: blanks, padding, spare bits, a changed character", async () => {
    const token = await signCompact('{"volume":"1"}', TYP, "k1", privateKey);
    await fc.assert(
      fc.asyncProperty(
        fc.nat({ max: token.length - 1 }),
        fc.constantFrom(..."ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_= .\n+/"),
        fc.boolean(),
        async (at, character, insert) => {
          const changed = token.slice(0, at) + character + token.slice(insert ? at : at + 1);
          fc.pre(changed !== token);
          expect((await verifyCompact(changed, TYP, keys)).ok).toBe(false);
        },
      ),
      { numRuns: 300 },
    );
  });

  it("a payload with duplicate keys is refused although its signature is right", async () => {
    const token = await signCompact('{"volume":"1","volume":"100"}', TYP, "k1", privateKey);
    const read = await verifyCompact(token, TYP, keys);
    expect(read.ok ? "" : read.error.code).toBe("malformed_token");
  });

  it("two keys with one kid are a configuration error", async () => {
    const jwk = await crypto.subtle.exportKey("jwk", publicKey);
    if (!("x" in jwk) || jwk.x === undefined) throw new Error("no public key");
    const key = { kid: "k1", kty: "OKP", crv: "Ed25519", x: jwk.x };
    expect((await importPublicKeys([key])).size).toBe(1);
    await expect(importPublicKeys([key, key])).rejects.toThrow("two keys");
  });
});
