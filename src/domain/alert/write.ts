import type { Refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { unavailableFeature } from "./availability.ts";
import { levelSuffixes } from "./dialects/sallyport-keys.ts";
import type { Exits, Filters } from "./exits.ts";
import type { Leg, LevelOrNone, Signal, Size } from "./signal.ts";

/** Texts, and objects of texts and numbers; what is undefined is left out of the JSON. */
type Fields = Record<string, unknown>;

function sizeFields(size: Size | undefined): Fields {
  return size === undefined ? {} : { [size.unit]: size.value };
}

function levelFields(prefix: "entry" | "sl" | "tp", level: LevelOrNone | undefined): Fields {
  if (level === undefined) return {};
  if (level.unit === "none") return { [`${prefix}_price`]: "none" };
  return { [`${prefix}_${levelSuffixes[level.unit]}`]: level.value };
}

function protectionFields(leg: {
  stopLoss?: LevelOrNone | undefined;
  takeProfit?: LevelOrNone | undefined;
}): Fields {
  return { ...levelFields("sl", leg.stopLoss), ...levelFields("tp", leg.takeProfit) };
}

/** Exits and filters; keys that are absent in the signal are absent in the message. */
function aroundFields({
  exits,
  filters,
}: {
  exits?: Exits | undefined;
  filters?: Filters | undefined;
}): Fields {
  const { breakeven, trailing, atrTrailing, partials } = exits ?? {};
  const exitFields = exits && {
    breakeven: breakeven && { trigger_pips: breakeven.triggerPips, offset_pips: breakeven.offsetPips },
    trailing: trailing && {
      trigger_pips: trailing.triggerPips,
      distance_pips: trailing.distancePips,
      distance_pct: trailing.distancePercent,
      step_pips: trailing.stepPips,
    },
    atr_trailing: atrTrailing && {
      timeframe: atrTrailing.frame,
      period: atrTrailing.period,
      multiplier: atrTrailing.multiplier,
      shift: atrTrailing.shift,
      trigger_pips: atrTrailing.triggerPips,
    },
    partials: partials?.map(({ atPips, percent }) => ({ at_pips: atPips, percent })),
  };
  const filterFields = filters && { max_spread_pips: filters.maxSpreadPips, account: filters.account };
  return {
    ...(exitFields === undefined ? {} : { exits: exitFields }),
    ...(filterFields === undefined ? {} : { filters: filterFields }),
  };
}

function commentFields(comment: string | undefined): Fields {
  return comment === undefined ? {} : { comment };
}

/** A filter by order type; both types together are every type there is, like none. */
function typeFields(types: readonly string[]): Fields {
  const [type, ...others] = types;
  return type === undefined || others.length > 0 ? {} : { type };
}

function legFields(leg: Leg): Fields {
  switch (leg.action) {
    case "open":
      return {
        action: leg.side,
        type: leg.type,
        ...sizeFields(leg.size),
        ...levelFields("entry", leg.entry),
        ...(leg.expiresAtMs === undefined ? {} : { expires: new Date(leg.expiresAtMs).toISOString() }),
        ...protectionFields(leg),
        ...aroundFields(leg),
        ...commentFields(leg.comment),
      };
    case "close": {
      const { side, scope, amount } = leg;
      return {
        action: "close",
        side,
        scope,
        ...(amount.unit === "all" ? {} : { [amount.unit]: amount.value }),
      };
    }
    case "cancel":
      return { action: "cancel", side: leg.side, scope: leg.scope, ...typeFields(leg.types) };
    case "modify": {
      const { target, side, types } = leg;
      return { action: "modify", target, side, ...typeFields(types), ...protectionFields(leg) };
    }
    case "target":
      return {
        action: "target",
        position: leg.side,
        ...(leg.order === undefined ? {} : { order: leg.order }),
        ...sizeFields(leg.size),
        ...protectionFields(leg),
        ...aroundFields(leg),
        ...commentFields(leg.comment),
      };
    case "control":
      return { action: leg.set };
  }
}

/**
 * Writes a signal as a message in Sallyport's own dialect, which reads back as the same signal: same legs,
 * symbol, id, time and chart price. What only describes the message it came from is left out: dialect,
 * licence id, places. A signal with features that Sallyport cannot carry out is refused, because the
 * message could not say them.
 */
export function toSallyportJson(signal: Signal): Result<string, Refusal> {
  const unavailable = unavailableFeature(signal);
  if (unavailable !== undefined) return err(unavailable);
  const { symbol, legs, chartPrice, firedAtMs, id } = signal;
  const [leg, ...others] = legs;
  const trade = leg !== undefined && others.length === 0 ? legFields(leg) : { legs: legs.map(legFields) };
  const message = {
    ...trade,
    symbol,
    price: chartPrice,
    time: firedAtMs === undefined ? undefined : new Date(firedAtMs).toISOString(),
    id,
  };
  return ok(JSON.stringify(message));
}
