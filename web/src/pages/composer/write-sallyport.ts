import { levelSuffixes } from "../../../../src/domain/alert/dialects/sallyport-keys.ts";
import { type Draft, ID_TEMPLATE, isEntry, type LevelDraft, lotsOf, SECRET_PLACE } from "./draft.ts";
import { asTemplate, type Fields } from "./template.ts";

function level(prefix: "entry" | "sl" | "tp", { unit, value }: LevelDraft): Fields {
  if (unit === "off") return {};
  if (unit === "none") return { [`${prefix}_price`]: "none" };
  return { [`${prefix}_${levelSuffixes[unit]}`]: value };
}

function size(draft: Draft): Fields {
  const lots = lotsOf(draft);
  if (lots !== null) return { lots };
  const { sizeUnit, size: value } = draft;
  return sizeUnit === "route" || sizeUnit === "contracts" ? {} : { [sizeUnit]: value };
}

/** Only what was filled in; an empty field is no zero. */
function given(fields: Record<string, string>): Record<string, string> {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== ""));
}

function around(draft: Draft): Fields {
  const exits: Fields = {};
  if (draft.breakevenAt !== "") {
    exits["breakeven"] = given({ trigger_pips: draft.breakevenAt, offset_pips: draft.breakevenOffset });
  }
  if (draft.trailDistance !== "") {
    const distance = draft.trailUnit === "pips" ? "distance_pips" : "distance_pct";
    exits["trailing"] = given({
      trigger_pips: draft.trailFrom,
      [distance]: draft.trailDistance,
      step_pips: draft.trailStep,
    });
  }
  if (draft.atrMultiplier !== "") {
    exits["atr_trailing"] = {
      timeframe: draft.atrFrame,
      period: Number(draft.atrPeriod),
      multiplier: draft.atrMultiplier,
    };
  }
  if (draft.partialAt !== "") {
    exits["partials"] = [{ at_pips: draft.partialAt, percent: draft.partialPercent }];
  }
  return {
    ...(Object.keys(exits).length > 0 ? { exits } : {}),
    ...(draft.maxSpread === "" ? {} : { filters: { max_spread_pips: draft.maxSpread } }),
    ...(draft.comment === "" ? {} : { comment: draft.comment }),
  };
}

function trade(draft: Draft): Fields {
  const { action, orderType, side, scope, amountUnit, amount, target, pendingType } = draft;
  const protection = { ...level("sl", draft.stopLoss), ...level("tp", draft.takeProfit) };
  const sided = side === "both" ? {} : { side };
  const typed = pendingType === "any" ? {} : { type: pendingType };
  switch (action) {
    case "follow": {
      // The strategy's own size is that of its order; any other is the size that should stand.
      const order = draft.sizeUnit === "contracts" ? { order: "{{strategy.order.action}}" } : {};
      const position = "{{strategy.market_position}}";
      return { action: "target", position, ...order, ...size(draft), ...protection, ...around(draft) };
    }
    case "buy":
    case "sell": {
      const pending = orderType === "market" ? {} : { type: orderType, ...level("entry", draft.entry) };
      const expires = orderType === "market" || draft.expires === "" ? {} : { expires: draft.expires };
      return { action, ...pending, ...expires, ...size(draft), ...protection, ...around(draft) };
    }
    case "flip_long":
    case "flip_short": {
      const to = action === "flip_long" ? "long" : "short";
      return { action: "flip", to, ...size(draft), ...protection, ...around(draft) };
    }
    case "close": {
      const part = amountUnit === "all" ? {} : { [amountUnit]: amount };
      return { action, ...sided, ...(scope === "account" ? { scope } : {}), ...part };
    }
    case "cancel":
      return { action, ...sided, ...(scope === "account" ? { scope } : {}), ...typed };
    case "modify":
      return { action, target, ...sided, ...(target === "orders" ? typed : {}), ...protection };
    case "halt":
    case "resume":
      return { action };
  }
}

/** Writes what was chosen in Sallyport's own dialect, which can say all of it. */
export function writeSallyport(draft: Draft): string {
  const { action, scope, withPrice, withTime, withId } = draft;
  const control = action === "halt" || action === "resume";
  const whole = (action === "close" || action === "cancel") && scope === "account";
  const { action: verb, ...rest } = trade(draft);
  return asTemplate({
    action: verb,
    ...(control || whole ? {} : { symbol: draft.symbol }),
    ...rest,
    ...(withPrice && isEntry(draft) ? { price: "{{close}}" } : {}),
    ...(withTime ? { time: "{{timenow}}" } : {}),
    ...(withId && action === "follow" ? { id: ID_TEMPLATE } : {}),
    secret: SECRET_PLACE,
  });
}
