import * as z from "zod";

/** Crockford's base32 alphabet: no I, L, O or U, so that an id can be read aloud. */
const ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
const BODY_LENGTH = 26;
const TIME_LENGTH = 10;
const FINGERPRINT_LENGTH = 6;

/** What each id prefix names; see the words of the design. */
export const idKinds = [
  ...(["ten", "usr", "str", "acc", "agt", "alt", "ord", "aud", "psn", "sec", "stp", "req"] as const),
] as const;
export type IdKind = (typeof idKinds)[number];

/** A zod schema for ids of one kind, e.g. `ord_` and 26 characters of Crockford base32. */
export function idSchema(kind: IdKind) {
  return z.string().regex(new RegExp(`^${kind}_[0-9A-HJKMNP-TV-Z]{26}$`), `not a ${kind}_ id`);
}

export const tenantIdSchema = idSchema("ten");
export const strategyIdSchema = idSchema("str");
export const accountIdSchema = idSchema("acc");
export const agentIdSchema = idSchema("agt");
export const alertIdSchema = idSchema("alt");
export const orderIdSchema = idSchema("ord");
export const stopIdSchema = idSchema("stp");
export const requestIdSchema = idSchema("req");

function encodeTime(ms: number): string {
  let rest = ms;
  let text = "";
  for (let i = 0; i < TIME_LENGTH; i++) {
    text = ALPHABET.charAt(rest % 32) + text;
    rest = Math.floor(rest / 32);
  }
  return text;
}

/** Five bits of each byte become one character; `bytes` must be random or a digest. */
export function encodeBytes(bytes: Uint8Array, length: number): string {
  if (bytes.length < length) throw new Error(`an id needs ${length} bytes, got ${bytes.length}`);
  let text = "";
  for (let i = 0; i < length; i++) text += ALPHABET.charAt((bytes[i] ?? 0) & 31);
  return text;
}

/**
 * Makes an id that sorts by time. `nowMs` is epoch milliseconds, `random` at least 16 random bytes
 * (80 bits of them are used).
 */
export function makeId(kind: IdKind, nowMs: number, random: Uint8Array): string {
  return `${kind}_${encodeTime(nowMs)}${encodeBytes(random, BODY_LENGTH - TIME_LENGTH)}`;
}

/** The part of a strategy's id that its alerts carry, so that an alert id leads to its strategy. */
export function strategyFingerprint(strategyId: string): string {
  return strategyId.slice(-FINGERPRINT_LENGTH);
}

/** The strategy fingerprint within an alert id; compare with `strategyFingerprint`. */
export function fingerprintOfAlert(alertId: string): string {
  const start = "alt_".length + TIME_LENGTH;
  return alertId.slice(start, start + FINGERPRINT_LENGTH);
}

/**
 * Makes an alert id: time, the strategy's fingerprint, 50 random bits. Reading an alert by its id
 * then needs no index from alerts to strategies, which would cost a write for every alert.
 */
export function makeAlertId(strategyId: string, nowMs: number, random: Uint8Array): string {
  const tail = encodeBytes(random, BODY_LENGTH - TIME_LENGTH - FINGERPRINT_LENGTH);
  return `alt_${encodeTime(nowMs)}${strategyFingerprint(strategyId)}${tail}`;
}

/** The epoch milliseconds in a made id (not for derived ones such as order ids). */
export function timeOfId(id: string): number {
  let ms = 0;
  for (const character of id.slice(4, 4 + TIME_LENGTH)) ms = ms * 32 + ALPHABET.indexOf(character);
  return ms;
}

/** SHA-256 of UTF-8 text as 32 bytes; passed in because the domain does no I/O and has no crypto. */
export type Sha256 = (text: string) => Uint8Array;

/**
 * The order id for one leg of an alert on one account. Derived, so that whoever repeats a step
 * repeats it with the same id (promise P1). `leg` counts from 0.
 */
export function deriveOrderId(sha256: Sha256, alertId: string, accountId: string, leg: number): string {
  return `ord_${encodeBytes(sha256(`order|${alertId}|${accountId}|${leg}`), BODY_LENGTH)}`;
}

/**
 * The id of what a person or program ordered under an idempotency key, so that a repeat finds the same orders.
 * `by` is who asks: two of them may take the same key.
 */
export function deriveRequestId(sha256: Sha256, accountId: string, by: string, key: string): string {
  return `req_${encodeBytes(sha256(`request|${accountId}|${by}|${key}`), BODY_LENGTH)}`;
}

/** Steps of one order that go to the venue one by one, e.g. the positions that a close covers. */
export const MAX_STEPS = 256;

/**
 * The magic number that one step of an order carries in MetaTrader: 55 bits of the order id's digest
 * and 8 bits of the step, so a positive 63-bit integer, as a decimal string (facts/mt5.md, d.2).
 */
export function magicOf(sha256: Sha256, orderId: string, step: number): string {
  if (!Number.isInteger(step) || step < 0 || step >= MAX_STEPS) throw new Error(`no such step: ${step}`);
  const digest = sha256(`magic|${orderId}`);
  let bits = 0n;
  for (let i = 0; i < 7; i++) bits = (bits << 8n) | BigInt(digest[i] ?? 0);
  return (((bits >> 1n) << 8n) | BigInt(step)).toString();
}
