import type { Level, Size } from "../signal.ts";
import { envelopeKeys } from "./json-envelope.ts";

export const sallyportActions = [
  "buy",
  "sell",
  "close",
  "cancel",
  "modify",
  "flip",
  "target",
  "halt",
  "resume",
] as const;
export type SallyportAction = (typeof sallyportActions)[number];

/** The units of a size; each is a key of its own (`"lots": "0.1"`) and a key within `size`. */
export const sizeUnits = [
  "lots",
  "risk_money",
  "balance_percent_loss",
  "equity_percent_loss",
  "balance_percent_margin",
  "balance_percent_lots",
  "equity_percent",
  "position_percent",
  "notional",
] as const satisfies readonly Size["unit"][];

/** How the keys of a level end, for each of its units: `sl_price`, `sl_pips`, `sl_pct`. */
export const levelSuffixes = { price: "price", pips: "pips", percent: "pct" } as const satisfies Record<
  Level["unit"],
  string
>;

function levelKeys(prefix: "entry" | "sl" | "tp"): string[] {
  return Object.values(levelSuffixes).map((suffix) => `${prefix}_${suffix}`);
}

const sizeKeys = ["size", ...sizeUnits];
const protectionKeys = [...levelKeys("sl"), ...levelKeys("tp")];
const aroundKeys = ["exits", "filters"];
const entryKeys = [
  ...["type", ...sizeKeys, ...levelKeys("entry"), "expires"],
  ...[...protectionKeys, ...aroundKeys, "comment"],
];

/** The keys within `exits`, and those within each of them. */
export const exitKeys = {
  breakeven: ["trigger_pips", "offset_pips"],
  trailing: ["trigger_pips", "distance_pips", "distance_pct", "step_pips"],
  atr_trailing: ["timeframe", "period", "multiplier", "shift", "trigger_pips"],
  partials: ["at_pips", "percent"],
} as const;

/** The keys that each action may have beside `action` itself. */
export const actionKeys: Readonly<Record<SallyportAction, readonly string[]>> = {
  buy: entryKeys,
  sell: entryKeys,
  close: ["side", "scope", "lots", "percent"],
  cancel: ["side", "scope", "type"],
  modify: ["target", "side", "type", ...protectionKeys],
  flip: ["to", "from", ...sizeKeys, ...protectionKeys, ...aroundKeys, "comment"],
  target: ["position", "order", ...sizeKeys, ...protectionKeys, ...aroundKeys, "comment"],
  halt: [],
  resume: [],
};

/** The keys of the message itself, which stand beside `action` or `legs` and never within a leg. */
export const messageKeys: readonly string[] = ["symbol", "price", ...envelopeKeys];

/** Every key of the dialect. */
export const allSallyportKeys: ReadonlySet<string> = new Set([
  ...messageKeys,
  "legs",
  "action",
  ...Object.values(actionKeys).flat(),
]);
