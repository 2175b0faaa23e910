import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { OrderRules } from "./instruction.ts";
import type { InstrumentFacts } from "./instrument.ts";
import type { PlanNote } from "./normalise.ts";

/**
 * How close to the market a price may be: SYMBOL_TRADE_STOPS_LEVEL for new levels (at least that far) and
 * SYMBOL_TRADE_FREEZE_LEVEL for changes (further than that), by "Requirements and Limitations in Making
 * Trade Operations", MQL5 reference. Both are points; zero means no such rule.
 */

/** What a level is, for the sentences about it. */
export type LevelName = "stop loss" | "take profit";

/**
 * A stop or target that is at least as far from `bound` as the broker wants: moved away from it to the
 * nearest price that is, or refused, as the rule says. `way` is the side of the bound on which it lies.
 */
export function keepDistance(
  level: { readonly name: LevelName; readonly price: Decimal; readonly way: "below" | "above" },
  bound: Decimal,
  facts: InstrumentFacts,
  rule: OrderRules["stops"],
  notes: PlanNote[],
): Result<Decimal, Refusal> {
  const { name, price, way } = level;
  const least = new Decimal(facts.point).times(facts.stopsLevel);
  if (price.minus(bound).abs().greaterThanOrEqualTo(least)) return ok(price);
  const nearest = nearestAllowed(bound, least, way, facts);
  if (rule === "refuse") {
    return err(
      refusal(
        "stops_too_close",
        `The ${name} ${price.toFixed()} is closer than ${facts.stopsLevel} points to ${bound.toFixed()}; ${nearest.toFixed()} would be allowed.`,
        { hint: "or let the account's rules widen stops" },
      ),
    );
  }
  if (nearest.lessThanOrEqualTo(0)) {
    return err(refusal("price_not_positive", `The ${name} would have to be below zero.`));
  }
  const code = name === "stop loss" ? "stop_loss_widened" : "take_profit_widened";
  const message = `The ${name} was moved from ${price.toFixed()} to ${nearest.toFixed()}: the broker wants ${facts.stopsLevel} points.`;
  notes.push({ code, message });
  return ok(nearest);
}

function nearestAllowed(
  bound: Decimal,
  least: Decimal,
  way: "below" | "above",
  { tickSize, digits }: InstrumentFacts,
): Decimal {
  const edge = way === "below" ? bound.minus(least) : bound.plus(least);
  const ticks = edge.dividedBy(tickSize);
  // Away from the market: the tick on the other side would be too close again.
  const whole = way === "below" ? ticks.floor() : ticks.ceil();
  return whole.times(tickSize).toDecimalPlaces(digits);
}

/** Refuses the entry price of a pending order that is too close to the market; moving it would be another order. */
export function refuseCloseEntry(
  price: Decimal,
  market: Decimal,
  { point, stopsLevel }: InstrumentFacts,
): Refusal | undefined {
  if (price.minus(market).abs().greaterThanOrEqualTo(new Decimal(point).times(stopsLevel))) return undefined;
  return refusal(
    "entry_too_close",
    `The entry ${price.toFixed()} is closer than ${stopsLevel} points to the market, ${market.toFixed()}.`,
  );
}

/** True when one of `prices` (the order's own, or a position's stop and target) is so close that nothing may change. */
export function isFrozen(
  prices: readonly (string | null)[],
  market: string,
  { point, freezeLevel }: InstrumentFacts,
): boolean {
  if (freezeLevel === 0) return false;
  const level = new Decimal(point).times(freezeLevel);
  return prices.some(
    (price) => price !== null && new Decimal(price).minus(market).abs().lessThanOrEqualTo(level),
  );
}
