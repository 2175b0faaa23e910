import { makeAlertId, timeOfId } from "../../src/domain/ids.ts";

/**
 * Alerts are numbered by time: 1024 numbers for each millisecond. An alert's id carries the same time and
 * count, so ids sort as numbers do, and a row is found by its id through its primary key: no index, which
 * would cost a written row for every alert.
 */
export const NUMBERS_PER_MS = 1024;

/** Bits of the count that one character of an id holds. */
const BITS_PER_CHARACTER = 5;

/** The next number: by the time of receipt, but always above the one before, whatever the clock does. */
export function nextSequence(last: number, receivedAtMs: number): number {
  return Math.max(last + 1, receivedAtMs * NUMBERS_PER_MS);
}

/** The lowest number of a millisecond; numbers of alerts from then on are not below it. */
export function firstSequenceOf(ms: number): number {
  return ms * NUMBERS_PER_MS;
}

/**
 * The id of the alert with this number. `random` is at least 8 random bytes; the two characters before
 * what they give hold the count within the millisecond.
 */
export function alertIdOf(strategyId: string, sequence: number, random: Uint8Array): string {
  const count = sequence % NUMBERS_PER_MS;
  const bytes = Uint8Array.of(count >> BITS_PER_CHARACTER, count & 31, ...random.subarray(0, 8));
  return makeAlertId(strategyId, Math.floor(sequence / NUMBERS_PER_MS), bytes);
}

/** The end of the ids that `alertIdOf` makes from `random`, whatever the time and the count. */
export function alertIdTail(random: Uint8Array): string {
  return alertIdOf("", 0, random).slice(-8);
}

/** The numbers among which the alert with this id is found, both inclusive. */
export function sequenceRange(alertId: string): { first: number; last: number } {
  const first = firstSequenceOf(timeOfId(alertId));
  return { first, last: first + NUMBERS_PER_MS - 1 };
}
