import { createPublicKey, verify } from "node:crypto";
import type { PublicJwk, VerificationKeys, Verifier } from "../../../src/protocol/compact-jws.ts";

/**
 * The gateway's keys as they were pinned at pairing, for `verifyOrder`. They verify on this thread: handing
 * one signature to the thread pool and waiting for it takes three times as long as checking it, and every
 * order waits for that. Throws when a JWK is no Ed25519 public key.
 */
export function pinnedKeys(jwks: readonly PublicJwk[]): VerificationKeys {
  const keys = new Map<string, Verifier>();
  for (const { kid, kty, crv, x } of jwks) {
    if (keys.has(kid)) throw new Error(`two keys have the kid ${kid}`);
    const key = createPublicKey({ key: { kty, crv, x }, format: "jwk" });
    if (key.asymmetricKeyType !== "ed25519") throw new Error(`the key ${kid} is not of Ed25519`);
    keys.set(kid, (data, signature) => verify(null, data, key, signature));
  }
  return keys;
}
