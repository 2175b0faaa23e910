import { createPrivateKey, sign, verify } from "node:crypto";
import { describe, expect, test } from "vitest";
import * as z from "zod";
import { checkToken } from "../../src/domain/access/token.ts";
import {
  makeClaimCode,
  makeOwnerToken,
  makeSigningKeys,
  makeUserIdKey,
  makeVaultKeys,
  tokenHash,
  turnedKeys,
} from "./secrets.ts";

const keysSchema = z
  .array(
    z.object({
      kty: z.literal("OKP"),
      crv: z.literal("Ed25519"),
      x: z.string(),
      d: z.string(),
      kid: z.string(),
    }),
  )
  .length(1);

test("the bootstrap token is one that the gateway's door accepts as an owner's", () => {
  const claim = checkToken(makeOwnerToken(1_795_000_000_000), ["own"]);
  expect(claim.ok && claim.value.kind).toBe("own");
});

test("no two installations get the same token or the same key", () => {
  const nowMs = 1_795_000_000_000;
  expect(makeOwnerToken(nowMs)).not.toBe(makeOwnerToken(nowMs));
  expect(makeSigningKeys(nowMs)).not.toBe(makeSigningKeys(nowMs));
});

test("the hash of a token is the hex SHA-256 that BOOTSTRAP_TOKEN_SHA256 wants", () => {
  expect(tokenHash("abc")).toBe("ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
});

test("the gateway key is a private Ed25519 JWK with a key id, and it signs", () => {
  const [jwk] = keysSchema.parse(JSON.parse(makeSigningKeys(Date.UTC(2026, 10, 21))));
  expect(jwk?.kid).toMatch(/^2026-11-21-[0-9a-f]{8}$/);
  const key = createPrivateKey({ key: jwk ?? {}, format: "jwk" });
  const message = Buffer.from("an order");
  expect(verify(null, message, key, sign(null, message, key))).toBe(true);
});

describe("turning keys", () => {
  const made = {
    GATEWAY_KEYS: makeSigningKeys(0),
    AUTH_KEYS: makeSigningKeys(0),
    VAULT_KEYS: makeVaultKeys(0),
    BOOTSTRAP_TOKEN_SHA256: "x",
    USER_ID_KEY: makeUserIdKey(),
  };
  const listOf = (text: string | undefined): unknown[] => JSON.parse(text ?? "[]");

  test("puts a fresh key behind the one of tokens and the one of the vault, and touches nothing else", () => {
    const once = turnedKeys(made, 1);
    for (const name of ["AUTH_KEYS", "VAULT_KEYS"] as const) {
      expect(listOf(once[name])).toHaveLength(2);
      expect(listOf(once[name])[0]).toEqual(listOf(made[name])[0]);
    }
    const { GATEWAY_KEYS, USER_ID_KEY } = made;
    expect(once).toMatchObject({ GATEWAY_KEYS, USER_ID_KEY, BOOTSTRAP_TOKEN_SHA256: "x" });
    expect(() => turnedKeys({}, 0)).toThrow("AUTH_KEYS");
  });

  test("is refused while a rotation is open, and afterwards keeps the token key before the newest", () => {
    const once = turnedKeys(made, 1);
    expect(() => turnedKeys(once, 2)).toThrow("finish that rotation first");
    const finished = { ...once, VAULT_KEYS: JSON.stringify(listOf(once["VAULT_KEYS"]).slice(-1)) };
    const twice = turnedKeys(finished, 2);
    expect(listOf(twice["AUTH_KEYS"])).toHaveLength(2);
    expect(listOf(twice["AUTH_KEYS"])[0]).toEqual(listOf(once["AUTH_KEYS"])[1]);
    expect(listOf(twice["VAULT_KEYS"])[0]).toEqual(listOf(once["VAULT_KEYS"])[1]);
  });
});

test("a claim code leads to the tenant of the bootstrap token", () => {
  const token = makeOwnerToken(1_795_000_000_000);
  const [own, claim] = [checkToken(token, ["own"]), checkToken(makeClaimCode(token), ["clm"])];
  expect(own.ok && claim.ok && own.value.ownerId === claim.value.ownerId).toBe(true);
});
