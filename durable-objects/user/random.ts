import { makeToken, type TokenKind } from "../../src/domain/access/token.ts";
import { sha256Hex } from "../shared/crypto.ts";

const ID_BYTES = 16;
const KEY_BYTES = 32;

function randomBytes(length: number): Uint8Array {
  return crypto.getRandomValues(new Uint8Array(length));
}

/** 128 random bits in hex, for sessions and access tokens. */
export function randomId(): string {
  return Buffer.from(randomBytes(ID_BYTES)).toString("hex");
}

/** 256 random bits in base64url. */
export function randomKey(): string {
  return Buffer.from(randomBytes(KEY_BYTES)).toString("base64url");
}

/** A key that leads to `ownerId`, to be given out, and its digest, to be kept. */
export function freshToken(kind: TokenKind, ownerId: string): { token: string; hash: string } {
  const token = makeToken(kind, ownerId.slice(-26), randomBytes(KEY_BYTES));
  return { token, hash: sha256Hex(token) };
}

export { randomBytes };
