import type { PendingOrderFacts, Position } from "../../../../src/protocol/agent-link.ts";

/** "long 0.1 EURUSD", as every question and record calls a position. */
export function positionWords({ side, lots, symbol }: Position): string {
  return `${side} ${lots} ${symbol}`;
}

/** "buy limit 0.1 EURUSD at 1.08", "buy stop limit 0.1 EURUSD at 1.09, limit 1.085" */
export function pendingWords({ side, kind, lots, symbol, price, stopLimit }: PendingOrderFacts): string {
  const limit = stopLimit === null ? "" : `, limit ${stopLimit}`;
  return `${side} ${kind.replaceAll("_", " ")} ${lots} ${symbol} at ${price}${limit}`;
}
