import { encodeBytes } from "../ids.ts";

/** 16 characters of base32: 80 bits, far beyond guessing, so a plain digest may be stored of them. */
const LENGTH = 16;
const GROUP = /.{4}(?!$)/g;
const FORM = /^[0-9A-HJKMNP-TV-Z]{16}$/;

/** A recovery code to show once, e.g. `7QK2-M0XD-...`. `random` is at least 16 random bytes. */
export function makeRecoveryCode(random: Uint8Array): string {
  return encodeBytes(random, LENGTH).replace(GROUP, "$&-");
}

/** The one spelling of a code as typed: letters that look like digits are meant as digits. Null: no code. */
export function normaliseRecoveryCode(text: string): string | null {
  const plain = text.toUpperCase().replace(/[\s-]/g, "").replace(/O/g, "0").replace(/[IL]/g, "1");
  return FORM.test(plain) ? plain : null;
}
