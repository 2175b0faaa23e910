import type { JsonNode, JsonObject } from "../../json/node.ts";
import type { Refusal } from "../../refusal.ts";
import type { Result } from "../../result.ts";
import type { Amount, CancelLeg, CloseLeg, Leg, Signal } from "../signal.ts";
import { readPercent } from "./decimal.ts";
import { readEnvelope } from "./json-envelope.ts";
import {
  asObject,
  booleanField,
  choiceField,
  decimalField,
  fieldAt,
  readJson,
  textField,
} from "./json-fields.ts";
import { readOpenLeg } from "./open-leg.ts";
import { outcome, type Placed, type Reading, refuse } from "./reading.ts";
import type { DialectSettings } from "./settings.ts";
import { readTargetLeg } from "./target-leg.ts";
import { readOrder, readQuantity, readUnavailable } from "./traderspost-order.ts";
import { readSymbol } from "./words.ts";

const ACTIONS = ["buy", "sell", "exit", "cancel", "add"] as const;
type Action = Placed<(typeof ACTIONS)[number]>;

const SIDE_OF_SENTIMENT = {
  bullish: "long",
  long: "long",
  bearish: "short",
  short: "short",
  flat: "flat",
} as const;

/** Keys of an entry that would change what an exit or a cancel means. */
const ENTRY_KEYS = [
  "sentiment",
  "limitPrice",
  "stopPrice",
  "trailAmount",
  "trailPercent",
  "takeProfit",
  "stopLoss",
];

function refuseKeys(reading: Reading, object: JsonObject, names: readonly string[], action: string): void {
  for (const name of names) {
    if (!object.entries.has(name)) continue;
    refuse(reading, "key_not_allowed", `${name} has no meaning with ${action}.`, fieldAt(object, name));
  }
}

function readCancelLeg(reading: Reading, object: JsonObject): CancelLeg {
  const type = choiceField(reading, object, "cancelOrderType", [
    "limit",
    "stop",
    "stop_limit",
    "trailing_stop",
  ]);
  const leg: CancelLeg = { action: "cancel", scope: "symbol", side: "both", types: [] };
  if (type?.value === "limit" || type?.value === "stop") leg.types.push(type.value);
  else if (type !== undefined) {
    refuse(reading, "feature_not_available", `There are no ${type.value} orders to cancel yet.`, type.at);
  }
  return leg;
}

function readExitAmount(reading: Reading, object: JsonObject): Placed<Amount> | undefined {
  const quantity = readQuantity(reading, object);
  if (quantity === undefined) return undefined;
  const { unit, value } = quantity.value;
  if (unit === "lots") return { value: { unit, value }, at: quantity.at };
  if (unit === "position_percent") {
    const percent = readPercent(reading, value, quantity.at);
    return percent === undefined
      ? undefined
      : { value: { unit: "percent", value: percent }, at: quantity.at };
  }
  const hint = "use fixed_quantity or percent_of_position";
  return refuse(
    reading,
    "key_not_allowed",
    "An exit cannot be sized this way.",
    fieldAt(object, "quantityType"),
    hint,
  );
}

function readExitLegs(reading: Reading, object: JsonObject): Leg[] {
  refuseKeys(reading, object, ENTRY_KEYS, "exit");
  const type = choiceField(reading, object, "orderType", [
    "market",
    "limit",
    "stop",
    "stop_limit",
    "trailing_stop",
  ]);
  if (type !== undefined && type.value !== "market") {
    refuse(reading, "feature_not_available", "An exit is a market order.", type.at);
  }
  const amount = readExitAmount(reading, object);
  const leg: CloseLeg = {
    action: "close",
    scope: "symbol",
    side: "both",
    amount: amount?.value ?? { unit: "all" },
  };
  if (amount !== undefined) leg.at = { amount: amount.at };
  return [leg];
}

/** A strategy's way out. It always closes all (TradersPost, "sentiment"), so 0 may stand as quantity. */
function readFlatLeg(reading: Reading, object: JsonObject, actionAt: number): Leg {
  decimalField(reading, object, "quantity", "not_negative");
  return readTargetLeg(reading, { side: "flat", order: undefined, actionAt }, {}, undefined);
}

