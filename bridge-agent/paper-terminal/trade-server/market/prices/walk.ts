import { signedNoise } from "./noise.ts";

/**
 * A random walk that is a pure function of key and tick number. It is a sum of swings over 1, 2, 4 … ticks;
 * each goes in a straight line from one noise to the next. The swing over n ticks grows as the square root
 * of n, which is what makes the sum a random walk. It stays within about 870 steps of zero.
 */

/** The longest swing takes 2^16 ticks, about four and a half hours. */
const OCTAVES = 17;
const swings = Array.from({ length: OCTAVES }, (_, octave) => Math.sqrt(2 ** octave));

/** Where the walk is at a tick, in steps. */
export function walkAt(key: number, tick: number): number {
  let walk = 0;
  for (const [octave, swing] of swings.entries()) {
    const place = tick / 2 ** octave;
    const index = Math.floor(place);
    const from = signedNoise(key, octave, index);
    const to = signedNoise(key, octave, index + 1);
    walk += swing * (from + (to - from) * (place - index));
  }
  return walk;
}

/**
 * The same as `walkAt`, to be asked for neighbouring ticks one after the other: it keeps the noises, which
 * makes long runs several times cheaper. Swings below the octave `lowest` are left out.
 */
export function walker(key: number, lowest = 0): (tick: number) => number {
  const lines = swings
    .map((swing, octave) => ({ octave, swing, ticks: 2 ** octave, index: Number.NaN, from: 0, to: 0 }))
    .slice(lowest);
  return (tick) => {
    let walk = 0;
    for (const line of lines) {
      const place = tick / line.ticks;
      const index = Math.floor(place);
      if (index !== line.index) {
        line.from = index === line.index + 1 ? line.to : signedNoise(key, line.octave, index);
        line.to = signedNoise(key, line.octave, index + 1);
        line.index = index;
      }
      walk += line.swing * (line.from + (line.to - line.from) * (place - index));
    }
    return walk;
  };
}

/** Ticks are looked at in blocks of 2^6; within one, all longer swings are straight lines. */
const BLOCK_OCTAVE = 6;
const BLOCK = 2 ** BLOCK_OCTAVE;
/** How far the shorter swings can reach together, and a little for what sums of floats lose. */
const REACH = swings.slice(0, BLOCK_OCTAVE).reduce((sum, swing) => sum + swing, 1e-6);

/**
 * The lowest and the highest place of the walk from tick `first` to tick `last`, both inclusive. Blocks in
 * which the short swings cannot reach beyond what was found already are skipped: a day has 345,600 ticks,
 * and few of them are near its extremes.
 */
export function walkExtremes(key: number, first: number, last: number): readonly [number, number] {
  const walk = walker(key);
  const longSwings = walker(key, BLOCK_OCTAVE);
  let low = Math.min(walk(first), walk(last));
  let high = Math.max(walk(first), walk(last));
  let start = Math.floor(first / BLOCK) * BLOCK;
  let atStart = longSwings(start);
  while (start <= last) {
    const atEnd = longSwings(start + BLOCK);
    if (Math.min(atStart, atEnd) - REACH < low || Math.max(atStart, atEnd) + REACH > high) {
      const end = Math.min(start + BLOCK - 1, last);
      for (let tick = Math.max(start, first); tick <= end; tick++) {
        const place = walk(tick);
        if (place < low) low = place;
        if (place > high) high = place;
      }
    }
    start += BLOCK;
    atStart = atEnd;
  }
  return [low, high];
}
