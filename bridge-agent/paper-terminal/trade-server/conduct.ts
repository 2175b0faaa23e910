import { Decimal } from "../../../src/domain/decimal.ts";
import { chanceOf } from "./chance.ts";
import type { Floor } from "./floor.ts";
import type { SymbolSpec } from "./market/symbol-spec.ts";
import type { Side } from "./types.ts";

type Whim = "requoteChance" | "rejectChance" | "dealLastChance" | "requestFirstChance";

/** Whether the broker does this to the request that is being carried out. */
export function happens(whim: Whim, floor: Floor): boolean {
  const { conduct } = floor.settings;
  const chance = conduct[whim];
  return chance > 0 && chanceOf(conduct.seed, whim, floor.tickets.request()) < chance;
}

/** The market's price for a deal, slipped against the client where the execution mode allows that. */
export function slipped(price: Decimal, side: Side, spec: SymbolSpec, floor: Floor): Decimal {
  const { slippagePoints, seed } = floor.settings.conduct;
  const isFixed = spec.execution === "request" || spec.execution === "instant";
  if (slippagePoints === 0 || isFixed) return price;
  const ticks = Math.floor(chanceOf(seed, "slippage", floor.tickets.request()) * (slippagePoints + 1));
  const by = new Decimal(spec.tickSize).times(ticks);
  return side === "buy" ? price.plus(by) : price.minus(by);
}

/**
 * How much of `lots` can be had at once: all, or what the drawn liquidity leaves, in whole steps and at
 * least one of them. `occasion` is the number of the deal that would be made.
 */
export function available(lots: Decimal, spec: SymbolSpec, floor: Floor, occasion: bigint): Decimal {
  const { liquidityLots, seed } = floor.settings.conduct;
  if (liquidityLots === null) return lots;
  const share = 0.5 + 0.5 * chanceOf(seed, "liquidity", occasion);
  const steps = new Decimal(liquidityLots).times(share).dividedToIntegerBy(spec.lotStep);
  return Decimal.min(lots, Decimal.max(1, steps).times(spec.lotStep));
}
