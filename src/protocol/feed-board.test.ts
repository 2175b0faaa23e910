import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { boardHash, boardOf, changeTo, snapshotOf, withChange, withEvent } from "./feed-board.ts";
import type { FeedEvent, FeedOrder, FeedSnapshot } from "./feed-state.ts";

const account = {
  link: { connected: true, ready: true, epoch: 1, sinceMs: 1, agentId: null, agentVersion: null },
  terminal: null,
  alarms: [],
};
const empty: FeedSnapshot = { account, positions: [], pendings: [], orders: [] };

function order(id: number, events: number, state: FeedOrder["state"] = "sent"): FeedOrder {
  return {
    id: `ord_${String(id).padStart(26, "0")}`,
    ...{
      source: { kind: "alert", alertId: `alt_${"0".repeat(26)}`, strategyId: `str_${"0".repeat(26)}` },
      alertId: "alt",
      strategyId: "str",
      leg: 0,
      after: null,
      symbol: "EURUSD",
    },
    instruction: { kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.1" },
    ...{ state, door: null, refusal: null, filledLots: "0", averagePrice: null, ticket: null, seq: null },
    ...{ createdAtMs: 1, changedAtMs: 1, deadlineMs: 1, events },
  };
}

function eventOf(one: FeedOrder): FeedEvent {
  return {
    kind: "order",
    order: one,
    step: { step: one.state, atMs: 1, recordedAtMs: 1, epoch: 1, event: null },
  };
}

const positionArbitrary = fc
  .record({
    position: fc.integer({ min: 1, max: 6 }).map(String),
    lots: fc.constantFrom("0.1", "0.2"),
    stopLoss: fc.constantFrom(null, "1.05", "1.06"),
  })
  .map((some) => ({
    ...some,
    ...{ symbol: "EURUSD", side: "long" as const, openPrice: "1.1", takeProfit: null },
    ...{ magic: "0", orderId: null, openedAtMs: 1 },
  }));

const positionsArbitrary = fc.uniqueArray(positionArbitrary, { selector: ({ position }) => position });

describe("a reader that follows the frames", () => {
  it("holds the same board as the feed, whatever happens", () => {
    fc.assert(
      fc.property(fc.array(positionsArbitrary, { maxLength: 8 }), (states) => {
        let [feed, reader] = [boardOf(empty), boardOf(empty)];
        for (const positions of states) {
          const change = changeTo(feed, { account, positions, pendings: [] });
          if (change === null) continue;
          feed = withChange(feed, change);
          reader = withChange(reader, change);
          expect(
            snapshotOf(feed)
              .positions.map(({ position }) => position)
              .sort(),
          ).toEqual(positions.map(({ position }) => position).sort());
        }
        expect(boardHash(reader)).toBe(boardHash(feed));
        expect(boardHash(boardOf(snapshotOf(feed)))).toBe(boardHash(feed));
      }),
    );
  });

  it("that missed a change has another hash, unless nothing came of it", () => {
    fc.assert(
      fc.property(positionsArbitrary, positionsArbitrary, (before, after) => {
        const reader = boardOf({ ...empty, positions: before });
        const change = changeTo(reader, { account, positions: after, pendings: [] });
        if (change === null) return;
        expect(boardHash(withChange(reader, change))).not.toBe(boardHash(reader));
      }),
    );
  });
});

describe("an event", () => {
  it("that comes twice or late changes nothing: an order never goes back", () => {
    const board = boardOf({ ...empty, orders: [order(1, 3, "submitted")] });
    expect(withEvent(board, eventOf(order(1, 2, "accepted")))).toBe(board);
    expect(withEvent(board, eventOf(order(1, 3, "submitted")))).toBe(board);
    expect(withEvent(board, eventOf(order(1, 4, "working"))).orders.get(order(1, 4).id)?.state).toBe(
      "working",
    );
  });

  it("that ends an order takes it off the board", () => {
    const board = boardOf({ ...empty, orders: [order(1, 3)] });
    expect(withEvent(board, eventOf(order(1, 4, "filled"))).orders.size).toBe(0);
  });

  it("of an alert is for people, and changes no board", () => {
    const board = boardOf(empty);
    const alertId = `alt_${"0".repeat(26)}`;
    expect(withEvent(board, { kind: "alert", alertId, atMs: 1, orderIds: [], refusal: null })).toBe(board);
  });
});

it("the hash counts only what it says, so that a page from before an upgrade still agrees", () => {
  const board = boardOf({ ...empty, orders: [order(1, 3)] });
  const older = boardOf({ ...empty, orders: [{ ...order(1, 3), filledLots: "not known to it" }] });
  expect(boardHash(older)).toBe(boardHash(board));
});
