import { Decimal } from "../../../../../src/domain/decimal.ts";

/** In what steps a symbol's prices go, and in what its distances are counted. */
export interface Steps {
  readonly digits: number;
  /** Prices are multiples of it. */
  readonly tickSize: string;
  /** What a distance is counted in: a pip where one is known, otherwise a point. */
  readonly unit: string;
  readonly unitName: "pips" | "points";
}

/** A pip that no rule and no owner tells is not guessed: distances are in points then. */
export function stepsOf(digits: number, tickSize?: string | null, pip?: string | null): Steps {
  const point = new Decimal(10).pow(-digits).toFixed();
  const tick = tickSize ?? point;
  if (pip === null || pip === undefined) return { digits, tickSize: tick, unit: point, unitName: "points" };
  return { digits, tickSize: tick, unit: pip, unitName: "pips" };
}

/** The nearest price that the venue knows, in the symbol's digits; at least one step above zero. */
export function snapped(price: string | number, { digits, tickSize }: Steps): string {
  const ticks = Decimal.max(new Decimal(price).dividedBy(tickSize).round(), 1);
  return ticks.times(tickSize).toFixed(digits);
}

/** The price so many steps higher; `size` is a tick, or the unit of distances (10 ticks where that is the same). */
export function stepped(price: string, by: number, size: "tick" | "unit", steps: Steps): string {
  const { tickSize, unit } = steps;
  const large = new Decimal(unit).greaterThan(tickSize) ? new Decimal(unit) : new Decimal(tickSize).times(10);
  const step = size === "tick" ? new Decimal(tickSize) : large;
  return snapped(new Decimal(price).plus(step.times(by)).toFixed(), steps);
}

/** How far `to` lies above `from` (negative below), in the unit of distances. */
export function distance(from: string, to: string, { unit }: Steps): Decimal {
  return new Decimal(to).minus(from).dividedBy(unit);
}

/** A distance as it is read: `+12.3`, `−4.0`, `0.0`; points have no fraction. */
export function distanceText(value: Decimal, { unitName }: Steps): string {
  const places = unitName === "pips" ? 1 : 0;
  const rounded = value.toDecimalPlaces(places);
  const sign = rounded.isZero() ? "" : rounded.isNegative() ? "−" : "+";
  return `${sign}${rounded.abs().toFixed(places)}`;
}
