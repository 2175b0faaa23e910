import type { FeedEvent, FeedOrder, FeedSnapshot } from "../../../../src/protocol/feed-state.ts";

export const ERA = "0123456789";
export const OTHER_ERA = "ABCDEFGHJK";

export const emptyBoard: FeedSnapshot = {
  account: {
    link: { connected: true, ready: true, epoch: 1, sinceMs: 1, agentId: null, agentVersion: null },
    terminal: null,
    alarms: [],
  },
  positions: [],
  pendings: [],
  orders: [],
};

export const position = {
  ...{ position: "7", symbol: "EURUSD", side: "long" as const, lots: "0.1", openPrice: "1.1" },
  ...{ stopLoss: null, takeProfit: null, magic: "0", orderId: null, openedAtMs: 1 },
};

function orderOf(id: number, events: number): FeedOrder {
  return {
    id: `ord_${String(id).padStart(26, "0")}`,
    source: { kind: "alert", alertId: `alt_${"0".repeat(26)}`, strategyId: `str_${"0".repeat(26)}` },
    instruction: { kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.1" },
    ...{ alertId: "alt", strategyId: "str", leg: 0, after: null, symbol: "EURUSD", state: "sent" },
    ...{ door: null, refusal: null, filledLots: "0", averagePrice: null, ticket: null, seq: null },
    ...{ createdAtMs: 1, changedAtMs: 1, deadlineMs: 1, events },
  };
}

/** A step of an order. */
export function stepOf(id: number, events = 1): FeedEvent {
  return {
    kind: "order",
    order: orderOf(id, events),
    step: { step: "sent", atMs: 1, recordedAtMs: 1, epoch: 1, event: null },
  };
}
