import { createHash, createHmac, timingSafeEqual } from "node:crypto";

/**
 * Synchronous digests for the objects. An `await` on WebCrypto would let other requests in between a
 * check and the rows that depend on it.
 */

export function sha256(data: string | Uint8Array): Uint8Array {
  return createHash("sha256").update(data).digest();
}

export function sha256Hex(data: string | Uint8Array): string {
  return createHash("sha256").update(data).digest("hex");
}

/** HMAC-SHA256 over the parts one after the other; the key is the UTF-8 text. */
export function hmacSha256(
  key: string,
  parts: readonly (string | Uint8Array)[],
  encoding: "hex" | "base64",
): string {
  const hmac = createHmac("sha256", key);
  for (const part of parts) hmac.update(part);
  return hmac.digest(encoding);
}

const utf8 = new TextEncoder();

/**
 * True when both texts are the same, in a time that does not depend on where they differ. It may depend on
 * their lengths: those of our secrets, signatures and digests are no secret.
 */
export function sameText(a: string, b: string): boolean {
  const [one, other] = [utf8.encode(a), utf8.encode(b)];
  return one.length === other.length && timingSafeEqual(one, other);
}
