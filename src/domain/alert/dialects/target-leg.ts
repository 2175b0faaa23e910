import type { LegPlaces, TargetLeg } from "../signal.ts";
import { checkProtection, checkStopForSize, type EntryFields, setProtection } from "./protection.ts";
import { type Reading, refuse } from "./reading.ts";

/** The order that led to the position, when the sender tells it instead of the size that should stand. */
export interface TargetOrder {
  readonly side: "long" | "short" | "flat";
  readonly order: "buy" | "sell" | undefined;
  readonly actionAt: number;
}

/**
 * Builds the leg for a position that should stand afterwards; see `targetLegSchema`. With `order` the size
 * is that of the order, else that of the position. Flat closes all, so size and levels mean nothing there:
 * strategies send one template for all their alerts, whose size and stops stay in it on the way out.
 */
export function readTargetLeg(
  reading: Reading,
  target: TargetOrder,
  fields: EntryFields,
  chartPrice: string | undefined,
): TargetLeg {
  const { side, order, actionAt } = target;
  if (side === "flat") return { action: "target", side, exact: true };
  const { size, stopLoss, takeProfit, exits, filters, comment } = fields;
  const isReduction = order !== undefined && (order === "buy") !== (side === "long");
  if (isReduction && size === undefined) {
    // The route's own size is meant for entries; how much to take off only the sender knows.
    refuse(reading, "missing_size", "It is not said how much of the position to close.", actionAt);
  }
  checkStopForSize(reading, fields);
  checkProtection(reading, side, stopLoss, takeProfit, chartPrice);
  const at: LegPlaces = {};
  const leg: TargetLeg = { action: "target", side, exact: order === undefined };
  if (order !== undefined) leg.order = order;
  if (size !== undefined) {
    leg.size = size.value;
    at.size = size.at;
  }
  setProtection(leg, at, stopLoss, takeProfit);
  if (exits !== undefined) leg.exits = exits;
  if (filters !== undefined) leg.filters = filters;
  if (comment !== undefined) leg.comment = comment;
  leg.at = at;
  return leg;
}
