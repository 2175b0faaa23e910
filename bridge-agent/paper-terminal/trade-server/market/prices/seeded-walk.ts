import type { SymbolSpec } from "../symbol-spec.ts";
import { keyOf } from "./noise.ts";
import { pointsPerTick } from "./points.ts";
import type { PriceSource } from "./price-source.ts";
import { walkAt, walkExtremes, walker } from "./walk.ts";

/** How long one tick number lasts. */
export const TICK_MS = 250;

/** The bid at a place of the walk, on the symbol's tick size. It never falls where the walk rises. */
function bidAt(spec: SymbolSpec, walk: number, perTick: number): number {
  const bid = spec.walk.middlePoints + Math.round(walk * spec.walk.stepPoints);
  return perTick === 1 ? bid : Math.round(bid / perTick) * perTick;
}

/**
 * A random walk of every symbol, with the symbol's usual spread. Tick numbers are taken from the clock, so
 * that a restart does not rewind. Symbols walk apart from each other: a cross rate is not the quotient of
 * its two pairs. `seed` is a whole number, not negative.
 */
export function seededWalk(seed: number): PriceSource {
  return {
    at(spec, atMs) {
      const tick = Math.floor(atMs / TICK_MS);
      const bidPoints = bidAt(spec, walkAt(keyOf(seed, spec.symbol), tick), pointsPerTick(spec));
      return { atMs: tick * TICK_MS, bidPoints, askPoints: bidPoints + spec.walk.spreadPoints };
    },
    scan(spec, fromMs, toMs, visit) {
      const walk = walker(keyOf(seed, spec.symbol));
      const perTick = pointsPerTick(spec);
      for (let tick = Math.ceil(fromMs / TICK_MS); tick * TICK_MS < toMs; tick++) {
        const bidPoints = bidAt(spec, walk(tick), perTick);
        if (!visit(tick * TICK_MS, bidPoints, bidPoints + spec.walk.spreadPoints)) return;
      }
    },
    span(spec, fromMs, toMs) {
      const first = Math.ceil(fromMs / TICK_MS);
      const last = Math.ceil(toMs / TICK_MS) - 1;
      if (last < first) return undefined;
      const key = keyOf(seed, spec.symbol);
      const bid = (walk: number) => bidAt(spec, walk, pointsPerTick(spec));
      const [low, high] = walkExtremes(key, first, last);
      return {
        open: bid(walkAt(key, first)),
        high: bid(high),
        low: bid(low),
        close: bid(walkAt(key, last)),
        ticks: last - first + 1,
      };
    },
  };
}
