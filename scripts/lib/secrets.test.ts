import { createPrivateKey, sign, verify } from "node:crypto";
import { expect, test } from "vitest";
import { z } from "zod";
import { checkToken } from "../../src/domain/access/token.ts";
import { makeOwnerToken, makeSigningKeys, tokenHash } from "./secrets.ts";

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
