import { Decimal } from "../../decimal.ts";
import type { Exits, Filters } from "../exits.ts";
import type { LegPlaces, Level, LevelOrNone, Size } from "../signal.ts";
import { type Placed, type Reading, refuse } from "./reading.ts";

/** What a dialect collected for an entry or a target position, each value with its place. */
export interface EntryFields {
  readonly size?: Placed<Size> | undefined;
  readonly entry?: Placed<Level> | undefined;
  /** When a pending order ends, epoch milliseconds. */
  readonly expiresAt?: Placed<number> | undefined;
  readonly stopLoss?: Placed<Level> | undefined;
  readonly takeProfit?: Placed<Level> | undefined;
  readonly exits?: Exits | undefined;
  readonly filters?: Filters | undefined;
  readonly comment?: string | undefined;
}

/** Sizes that say how much may be lost at the stop; without a stop they say nothing. */
const NEEDS_STOP: ReadonlySet<Size["unit"]> = new Set([
  "risk_money",
  "balance_percent_loss",
  "equity_percent_loss",
]);

export function checkStopForSize(reading: Reading, fields: EntryFields): void {
  if (fields.size === undefined || fields.stopLoss !== undefined || !NEEDS_STOP.has(fields.size.value.unit))
    return;
  refuse(
    reading,
    "stop_loss_required",
    "This size is a loss at the stop, and there is no stop loss.",
    fields.size.at,
    "add a stop loss, or give the size in lots",
  );
}

/** The price of a level, or undefined when it is a distance. */
export function priceOf(level: Placed<LevelOrNone> | undefined): string | undefined {
  return level?.value.unit === "price" ? level.value.value : undefined;
}

/** True when a distance in percent would put the level at or below zero. */
function isBelowZero(level: Placed<LevelOrNone>): boolean {
  return level.value.unit === "percent" && new Decimal(level.value.value).greaterThanOrEqualTo(100);
}

/**
 * Refuses a stop loss or a take profit on the wrong side of `reference` (the price of the entry, when it
 * is known) or of each other. `side` is the side of the position that they protect.
 */
export function checkProtection(
  reading: Reading,
  side: "long" | "short",
  stopLoss: Placed<LevelOrNone> | undefined,
  takeProfit: Placed<LevelOrNone> | undefined,
  reference: string | undefined,
): void {
  const isLong = side === "long";
  const isBelow = (a: string, b: string) =>
    isLong ? new Decimal(a).lessThan(b) : new Decimal(a).greaterThan(b);
  const wrongStop = (at: number) =>
    refuse(
      reading,
      "stop_loss_wrong_side",
      `The stop loss of a ${side} position must be ${isLong ? "below" : "above"} its entry and its take profit.`,
      at,
    );
  const wrongTarget = (at: number) =>
    refuse(
      reading,
      "take_profit_wrong_side",
      `The take profit of a ${side} position must be ${isLong ? "above" : "below"} its entry.`,
      at,
    );
  const stop = priceOf(stopLoss);
  const target = priceOf(takeProfit);
  if (stopLoss !== undefined) {
    if (isLong && isBelowZero(stopLoss)) wrongStop(stopLoss.at);
    if (stop !== undefined && reference !== undefined && !isBelow(stop, reference)) wrongStop(stopLoss.at);
  }
  if (takeProfit !== undefined) {
    if (!isLong && isBelowZero(takeProfit)) wrongTarget(takeProfit.at);
    if (target !== undefined && reference !== undefined && !isBelow(reference, target))
      wrongTarget(takeProfit.at);
  }
  if (stopLoss !== undefined && stop !== undefined && target !== undefined && !isBelow(stop, target)) {
    wrongStop(stopLoss.at);
  }
}

/** Puts stop loss and take profit into a leg, and where they stand into `at`. */
export function setProtection<T extends LevelOrNone>(
  leg: { stopLoss?: T | undefined; takeProfit?: T | undefined },
  at: LegPlaces,
  stopLoss: Placed<T> | undefined,
  takeProfit: Placed<T> | undefined,
): void {
  if (stopLoss !== undefined) {
    leg.stopLoss = stopLoss.value;
    at.stopLoss = stopLoss.at;
  }
  if (takeProfit !== undefined) {
    leg.takeProfit = takeProfit.value;
    at.takeProfit = takeProfit.at;
  }
}
