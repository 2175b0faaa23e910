import { exportJWK, generateKeyPair } from "jose";
import { type Identity, identitySchema } from "./identity.ts";

/** The agent's private key as it is kept: a JWK. */
export type AgentKey = Identity["key"];

/** Makes a new Ed25519 key. */
export async function makeAgentKey(): Promise<AgentKey> {
  const { privateKey } = await generateKeyPair("EdDSA", { crv: "Ed25519", extractable: true });
  const { kty, crv, x, d } = await exportJWK(privateKey);
  return identitySchema.shape.key.parse({ kty, crv, x, d });
}

/** The key for signing. */
export function privateKeyOf({ kty, crv, x, d }: AgentKey): Promise<CryptoKey> {
  return crypto.subtle.importKey("jwk", { kty, crv, x, d }, { name: "Ed25519" }, false, ["sign"]);
}
