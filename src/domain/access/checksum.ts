const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** Characters of a checksum: 62^6 is more than 2^32. */
export const CHECKSUM_LENGTH = 6;

const CRC32_POLYNOMIAL = 0xedb88320;

/** CRC-32 (IEEE 802.3) of ASCII text, as an unsigned 32-bit integer. */
function crc32(text: string): number {
  let crc = 0xffffffff;
  for (let i = 0; i < text.length; i++) {
    crc ^= text.charCodeAt(i) & 0xff;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? CRC32_POLYNOMIAL : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

/**
 * The CRC-32 of `text` (ASCII) in six base62 digits. It is no security: it refuses a mistyped key before
 * any lookup and lets scanners recognise a leaked one.
 */
export function checksum(text: string): string {
  return base62(BigInt(crc32(text)), CHECKSUM_LENGTH);
}

/** The last `length` base62 digits of `value`, most significant first, padded with zeros. */
export function base62(value: bigint, length: number): string {
  let rest = value;
  let digits = "";
  for (let i = 0; i < length; i++) {
    digits = BASE62.charAt(Number(rest % 62n)) + digits;
    rest /= 62n;
  }
  return digits;
}
