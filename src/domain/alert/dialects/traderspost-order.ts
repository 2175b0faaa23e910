import type { JsonObject } from "../../json/node.ts";
import type { Level, Signal, Size } from "../signal.ts";
import { readDecimal, readPercent } from "./decimal.ts";
import { asObject, choiceField, decimalField, fieldAt, textField } from "./json-fields.ts";
import type { EntryFields } from "./protection.ts";
import { type Placed, type Reading, refuse } from "./reading.ts";

const SIZE_OF_QUANTITY_TYPE = {
  fixed_quantity: "lots",
  dollar_amount: "notional",
  risk_dollar_amount: "risk_money",
  risk_percent: "equity_percent_loss",
  percent_of_equity: "equity_percent",
  percent_of_position: "position_percent",
} as const;

const QUANTITY_TYPES = [
  "fixed_quantity",
  "dollar_amount",
  "risk_dollar_amount",
  "risk_percent",
  "percent_of_equity",
  "percent_of_position",
] as const;

/** Refuses `name`, when the message has it, as something that Sallyport cannot carry out yet. */
function refuseUnavailable(reading: Reading, object: JsonObject, name: string, hint?: string): void {
  if (!object.entries.has(name)) return;
  refuse(reading, "feature_not_available", `${name} is not available yet.`, fieldAt(object, name), hint);
}

/** A quantity with its type turned into a unit; on MetaTrader a fixed quantity counts lots. */
export function readQuantity(reading: Reading, object: JsonObject): Placed<Size> | undefined {
  const quantity = decimalField(reading, object, "quantity", "positive");
  const type = choiceField(reading, object, "quantityType", QUANTITY_TYPES);
  if (type !== undefined && !object.entries.has("quantity")) {
    refuse(reading, "missing_size", "There is a quantityType without a quantity.", type.at);
  }
  if (quantity === undefined) return undefined;
  const unit = SIZE_OF_QUANTITY_TYPE[type?.value ?? "fixed_quantity"];
  return { value: { unit, value: quantity.value }, at: quantity.at };
}

/** The one of `names` that is there; two at once contradict each other. */
function readOneLevel(
  reading: Reading,
  object: JsonObject,
  units: readonly (readonly [name: string, unit: Level["unit"]])[],
): Placed<Level> | undefined {
  let level: Placed<Level> | undefined;
  for (const [name, unit] of units) {
    const value = decimalField(reading, object, name, "positive");
    if (value === undefined) continue;
    if (level !== undefined) {
      refuse(reading, "conflicting_keys", "Only one of these levels may be given.", fieldAt(object, name));
    }
    level = { value: { unit, value: value.value }, at: value.at };
  }
  if (level === undefined) refuse(reading, "missing_value", "There is no level in here.", object.at);
  return level;
}

function readTakeProfit(reading: Reading, order: JsonObject): Placed<Level> | undefined {
  const node = order.entries.get("takeProfit")?.value;
  const object = node === undefined ? undefined : asObject(reading, node, "takeProfit");
  if (object === undefined) return undefined;
  refuseUnavailable(reading, object, "amount", "use limitPrice or percent");
  return readOneLevel(reading, object, [
    ["limitPrice", "price"],
    ["percent", "percent"],
  ]);
}

/**
 * The stop loss. A trailing one by percent stands at the venue from the beginning and follows the best
 * price at that distance. By amount it cannot be: an amount of price says no distance before the fill.
 */
function readStopLoss(reading: Reading, order: JsonObject): Pick<EntryFields, "stopLoss" | "exits"> {
  const node = order.entries.get("stopLoss")?.value;
  const object = node === undefined ? undefined : asObject(reading, node, "stopLoss");
  if (object === undefined) return {};
  const type = choiceField(reading, object, "type", ["stop", "stop_limit", "trailing_stop"]);
  if (type?.value === "stop_limit") {
    const message = "A stop_limit as stop loss is not available.";
    refuse(reading, "feature_not_available", message, type.at, "use stop");
  }
  refuseUnavailable(reading, object, "amount", "use stopPrice or percent");
  refuseUnavailable(reading, object, "limitPrice");
  refuseUnavailable(reading, object, "trailAmount", "use trailPercent");
  if (type?.value === "trailing_stop") return readTrailingStop(reading, object);
  if (object.entries.has("trailPercent")) {
    const hint = 'send "type": "trailing_stop" with it';
    refuse(reading, "key_not_allowed", "This is no trailing stop.", fieldAt(object, "trailPercent"), hint);
  }
  const stopLoss = readOneLevel(reading, object, [
    ["stopPrice", "price"],
    ["percent", "percent"],
  ]);
  return { stopLoss };
}

