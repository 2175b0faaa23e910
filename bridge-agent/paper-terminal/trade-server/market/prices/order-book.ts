import { Decimal } from "../../../../../src/domain/decimal.ts";
import type { SymbolSpec } from "../symbol-spec.ts";
import { keyOf, mix } from "./noise.ts";
import { pointsPerTick, priceText } from "./points.ts";
import type { RawTick } from "./price-source.ts";

/** One level of an order book. */
export interface Level {
  readonly price: string;
  readonly lots: string;
}

export interface OrderBook {
  /** Best prices first. */
  readonly bids: readonly Level[];
  readonly asks: readonly Level[];
}

const DEPTH = 8;
/** So long a level keeps its lots, while the market moves around it. */
const REFRESH_MS = 2_000;

/** Lots on offer at a price: half to one and a half of the symbol's usual, more away from the market. */
function lotsAt(spec: SymbolSpec, key: number, pricePoints: number, turn: number, level: number): string {
  const noise = mix(mix(key, pricePoints >>> 0), turn >>> 0) / 0xffffffff;
  const wanted = new Decimal(spec.levelLots).times(0.5 + noise).times(1 + level / 4);
  const steps = wanted.dividedBy(spec.lotStep).floor().times(spec.lotStep);
  return Decimal.max(steps, spec.minLots).toFixed();
}

/**
 * An order book around a tick, a pure function of seed, symbol, prices and time: eight levels a side, one
 * tick size apart, the best of them the bid and the ask.
 */
export function bookAround(seed: number, spec: SymbolSpec, tick: RawTick): OrderBook {
  const key = keyOf(seed, spec.symbol);
  const apart = pointsPerTick(spec);
  const turn = Math.floor(tick.atMs / REFRESH_MS);
  const side = (best: number, step: number): Level[] =>
    Array.from({ length: DEPTH }, (_, level) => {
      const points = best + level * step;
      return {
        price: priceText(points, spec.digits),
        lots: lotsAt(spec, key, points, turn, level),
      };
    });
  return { bids: side(tick.bidPoints, -apart), asks: side(tick.askPoints, apart) };
}
