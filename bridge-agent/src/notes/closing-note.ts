import { Decimal } from "../../../src/domain/decimal.ts";
import type { Deal, Note } from "../../../src/domain/order/events.ts";

/** What closed a position, when no order of the gateway did. */
export type ClosedBy = "sl" | "tp" | "so" | "client" | "expert" | "exit" | "policy";

const kinds: Readonly<Record<ClosedBy, { readonly code: string; readonly what: string }>> = {
  sl: { code: "stop_loss", what: "The stop loss closed" },
  tp: { code: "take_profit", what: "The take profit closed" },
  so: { code: "stop_out", what: "The broker's stop out closed" },
  client: { code: "closed_by_hand", what: "Somebody closed by hand" },
  expert: { code: "closed_by_expert", what: "Another program closed" },
  exit: { code: "partial_closed", what: "A partial close took" },
  policy: { code: "closed_by_policy", what: "The agent's policy closed" },
};

/** The note that tells the deal on the order that opened the position. */
export function closingNote(by: ClosedBy, deal: Deal): Note {
  const { code, what } = kinds[by];
  const { lots, symbol, position, price, profit } = deal;
  const gain = new Decimal(profit).isNegative() ? profit : `+${profit}`;
  const message = `${what} ${lots} lots of position ${position} (${symbol}) at ${price}, profit ${gain}.`;
  return { event: "noted", code, message, deal };
}
