import type { CancelLeg, CloseLeg, ModifyLeg, OpenLeg } from "../signal.ts";

type Side = CloseLeg["side"];
type OneSide = Exclude<Side, "both">;

/**
 * What one command asks for. `open` may have something to do `first`: close the positions or cancel the
 * pending orders of a side.
 */
export type PineCommand =
  | {
      readonly kind: "open";
      readonly side: OpenLeg["side"];
      readonly type: OpenLeg["type"];
      readonly first?: { readonly action: "close" | "cancel"; readonly side: Side };
    }
  | { readonly kind: "close"; readonly side: Side }
  | { readonly kind: "close_percent"; readonly side: OneSide }
  | { readonly kind: "close_volume"; readonly side: OneSide }
  | { readonly kind: "close_all"; readonly halts: boolean }
  | { readonly kind: "cancel"; readonly side: CancelLeg["side"] }
  | {
      readonly kind: "modify";
      readonly side: OneSide;
      readonly target: ModifyLeg["target"];
      readonly types: ModifyLeg["types"];
    }
  | { readonly kind: "control"; readonly set: "halt" | "resume" };

const BUY: PineCommand = { kind: "open", side: "buy", type: "market" };
const SELL: PineCommand = { kind: "open", side: "sell", type: "market" };

function closeThenOpen(closed: Side, side: OpenLeg["side"]): PineCommand {
  return { kind: "open", side, type: "market", first: { action: "close", side: closed } };
}

function pending(side: OpenLeg["side"], type: "limit" | "stop"): PineCommand {
  return { kind: "open", side, type };
}

function cancelThenPlace(cancelled: Side, side: OpenLeg["side"], type: "limit" | "stop"): PineCommand {
  return { kind: "open", side, type, first: { action: "cancel", side: cancelled } };
}

function modifyPositions(side: OneSide): PineCommand {
  return { kind: "modify", side, target: "positions", types: [] };
}

function modifyOrders(side: OneSide, type: "limit" | "stop"): PineCommand {
  return { kind: "modify", side, target: "orders", types: [type] };
}

const CLOSE_LONG_OPEN_LONG = closeThenOpen("long", "buy");
const CLOSE_LONG_OPEN_SHORT = closeThenOpen("long", "sell");
const CLOSE_SHORT_OPEN_LONG = closeThenOpen("short", "buy");
const CLOSE_SHORT_OPEN_SHORT = closeThenOpen("short", "sell");
const CLOSE_BOTH_OPEN_LONG = closeThenOpen("both", "buy");
const CLOSE_BOTH_OPEN_SHORT = closeThenOpen("both", "sell");

/** Every command and alias, in lower case (PineConnector "Syntax" page; the pending-order flips from public parsers). */
export const pineCommands: ReadonlyMap<string, PineCommand> = new Map([
  ["buy", BUY],
  ["long", BUY],
  ["bull", BUY],
  ["bullish", BUY],
  ["sell", SELL],
  ["short", SELL],
  ["bear", SELL],
  ["bearish", SELL],
  ["buystop", pending("buy", "stop")],
  ["buylimit", pending("buy", "limit")],
  ["sellstop", pending("sell", "stop")],
  ["selllimit", pending("sell", "limit")],
  ["closelong", { kind: "close", side: "long" }],
  ["closeshort", { kind: "close", side: "short" }],
  ["closelongshort", { kind: "close", side: "both" }],
  ["closeall", { kind: "close_all", halts: false }],
  ["closealleaoff", { kind: "close_all", halts: true }],
  ["closelongpct", { kind: "close_percent", side: "long" }],
  ["closeshortpct", { kind: "close_percent", side: "short" }],
  ["closelongvol", { kind: "close_volume", side: "long" }],
  ["closeshortvol", { kind: "close_volume", side: "short" }],
  ["cancellong", { kind: "cancel", side: "long" }],
  ["cancelshort", { kind: "cancel", side: "short" }],
  ["newsltplong", modifyPositions("long")],
  ["newsltpshort", modifyPositions("short")],
  ["newsltpbuystop", modifyOrders("long", "stop")],
  ["newsltpbuylimit", modifyOrders("long", "limit")],
  ["newsltpsellstop", modifyOrders("short", "stop")],
  ["newsltpselllimit", modifyOrders("short", "limit")],
  ["cancellongbuystop", cancelThenPlace("long", "buy", "stop")],
  ["cancellongbuylimit", cancelThenPlace("long", "buy", "limit")],
  ["cancelshortsellstop", cancelThenPlace("short", "sell", "stop")],
  ["cancelshortselllimit", cancelThenPlace("short", "sell", "limit")],
  ["closelongbuy", CLOSE_LONG_OPEN_LONG],
  ["closeshortsell", CLOSE_SHORT_OPEN_SHORT],
  ["closelongopenlong", CLOSE_LONG_OPEN_LONG],
  ["cl+ol", CLOSE_LONG_OPEN_LONG],
  ["closelongopenshort", CLOSE_LONG_OPEN_SHORT],
  ["cl+os", CLOSE_LONG_OPEN_SHORT],
  ["closeshortopenlong", CLOSE_SHORT_OPEN_LONG],
  ["cs+ol", CLOSE_SHORT_OPEN_LONG],
  ["closeshortopenshort", CLOSE_SHORT_OPEN_SHORT],
  ["cs+os", CLOSE_SHORT_OPEN_SHORT],
  ["closelongshortopenlong", CLOSE_BOTH_OPEN_LONG],
  ["cls+ol", CLOSE_BOTH_OPEN_LONG],
  ["closelongshortopenshort", CLOSE_BOTH_OPEN_SHORT],
  ["cls+os", CLOSE_BOTH_OPEN_SHORT],
  ["eaon", { kind: "control", set: "resume" }],
  ["eaoff", { kind: "control", set: "halt" }],
]);
