import { Decimal } from "../../decimal.ts";
import type { JsonNode, JsonObject } from "../../json/node.ts";
import {
  type AtrTrailing,
  barFrames,
  type Exits,
  type Filters,
  MAX_ATR_PERIOD,
  MAX_ATR_SHIFT,
  MAX_PARTIALS,
} from "../exits.ts";
import { readPercent } from "./decimal.ts";
import { asObject, choiceField, decimalField, fieldAt, textField } from "./json-fields.ts";
import { type Reading, refuse } from "./reading.ts";
import { exitKeys } from "./sallyport-keys.ts";
import { refuseUnknownKeys } from "./sallyport-values.ts";
import { readWholeNumber } from "./whole-number.ts";

/** The object under `name`, whose keys must be in `keys`; undefined when it is not there. */
function group(
  reading: Reading,
  holder: JsonObject,
  name: string,
  keys: readonly string[],
): JsonObject | undefined {
  const node = holder.entries.get(name)?.value;
  const object = node === undefined ? undefined : asObject(reading, node, name);
  if (object !== undefined) refuseUnknownKeys(reading, object, keys);
  return object;
}

function required(reading: Reading, object: JsonObject, name: string): void {
  if (object.entries.has(name)) return;
  refuse(reading, "missing_value", `${name} is missing here.`, object.at);
}

function pips(reading: Reading, object: JsonObject, name: string): string {
  return decimalField(reading, object, name, "not_negative")?.value ?? "0";
}

function wholeField(reading: Reading, object: JsonObject, name: string, least: number, most: number): number {
  const field = textField(reading, object, name, true);
  if (field === undefined) return least;
  return readWholeNumber(reading, field.value, field.at, least, most) ?? least;
}

function readTrailing(reading: Reading, object: JsonObject): Exits["trailing"] {
  const inPips = decimalField(reading, object, "distance_pips", "positive")?.value;
  const percent = textField(reading, object, "distance_pct", true);
  const inPercent = percent && readPercent(reading, percent.value, percent.at);
  if (inPips !== undefined && percent !== undefined) {
    refuse(reading, "conflicting_keys", "Only one distance may be given.", fieldAt(object, "distance_pct"));
  }
  if (percent === undefined) required(reading, object, "distance_pips");
  return {
    triggerPips: pips(reading, object, "trigger_pips"),
    ...(inPips === undefined ? {} : { distancePips: inPips }),
    ...(inPercent === undefined ? {} : { distancePercent: inPercent }),
    stepPips: pips(reading, object, "step_pips"),
  };
}

function readAtr(reading: Reading, object: JsonObject): AtrTrailing | undefined {
  for (const name of ["timeframe", "period", "multiplier"]) required(reading, object, name);
  const frame = choiceField(reading, object, "timeframe", barFrames)?.value;
  const multiplier = decimalField(reading, object, "multiplier", "positive")?.value;
  if (frame === undefined || multiplier === undefined) return undefined;
  return {
    frame,
    period: wholeField(reading, object, "period", 1, MAX_ATR_PERIOD),
    multiplier,
    shift: wholeField(reading, object, "shift", 0, MAX_ATR_SHIFT),
    triggerPips: pips(reading, object, "trigger_pips"),
  };
}

/** Partial closes, sorted by their gains. */
function readPartials(reading: Reading, list: JsonNode): NonNullable<Exits["partials"]> {
  if (list.type !== "array" || list.items.length === 0 || list.items.length > MAX_PARTIALS) {
    refuse(reading, "wrong_type", `partials should be a list of 1 to ${MAX_PARTIALS}.`, list.at);
    return [];
  }
  const partials: NonNullable<Exits["partials"]> = [];
  let percentSum = new Decimal(0);
  for (const item of list.items) {
    const object = asObject(reading, item, "A partial close");
    if (object === undefined) return partials;
    refuseUnknownKeys(reading, object, exitKeys.partials);
    for (const name of exitKeys.partials) required(reading, object, name);
    const atPips = decimalField(reading, object, "at_pips", "positive")?.value;
    const share = textField(reading, object, "percent", true);
    const percent = share && readPercent(reading, share.value, share.at);
    if (atPips === undefined || share === undefined || percent === undefined) return partials;
    percentSum = percentSum.plus(percent);
    if (percentSum.greaterThan(100)) {
      refuse(reading, "percent_too_large", "Together they may be at most 100 percent.", share.at);
    }
    partials.push({ atPips, percent });
  }
  return partials.sort((a, b) => new Decimal(a.atPips).comparedTo(b.atPips));
}

/** The message's `exits`: what the agent does once the entry is filled. */
export function readExits(reading: Reading, holder: JsonObject): Exits | undefined {
  const object = group(reading, holder, "exits", Object.keys(exitKeys));
  if (object === undefined) return undefined;
  if (object.entries.size === 0) refuse(reading, "missing_value", "There is no exit in here.", object.at);
  const exits: Exits = {};
  const breakeven = group(reading, object, "breakeven", exitKeys.breakeven);
  if (breakeven !== undefined) {
    required(reading, breakeven, "trigger_pips");
    const triggerPips = decimalField(reading, breakeven, "trigger_pips", "positive")?.value ?? "0";
    exits.breakeven = { triggerPips, offsetPips: pips(reading, breakeven, "offset_pips") };
  }
  const trailing = group(reading, object, "trailing", exitKeys.trailing);
  if (trailing !== undefined) exits.trailing = readTrailing(reading, trailing);
  const atr = group(reading, object, "atr_trailing", exitKeys.atr_trailing);
  const atrTrailing = atr && readAtr(reading, atr);
  if (atrTrailing !== undefined) exits.atrTrailing = atrTrailing;
  const partials = object.entries.get("partials")?.value;
  if (partials !== undefined) exits.partials = readPartials(reading, partials);
  return exits;
}

const BASES = ["balance", "equity", "free_margin", "margin_percent"] as const;

/** The message's `filters`: when the entry is left out. */
export function readFilters(reading: Reading, holder: JsonObject): Filters | undefined {
  const object = group(reading, holder, "filters", ["max_spread_pips", "account"]);
  if (object === undefined) return undefined;
  if (object.entries.size === 0) refuse(reading, "missing_value", "There is no filter in here.", object.at);
  const filters: Filters = {};
  const spread = decimalField(reading, object, "max_spread_pips", "not_negative");
  if (spread !== undefined) filters.maxSpreadPips = spread.value;
  const account = group(reading, object, "account", ["basis", "above"]);
  if (account !== undefined) {
    for (const name of ["basis", "above"]) required(reading, account, name);
    const basis = choiceField(reading, account, "basis", BASES)?.value;
    const above = decimalField(reading, account, "above", "any")?.value;
    if (basis !== undefined && above !== undefined) filters.account = { basis, above };
  }
  return filters;
}
