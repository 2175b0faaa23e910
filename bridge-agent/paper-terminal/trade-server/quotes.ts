import type { PaperSymbol } from "./symbols.ts";

/** What the market asks and bids: decimal text with the symbol's digits; `ask` is above `bid`. */
export interface Quote {
  readonly bid: string;
  readonly ask: string;
}

/** How long one tick number lasts. */
export const TICK_MS = 250;

/** The number of the tick that is on at `nowMs`. Taken from the clock, so a restart does not rewind. */
export function tickNumberAt(nowMs: number): number {
  return Math.floor(nowMs / TICK_MS);
}

/** Swings of 1, 2, 4 … ticks; the longest takes 2^16 ticks, about four and a half hours. */
const OCTAVES = 17;
/** The swing over n ticks grows as the square root of n, which is what makes the sum a random walk. */
const swings = Array.from({ length: OCTAVES }, (_, octave) => Math.sqrt(2 ** octave));

/** 32 bits that depend on every bit of `a` and `b` (the finaliser of MurmurHash3). */
function mix(a: number, b: number): number {
  let bits = (a ^ Math.imul(b, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

function keyOf(seed: number, symbol: string): number {
  let key = mix(seed >>> 0, Math.floor(seed / 2 ** 32));
  for (let i = 0; i < symbol.length; i++) key = mix(key, symbol.charCodeAt(i));
  return key;
}

/** The same number from -1 to 1 for the same arguments. */
function signedNoise(key: number, octave: number, index: number): number {
  const bits = mix(mix(mix(key, octave), index >>> 0), Math.floor(index / 2 ** 32));
  return bits / 0x7fffffff - 1;
}

function priceText(points: number, digits: number): string {
  const text = String(points).padStart(digits + 1, "0");
  return digits === 0 ? text : `${text.slice(0, -digits)}.${text.slice(-digits)}`;
}

/**
 * The quote of `symbol` at a tick: a random walk that is a pure function of seed and tick number, so it
 * can be asked for any tick without those before it. It stays within about 870 steps of the middle.
 * `seed` and `tick` are whole numbers, not negative.
 */
export function quoteAt(seed: number, symbol: PaperSymbol, tick: number): Quote {
  const key = keyOf(seed, symbol.symbol);
  let walk = 0;
  for (const [octave, swing] of swings.entries()) {
    const place = tick / 2 ** octave;
    const index = Math.floor(place);
    const from = signedNoise(key, octave, index);
    const to = signedNoise(key, octave, index + 1);
    walk += swing * (from + (to - from) * (place - index));
  }
  const bid = symbol.middlePoints + Math.round(walk * symbol.stepPoints);
  return { bid: priceText(bid, symbol.digits), ask: priceText(bid + symbol.spreadPoints, symbol.digits) };
}
