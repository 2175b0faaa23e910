/** Repeatable noise: the same numbers for the same arguments, on every machine. */

/** 32 bits that depend on every bit of `a` and `b` (the finaliser of MurmurHash3). */
export function mix(a: number, b: number): number {
  let bits = (a ^ Math.imul(b, 0x9e3779b1)) >>> 0;
  bits = Math.imul(bits ^ (bits >>> 16), 0x85ebca6b);
  bits = Math.imul(bits ^ (bits >>> 13), 0xc2b2ae35);
  return (bits ^ (bits >>> 16)) >>> 0;
}

/** A key of a seed (a whole number, not negative) and a symbol's name. */
export function keyOf(seed: number, symbol: string): number {
  let key = mix(seed >>> 0, Math.floor(seed / 2 ** 32));
  for (let i = 0; i < symbol.length; i++) key = mix(key, symbol.charCodeAt(i));
  return key;
}

/** A number from -1 to 1. `index` is a whole number up to 2^53. */
export function signedNoise(key: number, octave: number, index: number): number {
  const bits = mix(mix(mix(key, octave), index >>> 0), Math.floor(index / 2 ** 32));
  return bits / 0x7fffffff - 1;
}
