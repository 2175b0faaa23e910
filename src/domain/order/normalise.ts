import { Decimal } from "../decimal.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import type { OrderRules } from "./instruction.ts";
import type { Filling, InstrumentFacts, OrderKind } from "./instrument.ts";

/**
 * Makes a trade request what the broker takes: filling mode, lots, prices, and whether the symbol may be
 * traded this way at all. Pure; what the broker would refuse is refused here, with the reason in words.
 */

/** Something that was changed or that a person should know of an order; nothing that stops it. */
export interface PlanNote {
  readonly code: string;
  readonly message: string;
}

/**
 * How an order may be filled. All or nothing where the symbol allows it, so that a size that was asked for
 * is not traded in part; then immediate or cancel. `return` is for pending orders, for which the MQL5
 * reference names it whatever the execution mode, and for symbols that know nothing else ("Order
 * Properties", filling modes by execution).
 */
export function fillingFor(kind: OrderKind, { execution, fillings }: InstrumentFacts): Filling {
  if (kind !== "market") return "return";
  const isFlagNeeded = execution === "market" || execution === "exchange";
  if (!isFlagNeeded || fillings.includes("fok")) return "fok";
  return fillings.includes("ioc") ? "ioc" : "return";
}

/** Why the symbol takes no order of this side and kind that opens or adds to a position; undefined if it does. */
export function refuseOpening(
  side: "buy" | "sell",
  kind: OrderKind,
  stops: { readonly stopLoss: boolean; readonly takeProfit: boolean },
  { symbol, tradeMode, orderKinds }: InstrumentFacts,
): Refusal | undefined {
  if (tradeMode === "disabled") return tradingDisabled(symbol);
  if (tradeMode === "close_only")
    return refusal("close_only", `Positions in ${symbol} can only be closed now.`);
  if (tradeMode === "long_only" && side === "sell")
    return refusal("long_only", `${symbol} can only be bought now.`);
  if (tradeMode === "short_only" && side === "buy")
    return refusal("short_only", `${symbol} can only be sold now.`);
  if (!orderKinds.includes(kind)) {
    const message = `The broker takes no ${kind.replace("_", "-")} orders in ${symbol}.`;
    return refusal("order_type_not_allowed", message);
  }
  if (stops.stopLoss && !orderKinds.includes("sl"))
    return refusal("stop_loss_not_allowed", `The broker takes no stop loss in ${symbol}.`);
  if (stops.takeProfit && !orderKinds.includes("tp"))
    return refusal("take_profit_not_allowed", `The broker takes no take profit in ${symbol}.`);
  return undefined;
}

/** Why positions in the symbol cannot even be closed; undefined if they can. */
export function refuseClosing({ symbol, tradeMode }: InstrumentFacts): Refusal | undefined {
  return tradeMode === "disabled" ? tradingDisabled(symbol) : undefined;
}

function tradingDisabled(symbol: string): Refusal {
  return refusal("trading_disabled", `The broker has disabled trading in ${symbol}.`);
}

/** `lots` rounded down to what the symbol can trade. */
export function floorToStep(lots: Decimal, { lotStep }: Pick<InstrumentFacts, "lotStep">): Decimal {
  const step = new Decimal(lotStep);
  return lots.dividedBy(step).floor().times(step);
}

/** The least that the symbol can trade; a few brokers name a minimum between two steps. */
export function leastLots({ minLots, lotStep }: Pick<InstrumentFacts, "minLots" | "lotStep">): Decimal {
  const step = new Decimal(lotStep);
  return new Decimal(minLots).dividedBy(step).ceil().times(step);
}

/** Lots as the symbol can trade them. What is between two steps goes down, or is refused, as the rule says. */
export function tradableLots(
  wanted: Decimal,
  { symbol, minLots, maxLots, lotStep }: InstrumentFacts,
  rule: OrderRules["lots"],
  notes: PlanNote[],
): Result<string, Refusal> {
  const lots = floorToStep(wanted, { lotStep });
  if (lots.lessThan(minLots)) {
    return err(
      refusal("volume_too_small", `${wanted.toFixed()} lots of ${symbol}: the least is ${minLots}.`),
    );
  }
  if (!lots.equals(wanted) && rule === "refuse") {
    const message = `${wanted.toFixed()} lots of ${symbol} is no multiple of its step ${lotStep}.`;
    return err(
      refusal("volume_off_step", message, { hint: "or let the account's rules round lots down to the step" }),
    );
  }
  if (lots.greaterThan(maxLots)) {
    return err(refusal("volume_too_large", `${lots.toFixed()} lots of ${symbol}: the most is ${maxLots}.`));
  }
  if (!lots.equals(wanted)) {
    const message = `${wanted.toFixed()} lots were rounded down to ${lots.toFixed()}, the symbol's step.`;
    notes.push({ code: "lots_rounded", message });
  }
  return ok(lots.toFixed());
}

/**
 * Refuses what would go beyond SYMBOL_VOLUME_LIMIT: the most lots of one direction, positions and pending
 * orders together. `standing` is what is there of that direction.
 */
export function refuseVolumeLimit(
  lots: string,
  standing: Decimal,
  { symbol, lotLimit }: InstrumentFacts,
): Refusal | undefined {
  if (lotLimit === null || standing.plus(lots).lessThanOrEqualTo(lotLimit)) return undefined;
  const message = `${lots} lots of ${symbol} on top of ${standing.toFixed()} in the same direction: the broker's limit is ${lotLimit}.`;
  return refusal("volume_limit", message);
}

/** The price nearest to `price` that the symbol can trade: a multiple of its tick, with its digits. */
export function toTick(price: Decimal, { tickSize, digits }: InstrumentFacts): Decimal {
  return price.dividedBy(tickSize).toDecimalPlaces(0).times(tickSize).toDecimalPlaces(digits);
}
