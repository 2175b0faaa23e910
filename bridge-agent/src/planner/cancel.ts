import type { z } from "zod";
import type { cancelInstructionSchema } from "../../../src/domain/order/instruction.ts";
import type { StepRequest } from "../journal/records.ts";
import type { Market, PendingOrder } from "./market.ts";

type Cancel = z.infer<typeof cancelInstructionSchema>;

/** One step for each pending order that the instruction covers. */
export function planCancel(cancel: Cancel, market: Market): readonly StepRequest[] {
  return ownPendings(market, cancel).map((pending) => ({
    action: "remove",
    symbol: pending.symbol,
    side: pending.side,
    kind: pending.kind,
    lots: pending.lots,
    price: pending.price,
    sl: "0",
    tp: "0",
    position: "0",
    ticket: pending.ticket,
  }));
}

/** The pending orders that Sallyport placed, of one symbol or of all (null), a side, and some types. */
export function ownPendings(
  market: Market,
  wanted: {
    readonly symbol: string | null;
    readonly side: "long" | "short" | "both";
    readonly types: readonly ("limit" | "stop")[];
  },
): PendingOrder[] {
  const side = wanted.side === "both" ? undefined : wanted.side === "long" ? "buy" : "sell";
  return market.pendings.filter(
    (pending) =>
      pending.orderId !== null &&
      (wanted.symbol === null || pending.symbol === wanted.symbol) &&
      (side === undefined || pending.side === side) &&
      (wanted.types.length === 0 || wanted.types.includes(pending.kind)),
  );
}
