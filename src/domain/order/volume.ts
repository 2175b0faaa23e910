import type { Size } from "../alert/signal.ts";
import { canonicalDecimal, Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { PlanningSettings, SymbolFacts } from "./profile.ts";

/**
 * The lots to trade: the message's size, or the route's. A target's size is checked like any other, even
 * where only the difference to the position would be traded: what stands afterwards must be allowed too.
 * `at` is where the message's size stands.
 */
export function lotsOf(
  size: Size | undefined,
  at: number | undefined,
  settings: PlanningSettings,
  facts: SymbolFacts,
): Result<string, Refusal> {
  if (size === undefined) {
    return err(
      refusal("size_missing", "The message has no size and the route sets none.", {
        hint: "send the size in lots, or set one on the route",
      }),
    );
  }
  if (size.unit !== "lots") {
    return err(
      refusal("sizing_not_available", `Sizes by ${size.unit} are not available yet.`, {
        at,
        hint: "give the size in lots",
      }),
    );
  }
  const lots = new Decimal(size.value);
  const wanted = `${size.value} lots of ${facts.symbol}`;
  const least = Decimal.max(settings.minLots, facts.minLots);
  if (lots.lessThan(least)) {
    return err(refusal("volume_too_small", `${wanted}: the least is ${least.toFixed()}.`, { at }));
  }
  const most = Decimal.min(settings.maxLots, facts.maxLots);
  if (lots.greaterThan(most)) {
    return err(refusal("volume_too_large", `${wanted}: the most is ${most.toFixed()}.`, { at }));
  }
  const fault = offStep(size.value, at, facts);
  return fault === undefined ? ok(canonicalDecimal(size.value)) : err(fault);
}

/** Refuses lots that are no multiple of the symbol's step, which MetaTrader answers with 10014. */
export function offStep(
  lots: string,
  at: number | undefined,
  { symbol, lotStep }: SymbolFacts,
): Refusal | undefined {
  if (new Decimal(lots).modulo(lotStep).isZero()) return undefined;
  const message = `${lots} lots of ${symbol} is no multiple of its step ${lotStep}.`;
  return refusal("volume_off_step", message, { at });
}