function readEntryLegs(
  reading: Reading,
  object: JsonObject,
  side: "buy" | "sell",
  actionAt: number,
  chartPrice: string | undefined,
): Leg[] {
  const sentiment = choiceField(reading, object, "sentiment", [
    "bullish",
    "bearish",
    "long",
    "short",
    "flat",
  ]);
  if (sentiment === undefined) {
    const order = readOrder(reading, object);
    const opposite = side === "buy" ? "short" : "long";
    const entryKey = order.type === "limit" ? "limitPrice" : "stopPrice";
    const open = readOpenLeg(reading, { side, type: order.type, actionAt, entryKey }, order, chartPrice);
    return [{ action: "close", scope: "symbol", side: opposite, amount: { unit: "all" } }, open];
  }
  const position = SIDE_OF_SENTIMENT[sentiment.value];
  const type = textField(reading, object, "orderType");
  if (type !== undefined && type.value !== "market") {
    const hint = "leave out sentiment, or use a market order";
    refuse(reading, "feature_not_available", "A sentiment is reached with a market order.", type.at, hint);
  }
  if (position === "flat") return [readFlatLeg(reading, object, actionAt)];
  const order = readOrder(reading, object);
  return [readTargetLeg(reading, { side: position, order: side, actionAt }, order, chartPrice)];
}

function readLegs(
  reading: Reading,
  object: JsonObject,
  action: Action,
  chartPrice: string | undefined,
): Leg[] {
  switch (action.value) {
    case "buy":
    case "sell":
      return readEntryLegs(reading, object, action.value, action.at, chartPrice);
    case "exit":
      return readExitLegs(reading, object);
    case "cancel":
      refuseKeys(reading, object, [...ENTRY_KEYS, "quantity", "quantityType", "orderType"], "cancel");
      return [readCancelLeg(reading, object)];
    case "add": {
      // Adds to the position that is open, whichever side that is, and the vendor allows no sentiment with
      // it: the direction is nowhere in the message.
      const hint = 'send "action": "buy" with "sentiment": "bullish", or sell with bearish';
      refuse(
        reading,
        "feature_not_available",
        "The action add does not say which side to add to.",
        action.at,
        hint,
      );
      return [];
    }
  }
}

/** Reads a parsed TradersPost message; see `parseTradersPost`. */
export function readTradersPost(reading: Reading, root: JsonNode): Signal | undefined {
  const object = asObject(reading, root, "The message");
  if (object === undefined) return undefined;
  const action = choiceField(reading, object, "action", ACTIONS, "unknown_action");
  if (!object.entries.has("action")) refuse(reading, "missing_action", "The action is missing.", object.at);
  const ticker = textField(reading, object, "ticker");
  if (!object.entries.has("ticker")) refuse(reading, "missing_symbol", "The ticker is missing.", object.at);
  if (action === undefined || ticker === undefined) return undefined;
  readSymbol(reading, ticker.value, ticker.at);
  const envelope = readEnvelope(reading, object);
  const price = decimalField(reading, object, "price", "any");
  const chartPrice = (decimalField(reading, object, "signalPrice", "any") ?? price)?.value;
  const cancelsFirst = booleanField(reading, object, "cancel")?.value === true;
  if (!cancelsFirst && action.value !== "cancel")
    refuseKeys(reading, object, ["cancelOrderType"], action.value);
  const legs = readLegs(reading, object, action, chartPrice);
  if (cancelsFirst && action.value !== "cancel") legs.unshift(readCancelLeg(reading, object));
  const isPending = legs.some((leg) => leg.action === "open" && leg.type !== "market");
  const signal: Signal = {
    dialect: "traderspost",
    symbol: ticker.value,
    symbolAt: ticker.at,
    legs,
    unavailable: readUnavailable(reading, object, isPending),
    ...envelope,
  };
  if (chartPrice !== undefined) signal.chartPrice = chartPrice;
  return signal;
}

/**
 * Reads a TradersPost message (TradersPost docs, "Signal Message Reference" and "Order Behavior"). Names are
 * case-sensitive and unknown ones are ignored, as that vendor does. `sentiment` becomes a target position;
 * `buy` and `sell` without it close the other side and open. Places in refusals are zero-based character
 * offsets in `text`. The dialect has no settings.
 */
export function parseTradersPost(text: string, _settings: DialectSettings): Result<Signal, Refusal> {
  const reading: Reading = { text, fault: undefined };
  const root = readJson(reading);
  return outcome(reading, root === undefined ? undefined : readTradersPost(reading, root));
}
