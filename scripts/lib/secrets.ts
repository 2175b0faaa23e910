import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import { makeToken } from "../../src/domain/access/token.ts";
import { makeId } from "../../src/domain/ids.ts";

/** Makes the bootstrap API token: it has the rights of the owner of a new tenant, whose id it carries. */
export function makeOwnerToken(nowMs: number): string {
  const tenantId = makeId("ten", nowMs, randomBytes(16));
  return makeToken("own", tenantId.slice("ten_".length), randomBytes(32));
}

/** Hex SHA-256 of a token: all that the gateway is given of it. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Makes the value of VAULT_KEYS: a JSON array of one AES-256 key whose id names the day. */
export function makeVaultKeys(nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const id = `${day}-${randomBytes(4).toString("hex")}`;
  return JSON.stringify([{ id, key: randomBytes(32).toString("base64url") }]);
}

/** Makes the value of GATEWAY_KEYS: a JSON array of one private Ed25519 JWK whose key id names the day. */
export function makeGatewayKeys(nowMs: number): string {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const kid = `${day}-${randomBytes(4).toString("hex")}`;
  return JSON.stringify([{ ...jwk, kid, alg: "EdDSA", use: "sig" }]);
}
