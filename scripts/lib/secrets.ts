import { createHash, generateKeyPairSync, randomBytes } from "node:crypto";
import * as z from "zod";
import { checkToken, makeToken } from "../../src/domain/access/token.ts";
import { encodeBytes, makeId } from "../../src/domain/ids.ts";

/** Makes the bootstrap API token: it has the rights of the owner of a new tenant, whose id it carries. */
export function makeOwnerToken(nowMs: number): string {
  const tenantId = makeId("ten", nowMs, randomBytes(16));
  return makeToken("own", tenantId.slice("ten_".length), randomBytes(32));
}

/**
 * Makes the code that claims a deployment: whoever has it becomes the owner of the tenant to which `ownerToken`
 * belongs too, so that people and scripts of one installation see the same accounts.
 */
export function makeClaimCode(ownerToken: string): string {
  const claim = checkToken(ownerToken, ["own"]);
  if (!claim.ok) throw new Error("this is no bootstrap token");
  return makeToken("clm", claim.value.ownerId.slice("ten_".length), randomBytes(32));
}

/** Makes the value of VAULT_KEYS: a JSON array of one AES-256 key whose id names the day. */
export function makeVaultKeys(nowMs: number): string {
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const id = `${day}-${randomBytes(4).toString("hex")}`;
  return JSON.stringify([{ id, key: randomBytes(32).toString("base64url") }]);
}

/** Makes the value of USER_ID_KEY: 256 random bits, once and for all. */
export function makeUserIdKey(): string {
  return randomBytes(32).toString("base64url");
}

/** Makes a password of 20 characters in groups that can be typed; 100 random bits. */
export function makePassword(): string {
  const groups = encodeBytes(randomBytes(20), 20).toLowerCase().match(/.{5}/g) ?? [];
  return groups.join("-");
}

/** Hex SHA-256 of a token: all that the gateway is given of it. */
export function tokenHash(token: string): string {
  return createHash("sha256").update(token).digest("hex");
}

/** Makes a value of GATEWAY_KEYS or AUTH_KEYS: a JSON array of one private Ed25519 JWK whose key id names the day. */
export function makeSigningKeys(nowMs: number): string {
  const jwk = generateKeyPairSync("ed25519").privateKey.export({ format: "jwk" });
  const day = new Date(nowMs).toISOString().slice(0, 10);
  const kid = `${day}-${randomBytes(4).toString("hex")}`;
  return JSON.stringify([{ ...jwk, kid, alg: "EdDSA", use: "sig" }]);
}

const keyListSchema = z.array(z.record(z.string(), z.string())).min(1);

/** Tokens live 30 minutes, so no more than the key before the newest is ever needed. */
const MOST_AUTH_KEYS = 2;
/** The one that seals, and the one that it replaces. */
const MOST_VAULT_KEYS = 2;

/**
 * Secrets with a fresh key at the end of the lists of AUTH_KEYS and VAULT_KEYS, by the names of either file. Throws
 * while the vault has an older key beside its newest: what that sealed is not all sealed anew yet, and tokens of the
 * key before the newest would end at once.
 */
export function turnedKeys(secrets: Readonly<Record<string, string>>, nowMs: number): Record<string, string> {
  const turned: Record<string, string> = { ...secrets };
  const add = (names: readonly string[], fresh: string, most: number) => {
    const name = names.find((known) => secrets[known] !== undefined);
    if (name === undefined) throw new Error(`there is no ${names.join(" or ")} to turn`);
    const known = keyListSchema.parse(JSON.parse(secrets[name] ?? ""));
    const keys = [...known, ...keyListSchema.parse(JSON.parse(fresh))];
    turned[name] = JSON.stringify(keys.slice(-most));
    return known.length;
  };
  add(["AUTH_KEYS", "authKeys"], makeSigningKeys(nowMs), MOST_AUTH_KEYS);
  if (add(["VAULT_KEYS", "vaultKeys"], makeVaultKeys(nowMs), MOST_VAULT_KEYS) >= MOST_VAULT_KEYS) {
    throw new Error("the vault has an older key already: finish that rotation first (rewrap, then drop)");
  }
  return turned;
}
