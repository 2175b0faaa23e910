import type { Level, Size } from "../signal.ts";
import type { Sign } from "./decimal.ts";
import type { PineCommand } from "./pineconnector-commands.ts";

/** Keys of exits that go on after the entry, and of filters on it. */
export type PineExitKey =
  | "betrigger"
  | "beoffset"
  | "trailtrig"
  | "traildist"
  | "trailstep"
  | "atrtimeframe"
  | "atrperiod"
  | "atrmultiplier"
  | "atrshift"
  | "atrtrigger"
  | "spread"
  | "accfilter";

/** What a key is for. The value of an `exit` is a decimal of that sign; `word`: it is read later. */
export type PineRole =
  | { readonly role: "size"; readonly unit: Size["unit"] | "legacy" }
  | { readonly role: "stopLoss" | "takeProfit" | "entry"; readonly unit: Level["unit"] | "legacy" }
  | { readonly role: "amount"; readonly unit: "percent" | "lots" }
  | { readonly role: "exit"; readonly key: PineExitKey; readonly sign: Sign | "word" }
  | { readonly role: "comment" | "id" | "time" | "secret" };

function exit(key: PineExitKey, sign: Sign | "word"): [string, PineRole] {
  return [key, { role: "exit", key, sign }];
}

const COMMON: [string, PineRole][] = [
  ["secret", { role: "secret" }],
  ["id", { role: "id" }],
  ["alerttimestamp", { role: "id" }],
  ["time", { role: "time" }],
];

const PROTECTION: [string, PineRole][] = [
  ["sl", { role: "stopLoss", unit: "legacy" }],
  ["sl_pips", { role: "stopLoss", unit: "pips" }],
  ["sl_price", { role: "stopLoss", unit: "price" }],
  ["sl_pct", { role: "stopLoss", unit: "percent" }],
  ["tp", { role: "takeProfit", unit: "legacy" }],
  ["tp_pips", { role: "takeProfit", unit: "pips" }],
  ["tp_price", { role: "takeProfit", unit: "price" }],
  ["tp_pct", { role: "takeProfit", unit: "percent" }],
];

const MARKET_ENTRY: [string, PineRole][] = [
  ...COMMON,
  ...PROTECTION,
  ["risk", { role: "size", unit: "legacy" }],
  ["vol_lots", { role: "size", unit: "lots" }],
  ["vol_dollar", { role: "size", unit: "risk_money" }],
  ["vol_pct_bal_loss", { role: "size", unit: "balance_percent_loss" }],
  ["vol_pct_eq_loss", { role: "size", unit: "equity_percent_loss" }],
  ["vol_pct_bal_margin", { role: "size", unit: "balance_percent_margin" }],
  exit("betrigger", "positive"),
  exit("beoffset", "not_negative"),
  exit("trailtrig", "not_negative"),
  exit("traildist", "positive"),
  exit("trailstep", "not_negative"),
  exit("atrtimeframe", "word"),
  exit("atrperiod", "word"),
  exit("atrmultiplier", "positive"),
  exit("atrshift", "word"),
  exit("atrtrigger", "not_negative"),
  exit("spread", "not_negative"),
  exit("accfilter", "not_negative"),
  ["comment", { role: "comment" }],
];

const PENDING_ENTRY: [string, PineRole][] = [
  ...MARKET_ENTRY,
  ["price", { role: "entry", unit: "legacy" }],
  ["pending", { role: "entry", unit: "legacy" }],
  ["entry_price", { role: "entry", unit: "price" }],
  ["entry_pips", { role: "entry", unit: "pips" }],
  ["entry_pct", { role: "entry", unit: "percent" }],
];

/**
 * Which key sets the amount of a partial close is documented nowhere; these are the ones that public
 * clones read. `risk` needs no mode here, because the command's name says what it counts.
 */
const PERCENT_AMOUNT: [string, PineRole][] = [
  ...COMMON,
  ["pct", { role: "amount", unit: "percent" }],
  ["partial_close_pct", { role: "amount", unit: "percent" }],
  ["risk", { role: "amount", unit: "percent" }],
];

const VOLUME_AMOUNT: [string, PineRole][] = [
  ...COMMON,
  ["vol_lots", { role: "amount", unit: "lots" }],
  ["risk", { role: "amount", unit: "lots" }],
];

export type PineKeys = ReadonlyMap<string, PineRole>;

const commonKeys: PineKeys = new Map(COMMON);
const marketKeys: PineKeys = new Map(MARKET_ENTRY);
const pendingKeys: PineKeys = new Map(PENDING_ENTRY);
const percentKeys: PineKeys = new Map(PERCENT_AMOUNT);
const volumeKeys: PineKeys = new Map(VOLUME_AMOUNT);
const modifyKeys: PineKeys = new Map([...COMMON, ...PROTECTION]);

/** Every key of the dialect, in lower case (PineConnector "Syntax" and "Cheatsheet" pages). */
export const allPineKeys: ReadonlySet<string> = new Set(
  [...PENDING_ENTRY, ...PERCENT_AMOUNT, ...VOLUME_AMOUNT].map(([key]) => key),
);

/** The keys that a command may have, and what each means there. */
export function keysOf(command: PineCommand): PineKeys {
  switch (command.kind) {
    case "open":
      return command.type === "market" ? marketKeys : pendingKeys;
    case "modify":
      return modifyKeys;
    case "close_percent":
      return percentKeys;
    case "close_volume":
      return volumeKeys;
    default:
      return commonKeys;
  }
}
