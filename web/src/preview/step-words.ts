import type { PreviewStep } from "../../../src/protocol/preview.ts";

const kinds: Readonly<Record<PreviewStep["action"], string>> = {
  deal: "at the market",
  pending: "pending order",
  modify: "change the pending order",
  remove: "delete the pending order",
  sltp: "change the stops",
  close_by: "close by the opposite position",
};

/** What one request to MetaTrader does: "sell 0.1 EURUSD at the market, closes position 17". */
export function stepWords({ action, side, lots, symbol, position, ticket, kind }: PreviewStep): string {
  const what = action === "pending" ? `${kind.replaceAll("_", " ")} order` : kinds[action];
  const trades = action === "deal" || action === "pending";
  const head = trades ? `${side} ${lots} ${symbol}, ${what}` : `${what} in ${symbol}`;
  const closes =
    position === null ? "" : action === "sltp" ? ` of position ${position}` : `, closes position ${position}`;
  return `${head}${closes}${ticket === null ? "" : ` ${ticket}`}`;
}
