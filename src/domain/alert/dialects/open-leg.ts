import type { LegPlaces, OpenLeg } from "../signal.ts";
import { checkProtection, checkStopForSize, type EntryFields, priceOf, setProtection } from "./protection.ts";
import { type Reading, refuse } from "./reading.ts";

/**
 * Builds the leg that opens a position or places a pending order, after the checks that every dialect
 * shares. `actionAt` is the offset of the word that asked for it; `chartPrice` is the chart's price when
 * the alert fired, against which the stops of a market order are checked.
 */
export function readOpenLeg(
  reading: Reading,
  order: {
    readonly side: "buy" | "sell";
    readonly type: "market" | "limit" | "stop";
    readonly actionAt: number;
    /** How this dialect spells the entry price of a pending order. */
    readonly entryKey?: string;
  },
  fields: EntryFields,
  chartPrice: string | undefined,
): OpenLeg {
  const { side, type } = order;
  const { size, entry, expiresAt, stopLoss, takeProfit, exits, filters, comment } = fields;
  const isMarket = type === "market";
  if (isMarket && entry !== undefined) {
    refuse(
      reading,
      "key_not_allowed",
      "A market order has no entry price.",
      entry.at,
      "ask for a limit or stop order",
    );
  }
  if (!isMarket && entry === undefined) {
    refuse(
      reading,
      "missing_entry",
      "A pending order needs an entry price.",
      order.actionAt,
      `add ${order.entryKey ?? "entry_price"}`,
    );
  }
  if (isMarket && expiresAt !== undefined) {
    const message = "A market order is carried out at once, so it has no end.";
    refuse(reading, "key_not_allowed", message, expiresAt.at, "ask for a limit or stop order");
  }
  checkStopForSize(reading, fields);
  const reference = isMarket ? chartPrice : priceOf(entry);
  checkProtection(reading, side === "buy" ? "long" : "short", stopLoss, takeProfit, reference);
  const leg: OpenLeg = { action: "open", side, type };
  const at: LegPlaces = {};
  if (size !== undefined) {
    leg.size = size.value;
    at.size = size.at;
  }
  if (entry !== undefined) {
    leg.entry = entry.value;
    at.entry = entry.at;
  }
  if (expiresAt !== undefined) {
    leg.expiresAtMs = expiresAt.value;
    at.expires = expiresAt.at;
  }
  setProtection(leg, at, stopLoss, takeProfit);
  if (exits !== undefined) leg.exits = exits;
  if (filters !== undefined) leg.filters = filters;
  if (comment !== undefined) leg.comment = comment;
  leg.at = at;
  return leg;
}
