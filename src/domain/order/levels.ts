import { countsPips, type Exits, type Filters } from "../alert/exits.ts";
import type { LegPlaces, Level, LevelOrNone } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import type { VenueSymbol } from "./profile.ts";

/** The prices and distances of one leg, those of its exits and filters included, and where they stand in the message. */
export interface Levels {
  readonly entry?: Level | undefined;
  readonly stopLoss?: LevelOrNone | undefined;
  readonly takeProfit?: LevelOrNone | undefined;
  readonly exits?: Exits | undefined;
  readonly filters?: Filters | undefined;
  readonly at?: LegPlaces | undefined;
}

/**
 * Checks what can be checked without a live quote: prices within the owner's band, distances in pips only
 * where a pip is known, stop and target on the right sides of the entry and of each other. `side` is the
 * direction of the position, null when the leg covers both. The agent checks again with its quote.
 */
export function checkLevels(
  levels: Levels,
  side: "long" | "short" | null,
  symbol: VenueSymbol,
): Refusal | undefined {
  for (const name of ["entry", "stopLoss", "takeProfit"] as const) {
    const level = levels[name];
    const fault = level === undefined ? undefined : checkLevel(level, levels.at?.[name], symbol);
    if (fault !== undefined) return fault;
  }
  if (countsPips(levels.exits, levels.filters) && !knowsPip(symbol)) return pipUnknown(symbol, undefined);
  return side === null ? undefined : checkSides(levels, side);
}

function checkLevel(level: LevelOrNone, at: number | undefined, symbol: VenueSymbol): Refusal | undefined {
  if (level.unit === "price") return checkBand(level.value, at, symbol);
  return level.unit !== "pips" || knowsPip(symbol) ? undefined : pipUnknown(symbol, at);
}

function pipUnknown(symbol: VenueSymbol, at: number | undefined): Refusal {
  const name = symbol.facts.symbol;
  return refusal("pip_unknown", `What a pip of ${name} is, no rule says.`, {
    at,
    hint: `set a pip for ${name} in the account's symbol table, or send prices`,
  });
}

function checkBand(price: string, at: number | undefined, { facts, row }: VenueSymbol): Refusal | undefined {
  const value = new Decimal(price);
  const { minPrice, maxPrice } = row ?? {};
  const below = minPrice !== undefined && value.lessThan(minPrice);
  const above = maxPrice !== undefined && value.greaterThan(maxPrice);
  if (!below && !above) return undefined;
  const band = `${minPrice ?? "0"} to ${maxPrice ?? "any price"}`;
  const message = `The price ${price} is outside the account's band for ${facts.symbol}: ${band}.`;
  return refusal("price_outside_band", message, { at });
}

/** A pip is 10 points of a currency pair with 3 or 5 digits, 1 point with 2 or 4; elsewhere the owner says. */
function knowsPip({ facts, row }: VenueSymbol): boolean {
  return row?.pip !== undefined || (facts.forex && facts.digits >= 2 && facts.digits <= 5);
}

function checkSides(
  { entry, stopLoss, takeProfit, at }: Levels,
  side: "long" | "short",
): Refusal | undefined {
  const from = priceOf(entry);
  const stop = priceOf(stopLoss);
  const target = priceOf(takeProfit);
  const [loss, gain] = side === "long" ? ["below", "above"] : ["above", "below"];
  if (stop !== null && from !== null && !isGain(stop, from, side)) {
    const message = `The stop loss ${stop} must be ${loss} the entry ${from}.`;
    return refusal("stop_loss_wrong_side", message, { at: at?.stopLoss });
  }
  if (target !== null && from !== null && !isGain(from, target, side)) {
    const message = `The take profit ${target} must be ${gain} the entry ${from}.`;
    return refusal("take_profit_wrong_side", message, { at: at?.takeProfit });
  }
  if (stop !== null && target !== null && !isGain(stop, target, side)) {
    const message = `The stop loss ${stop} must be ${loss} the take profit ${target}.`;
    return refusal("stop_loss_wrong_side", message, { at: at?.stopLoss });
  }
  return undefined;
}

function priceOf(level: LevelOrNone | undefined): string | null {
  return level?.unit === "price" ? level.value : null;
}

/** True when going from `first` to `second` is a gain for the side. */
function isGain(first: string, second: string, side: "long" | "short"): boolean {
  const rise = new Decimal(second).comparedTo(first);
  return side === "long" ? rise > 0 : rise < 0;
}
