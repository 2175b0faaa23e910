import {
  type AtrTrailing,
  type BarFrame,
  type Exits,
  type Filters,
  MAX_ATR_PERIOD,
  MAX_ATR_SHIFT,
} from "../exits.ts";
import type { PineExitKey } from "./pineconnector-keys.ts";
import { type Placed, type Reading, refuse } from "./reading.ts";
import type { DialectSettings } from "./settings.ts";
import { readWholeNumber } from "./whole-number.ts";

/** The keys of exits and filters that a message has, with the keys' own places for what is missing. */
export type PineExitFields = ReadonlyMap<
  PineExitKey,
  { readonly value: Placed<string>; readonly keyAt: number }
>;

/** `atrtimeframe` in minutes, as the vendor writes it; MetaTrader's own names are taken as well. */
const frames: Readonly<Record<string, BarFrame>> = {
  "1": "M1",
  "5": "M5",
  "15": "M15",
  "30": "M30",
  "60": "H1",
  "240": "H4",
  "1440": "D1",
  m1: "M1",
  m5: "M5",
  m15: "M15",
  m30: "M30",
  h1: "H1",
  h4: "H4",
  d1: "D1",
};

/** Refuses keys of a group without the one that gives them their meaning. */
function needs(
  reading: Reading,
  fields: PineExitFields,
  group: readonly PineExitKey[],
  required: readonly PineExitKey[],
): boolean {
  const first = group.find((key) => fields.has(key));
  if (first === undefined) return false;
  for (const key of required) {
    if (fields.has(key)) continue;
    refuse(
      reading,
      "missing_value",
      `${first} needs ${key}, too.`,
      fields.get(first)?.keyAt ?? 0,
      `add ${key}=`,
    );
  }
  return true;
}

function readAtr(reading: Reading, fields: PineExitFields): AtrTrailing | undefined {
  const group = ["atrtimeframe", "atrperiod", "atrmultiplier", "atrshift", "atrtrigger"] as const;
  if (!needs(reading, fields, group, ["atrtimeframe", "atrperiod", "atrmultiplier"])) return undefined;
  const timeframe = fields.get("atrtimeframe")?.value;
  const frame = frames[timeframe?.value.toLowerCase() ?? ""];
  if (timeframe !== undefined && frame === undefined) {
    const hint = "minutes: 1, 5, 15, 30, 60, 240 or 1440";
    return refuse(reading, "unknown_value", "There are no such bars.", timeframe.at, hint);
  }
  const whole = (key: PineExitKey, least: number, most: number) => {
    const field = fields.get(key)?.value;
    return field === undefined ? least : readWholeNumber(reading, field.value, field.at, least, most);
  };
  const period = whole("atrperiod", 1, MAX_ATR_PERIOD);
  const shift = whole("atrshift", 0, MAX_ATR_SHIFT);
  const multiplier = fields.get("atrmultiplier")?.value.value;
  if (frame === undefined || period === undefined || shift === undefined || multiplier === undefined) {
    return undefined;
  }
  return { frame, period, multiplier, shift, triggerPips: fields.get("atrtrigger")?.value.value ?? "0" };
}

/** The exits that the keys ask for, undefined when there are none. A key without those it needs is refused. */
export function readPineExits(reading: Reading, fields: PineExitFields): Exits | undefined {
  const exits: Exits = {};
  const text = (key: PineExitKey) => fields.get(key)?.value.value;
  if (needs(reading, fields, ["betrigger", "beoffset"], ["betrigger"])) {
    exits.breakeven = { triggerPips: text("betrigger") ?? "0", offsetPips: text("beoffset") ?? "0" };
  }
  if (needs(reading, fields, ["trailtrig", "traildist", "trailstep"], ["traildist"])) {
    exits.trailing = {
      triggerPips: text("trailtrig") ?? "0",
      distancePips: text("traildist") ?? "0",
      stepPips: text("trailstep") ?? "0",
    };
  }
  const atr = readAtr(reading, fields);
  if (atr !== undefined) exits.atrTrailing = atr;
  return Object.keys(exits).length === 0 ? undefined : exits;
}

/** The filters that the keys ask for; `accfilter` is compared with what the strategy's settings say. */
export function readPineFilters(fields: PineExitFields, settings: DialectSettings): Filters | undefined {
  const filters: Filters = {};
  const spread = fields.get("spread")?.value.value;
  const above = fields.get("accfilter")?.value.value;
  if (spread !== undefined) filters.maxSpreadPips = spread;
  if (above !== undefined && settings.accountFilter !== undefined) {
    filters.account = { basis: settings.accountFilter, above };
  }
  return Object.keys(filters).length === 0 ? undefined : filters;
}
