import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import type { TradeServer } from "../trade-server/server.ts";
import type { MarketFeed } from "./market-feed.ts";
import { dealRecord, orderRecord, positionRecord } from "./records.ts";

/** Everything that a terminal holds, for one that has just connected. */
export function snapshotOf(server: TradeServer, feed: MarketFeed, nowMs: number): OutMessage[] {
  const { offsetMs } = server.account();
  return [
    { type: "snapshot" },
    ...feed.account(),
    ...feed.symbols(nowMs),
    ...feed.turn(nowMs),
    ...server.orders().map((order) => orderRecord("order", order, offsetMs)),
    ...server.historyOrders(0, nowMs).map((order) => orderRecord("history", order, offsetMs)),
    ...Array.from(server.dealsAfter(0n), (deal) => dealRecord(deal, offsetMs)),
    ...server.positions().map((position) => positionRecord(position, offsetMs)),
    { type: "snapshot_end" },
  ];
}