function readTrailingStop(reading: Reading, object: JsonObject): Pick<EntryFields, "stopLoss" | "exits"> {
  for (const name of ["stopPrice", "percent"]) {
    if (!object.entries.has(name)) continue;
    refuse(reading, "conflicting_keys", "A trailing stop has one distance.", fieldAt(object, name));
  }
  const percent = readOneLevel(reading, object, [["trailPercent", "percent"]]);
  if (percent === undefined) return {};
  readPercent(reading, percent.value.value, percent.at);
  const trailing = { triggerPips: "0", distancePercent: percent.value.value, stepPips: "0" };
  return { stopLoss: percent, exits: { trailing } };
}

/** An entry's order type, prices, size and protection. */
export interface TradersPostOrder extends EntryFields {
  readonly type: "market" | "limit" | "stop";
  readonly typeAt: number;
}

export function readOrder(reading: Reading, object: JsonObject): TradersPostOrder {
  const orderType = choiceField(reading, object, "orderType", [
    "market",
    "limit",
    "stop",
    "stop_limit",
    "trailing_stop",
  ]);
  const word = orderType?.value ?? "market";
  const typeAt = orderType?.at ?? object.at;
  const type = word === "limit" || word === "stop" ? word : "market";
  if (type !== word) {
    refuse(reading, "feature_not_available", `The order type ${word} is not available yet.`, typeAt);
  }
  for (const name of ["trailAmount", "trailPercent"]) refuseUnavailable(reading, object, name);
  const limitPrice = decimalField(reading, object, "limitPrice", "positive");
  const stopPrice = decimalField(reading, object, "stopPrice", "positive");
  // Without its order type the vendor would take the type from a setting of its own, which is not ours to guess.
  for (const [name, price, wanted] of [
    ["limitPrice", limitPrice, "limit"],
    ["stopPrice", stopPrice, "stop"],
  ] as const) {
    if (price === undefined || type === wanted) continue;
    const hint = `send "orderType": "${wanted}" with it`;
    refuse(reading, "key_not_allowed", `${name} belongs to another order type.`, fieldAt(object, name), hint);
  }
  const price = type === "limit" ? limitPrice : stopPrice;
  return {
    type,
    typeAt,
    size: readQuantity(reading, object),
    entry: price === undefined ? undefined : { value: { unit: "price", value: price.value }, at: price.at },
    ...readStopLoss(reading, object),
    takeProfit: readTakeProfit(reading, object),
  };
}

/** What changes an order's meaning and comes on top of it: listed, so that it is refused by name. */
export function readUnavailable(
  reading: Reading,
  object: JsonObject,
  isPending: boolean,
): Signal["unavailable"] {
  const unavailable: Signal["unavailable"] = [];
  for (const name of [
    "optionType",
    "intrinsicValue",
    "expiration",
    "strikeCount",
    "strikesAway",
    "strikePrice",
  ]) {
    if (object.entries.has(name)) unavailable.push({ key: name, at: fieldAt(object, name) });
  }
  const delay = textField(reading, object, "delay", true);
  if (delay !== undefined) {
    const seconds = readDecimal(reading, delay.value, delay.at, "not_negative");
    if (seconds !== undefined && /[1-9]/.test(seconds)) unavailable.push({ key: "delay", at: delay.at });
  }
  const timeInForce = choiceField(reading, object, "timeInForce", ["gtc", "day", "ioc", "fok", "opg", "cls"]);
  if (timeInForce !== undefined) {
    const { value, at } = timeInForce;
    // A market order is filled at once, so how long it stands does not matter; the auctions do.
    const isMeaningless =
      value === "gtc" || (!isPending && (value === "day" || value === "ioc" || value === "fok"));
    if (!isMeaningless) unavailable.push({ key: "timeInForce", at });
  }
  return unavailable;
}
