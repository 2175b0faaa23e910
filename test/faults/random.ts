/**
 * A small seeded generator (mulberry32). Everything a fault run does is drawn from it before the run
 * begins, so that the printed seed alone repeats the plan. Not for secrets.
 */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
  /** A whole number from `min` to `max`, both included. */
  int(min: number, max: number): number;
  /** True with the given probability. */
  chance(probability: number): boolean;
  /** One of `items`, each as likely as the others; throws when there is none. */
  pick<T>(items: readonly T[]): T;
  /** One of the keys of `weights`, as likely as its share of the sum. */
  weighted<K extends string>(weights: Readonly<Record<K, number>>): K;
  /** A stream of its own, named, so that drawing more from one leaves the others as they are. */
  fork(name: string): Random;
}

/** FNV-1a: spreads a fork's name over 32 bits. */
function hash(text: string): number {
  let value = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) value = Math.imul(value ^ text.charCodeAt(i), 0x01000193);
  return value >>> 0;
}

/** The generator for `seed`, a whole number from 0 to 2^32 - 1. */
export function randomFrom(seed: number): Random {
  let state = seed >>> 0;

  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  const int = (min: number, max: number): number => min + Math.floor(next() * (max - min + 1));
  const pick = <T>(items: readonly T[]): T => {
    const item = items[int(0, items.length - 1)];
    if (item === undefined) throw new Error("nothing to pick from");
    return item;
  };

  return {
    next,
    int,
    chance: (probability) => next() < probability,
    pick,
    weighted: <K extends string>(weights: Readonly<Record<K, number>>): K => {
      const keys: K[] = [];
      let sum = 0;
      for (const key in weights) {
        keys.push(key);
        sum += weights[key];
      }
      let left = next() * sum;
      for (const key of keys) {
        left -= weights[key];
        if (left < 0) return key;
      }
      return pick(keys);
    },
    fork: (name) => randomFrom(hash(`${seed}|${name}`)),
  };
}
