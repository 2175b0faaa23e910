import type { Result } from "../../../../src/domain/result.ts";
import { err, ok } from "../../../../src/domain/result.ts";
import { type Draft, ID_TEMPLATE, isEntry, lotsOf, SECRET_PLACE } from "./draft.ts";
import { asTemplate, type Fields } from "./template.ts";

/** The message, or what the dialect has no words for. */
export type Written = Result<string, string>;

/** What of the choices is beyond a dialect that knows only some of them; null when it can say all. */
export function beyond(
  draft: Draft,
  knows: { readonly exits: boolean; readonly comment: boolean },
): string | null {
  if (!isEntry(draft)) return null;
  if (draft.partialAt !== "") return "partial closes";
  if (!knows.comment && draft.comment !== "") return "comments";
  if (knows.exits)
    return draft.trailDistance !== "" && draft.trailUnit === "percent" ? "trailing by percent" : null;
  if (draft.breakevenAt !== "") return "breakeven";
  if (draft.atrMultiplier !== "") return "trailing by the average range";
  return draft.maxSpread !== "" ? "a largest spread" : null;
}

const quantityTypes: Readonly<Record<string, string>> = {
  notional: "dollar_amount",
  risk_money: "risk_dollar_amount",
  equity_percent_loss: "risk_percent",
  equity_percent: "percent_of_equity",
  position_percent: "percent_of_position",
};

function quantity(draft: Draft): Result<Fields, string> {
  const lots = lotsOf(draft);
  if (lots !== null) return ok({ quantity: lots });
  if (draft.sizeUnit === "route") return ok({});
  const quantityType = quantityTypes[draft.sizeUnit];
  return quantityType === undefined ? err("this size") : ok({ quantity: draft.size, quantityType });
}

/** Stops; TradersPost counts them in prices and percent. */
function protection({
  stopLoss,
  takeProfit,
  trailDistance,
  trailUnit,
  trailFrom,
  trailStep,
}: Draft): Result<Fields, string> {
  if (stopLoss.unit === "pips" || takeProfit.unit === "pips") return err("stops in pips");
  const fields: Fields = {};
  if (trailDistance !== "") {
    if (trailUnit === "pips") return err("trailing by pips");
    // Its trailing stop is the stop loss from the beginning, at the same distance.
    if (stopLoss.unit !== "percent" || stopLoss.value !== trailDistance) {
      return err("trailing at another distance than that of a stop loss in percent");
    }
    if (trailFrom !== "" || trailStep !== "") return err("trailing from a gain on, or in steps");
    fields["stopLoss"] = { type: "trailing_stop", trailPercent: trailDistance };
  } else if (stopLoss.unit !== "off") {
    fields["stopLoss"] = {
      type: "stop",
      [stopLoss.unit === "price" ? "stopPrice" : "percent"]: stopLoss.value,
    };
  }
  if (takeProfit.unit !== "off") {
    fields["takeProfit"] = { [takeProfit.unit === "price" ? "limitPrice" : "percent"]: takeProfit.value };
  }
  return ok(fields);
}

function tradersPostTrade(draft: Draft): Result<Fields, string> {
  const { action, side, scope, amountUnit, amount, pendingType } = draft;
  if (action === "close" || action === "cancel") {
    if (side !== "both") return err("one side alone");
    if (scope === "account") return err("every symbol at once");
    if (action === "cancel") {
      return ok({ action, ...(pendingType === "any" ? {} : { cancelOrderType: pendingType }) });
    }
    if (amountUnit === "all") return ok({ action: "exit" });
    const type = amountUnit === "percent" ? { quantityType: "percent_of_position" } : {};
    return ok({ action: "exit", quantity: amount, ...type });
  }
  const verbs: Readonly<Record<string, Fields>> = {
    follow: { action: "{{strategy.order.action}}", sentiment: "{{strategy.market_position}}" },
    flip_long: { action: "buy" },
    flip_short: { action: "sell" },
  };
  const verb = verbs[action];
  if (verb === undefined) {
    const entry = action === "buy" || action === "sell";
    return err(
      entry ? "an entry that leaves the other side alone (its buy and sell close it first)" : "this action",
    );
  }
  if (action === "follow" && draft.sizeUnit !== "contracts") {
    return err("a size of the position (its quantity is that of the strategy's order)");
  }
  const size = quantity(draft);
  if (!size.ok) return size;
  const stops = protection(draft);
  return stops.ok ? ok({ ...verb, ...size.value, ...stops.value }) : stops;
}

/** Writes what was chosen as TradersPost does. */
export function writeTradersPost(draft: Draft): Written {
  const more = beyond(draft, { exits: false, comment: false });
  if (more !== null) return err(more);
  const trade = tradersPostTrade(draft);
  if (!trade.ok) return trade;
  return ok(
    asTemplate({
      ticker: draft.symbol,
      ...trade.value,
      ...(draft.withPrice && isEntry(draft) ? { price: "{{close}}" } : {}),
      ...(draft.withTime ? { time: "{{timenow}}" } : {}),
      ...(draft.withId && draft.action === "follow" ? { id: ID_TEMPLATE } : {}),
      secret: SECRET_PLACE,
    }),
  );
}

/** Writes what was chosen as plain text: a verb, a symbol, lots. */
export function writeText(draft: Draft): Written {
  const { action, symbol, side, scope, amountUnit, amount, pendingType, stopLoss, takeProfit } = draft;
  const more = beyond(draft, { exits: false, comment: true });
  if (more !== null) return err(more);
  const ends = [...(draft.withTime ? ["time={{timenow}}"] : []), `secret=${SECRET_PLACE}`];
  if (action === "close" || action === "cancel") {
    if (side !== "both") return err("one side alone");
    if (scope === "account") return err("every symbol at once");
    if (action === "cancel") {
      return pendingType === "any"
        ? ok(["CANCEL", symbol, ...ends].join(" "))
        : err("one kind of pending order alone");
    }
    if (amountUnit === "percent") return err("a part in percent");
    return ok(["CLOSE", symbol, ...(amountUnit === "lots" ? [amount] : []), ...ends].join(" "));
  }
  if (action !== "buy" && action !== "sell") return err("this action");
  if (draft.orderType !== "market") return err("pending orders");
  if (draft.trailDistance !== "") return err("trailing stops");
  const lots = lotsOf(draft);
  if (lots === null && draft.sizeUnit !== "route") return err("this size");
  const words = [action.toUpperCase(), symbol, ...(lots === null ? [] : [lots])];
  const suffixes = { price: "price", pips: "pips", percent: "pct" } as const;
  for (const [key, { unit, value }] of [
    ["sl", stopLoss],
    ["tp", takeProfit],
  ] as const) {
    if (unit !== "off" && unit !== "none") words.push(`${key}_${suffixes[unit]}=${value}`);
  }
  if (draft.comment !== "") words.push(`comment="${draft.comment}"`);
  return ok([...words, ...ends].join(" "));
}
