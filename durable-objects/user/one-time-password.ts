import { createHmac } from "node:crypto";
import { TOTP_DIGITS } from "../../src/domain/access/totp.ts";

/** RFC 4648; what authenticator apps read secrets in. */
const BASE32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
const BITS = 5;

/** The bytes in base32 without padding; their number must be a multiple of five. */
export function toBase32(bytes: Uint8Array): string {
  if (bytes.length % BITS !== 0) throw new Error("only whole groups of five bytes are written");
  let value = 0n;
  for (const byte of bytes) value = (value << 8n) | BigInt(byte);
  const length = (bytes.length * 8) / BITS;
  let text = "";
  for (let at = length - 1; at >= 0; at--) text += BASE32.charAt(Number((value >> BigInt(at * BITS)) & 31n));
  return text;
}

function fromBase32(text: string): Uint8Array {
  let value = 0n;
  for (const character of text) value = (value << 5n) | BigInt(BASE32.indexOf(character));
  return Buffer.from(value.toString(16).padStart((text.length * BITS) / 4, "0"), "hex");
}

/**
 * The one-time password of `counter` (RFC 4226) under a secret in base32. SHA-1, because it is the one
 * algorithm that every authenticator app has; as HMAC it is not broken.
 */
export function oneTimePassword(secret: string, counter: number): string {
  const moving = Buffer.alloc(8);
  moving.writeBigUInt64BE(BigInt(counter));
  const digest = createHmac("sha1", fromBase32(secret)).update(moving).digest();
  const offset = digest.readUInt8(digest.length - 1) & 0xf;
  const number = digest.readUInt32BE(offset) & 0x7fffffff;
  return String(number % 10 ** TOTP_DIGITS).padStart(TOTP_DIGITS, "0");
}
