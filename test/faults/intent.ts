import type { Effect, Side } from "./evidence.ts";
import type { Random } from "./random.ts";

/** What an alert of a fault run asks for, before it is put into the words of a dialect. */
export type Intent =
  | {
      readonly what: "open";
      readonly side: Side;
      readonly lots: string;
      readonly stopLossPercent?: string;
      readonly takeProfitPercent?: string;
    }
  /** A limit or stop order; `replaces` cancels the side's other ones first, as one unit. */
  | {
      readonly what: "pending";
      readonly side: Side;
      readonly type: "limit" | "stop";
      readonly lots: string;
      readonly entryPercent: string;
      readonly replaces: boolean;
    }
  | {
      readonly what: "flip";
      readonly closes: "long" | "short" | "both";
      readonly side: Side;
      readonly lots: string;
    }
  | { readonly what: "close"; readonly side: "long" | "short" | "both" }
  | { readonly what: "part"; readonly side: "long" | "short"; readonly percent: string }
  | { readonly what: "close_account" }
  | { readonly what: "cancel"; readonly side: "long" | "short" }
  | { readonly what: "modify"; readonly side: "long" | "short"; readonly stopLossPercent: string }
  | { readonly what: "target"; readonly side: "long" | "short"; readonly lots: string }
  | { readonly what: "bad"; readonly why: "symbol" | "stop" | "stale" | "secret"; readonly lots: string };
export type IntentKind = Intent["what"];

/** An installation that trades all the time: entries and exits in balance, so that positions do not pile up. */
const weights: Readonly<Record<IntentKind, number>> = {
  open: 38,
  pending: 11,
  flip: 12,
  close: 13,
  part: 4,
  close_account: 1,
  cancel: 5,
  modify: 5,
  target: 7,
  bad: 4,
};

const sides = ["buy", "sell"] as const;
const ways = ["long", "short"] as const;

/** The refusal codes that a bad alert must get one of. */
export const badCodes = {
  symbol: ["unknown_symbol"],
  stop: ["stop_loss_wrong_side"],
  stale: ["stale"],
  secret: ["wrong_secret"],
} as const;

/** A distance in percent that is wider than the spread of every paper symbol, and often reached all the same. */
function percent(random: Random, least: number, most: number): string {
  return (random.int(least, most) / 1000).toFixed(3);
}

/** Draws an intent; `lots` is a volume that the symbol allows. */
export function drawIntent(random: Random, lots: string): Intent {
  const what = random.weighted(weights);
  const side = random.pick(sides);
  const way = random.pick(ways);
  switch (what) {
    case "open":
      return {
        what,
        side,
        lots,
        ...(random.chance(0.4) ? { stopLossPercent: percent(random, 40, 300) } : {}),
        ...(random.chance(0.3) ? { takeProfitPercent: percent(random, 40, 300) } : {}),
      };
    case "pending":
      return {
        what,
        side,
        lots,
        type: random.pick(["limit", "stop"]),
        entryPercent: percent(random, 20, 120),
        replaces: random.chance(0.2),
      };
    case "flip":
      return { what, lots, side, closes: random.pick(["long", "short", "both"]) };
    case "close":
      return { what, side: random.pick(["long", "short", "both"]) };
    case "part":
      return { what, side: way, percent: String(random.int(10, 90)) };
    case "close_account":
      return { what };
    case "cancel":
      return { what, side: way };
    case "modify":
      return { what, side: way, stopLossPercent: percent(random, 60, 400) };
    case "target":
      return { what, side: way, lots };
    case "bad":
      return { what, lots, why: random.pick(["symbol", "stop", "stale", "secret"]) };
  }
}

/** What an intent may do to the account at most. */
export function effectOf(intent: Intent): Effect {
  switch (intent.what) {
    case "open":
      return { kind: "open", type: "market", side: intent.side, lots: intent.lots };
    case "pending":
      return { kind: "open", type: intent.type, side: intent.side, lots: intent.lots };
    case "flip":
      return { kind: "flip", side: intent.side, lots: intent.lots, closes: intent.closes };
    case "close":
    case "part":
      return { kind: "close", side: intent.side, scope: "symbol" };
    case "close_account":
      return { kind: "close", side: "both", scope: "account" };
    case "target":
      return { kind: "target", side: intent.side === "long" ? "buy" : "sell", lots: intent.lots };
    case "cancel":
    case "modify":
    case "bad":
      return { kind: "quiet" };
  }
}

/** How many orders an intent becomes. */
export function ordersOf(intent: Intent): number {
  if (intent.what === "bad") return 0;
  return intent.what === "flip" || (intent.what === "pending" && intent.replaces) ? 2 : 1;
}
