import { keyOf, mix } from "./market/prices/noise.ts";

/**
 * A number from 0 to below 1 that depends on the seed, on what is asked and on a number. Nothing is kept, so
 * a process that starts again goes on as it would have.
 */
export function chanceOf(seed: number, what: string, occasion: bigint): number {
  const low = Number(occasion & 0xffffffffn);
  const high = Number((occasion >> 32n) & 0xffffffffn);
  return mix(mix(keyOf(seed, what), low), high) / 2 ** 32;
}
