import { expect, it } from "vitest";
import type { FeedEvent, FeedOrder, FeedSnapshot } from "../../src/protocol/feed-state.ts";
import { keyOfEvent } from "../../src/protocol/feed-state.ts";
import { Picture } from "./picture.ts";

const orderId = `ord_${"0".repeat(26)}`;

function order(events: number, state: FeedOrder["state"]): FeedOrder {
  return {
    ...{
      id: orderId,
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

function step(events: number, state: FeedOrder["state"]): FeedEvent {
  const told = { step: state, atMs: 1, recordedAtMs: 1, epoch: 1, event: null };
  return { kind: "order", order: order(events, state), step: told };
}

const answer: FeedSnapshot = {
  account: {
    link: { connected: true, ready: true, epoch: 1, sinceMs: 1, agentId: null, agentVersion: null },
    ...{ terminal: null, alarms: [] },
  },
  ...{ positions: [], pendings: [], orders: [order(1, "sent")] },
};

/** A picture over a record in memory, whose account was asked before as `watchId`. */
function makePicture(watchId: string | null) {
  let [era, kept]: [string, FeedEvent[]] = ["first", []];
  const ring = {
    get era() {
      return era;
    },
    get last() {
      return kept.length;
    },
    idOf: (number: number) => `${era}-${number}`,
    after: (number: number) =>
      kept.slice(number).map((event, at) => ({ number: number + at + 1, event: JSON.stringify(event) })),
    append: (news: readonly FeedEvent[]) => {
      const keys = new Set(kept.map(keyOfEvent));
      const fresh = news.filter((event) => !keys.has(keyOfEvent(event)));
      kept = [...kept, ...fresh];
      return fresh.map((event, at) => ({ stored: { number: at + 1, event: JSON.stringify(event) }, event }));
    },
    restart: (fresh: string) => {
      era = fresh;
      kept = [];
    },
    follow: () => [],
    isFollowedBy: () => true,
  };
  const shards = { events: () => undefined, state: () => undefined, restarted: () => undefined };
  const row = { row: { era, watchId, leaseEndsAtMs: 0, emptySinceMs: null }, change: () => undefined };
  const readers = {
    send: () => undefined,
    state: () => undefined,
    event: () => undefined,
  };
  const picture = new Picture({
    ...{ row, ring, readers, sockets: { open: () => [] }, agent: { keepOnly: () => undefined }, shards },
  });
  return { picture, ring };
}

function orderOn(picture: Picture): FeedOrder | undefined {
  const frame = picture.snapshot();
  return frame.type === "snapshot" ? frame.board.orders[0] : undefined;
}

it.each([
  ["a feed that slept", "same"],
  ["a feed that is new, or was not told for a while", null],
])("an event that overtakes the account's answer on its way is on the board of %s", (_which, watchId) => {
  const { picture, ring } = makePicture(watchId);
  const before = ring.last;
  picture.events([step(2, "accepted")], 1);
  picture.watched({ watchId: "same", snapshot: answer }, before, 2);
  expect(orderOn(picture)).toMatchObject({ state: "accepted", events: 2 });
  expect(picture.snapshot()).toMatchObject({ eventId: `${ring.era}-1` });
  // The outbox may tell it again; it is known.
  picture.events([step(2, "accepted"), step(3, "filled")], 3);
  expect(orderOn(picture)).toBeUndefined();
  expect(ring.last).toBe(2);
});

it("what the account's answer has already is not taken back by an older event", () => {
  const { picture, ring } = makePicture("same");
  picture.events([step(0, "pending")], 1);
  picture.watched({ watchId: "same", snapshot: answer }, 0, 2);
  expect(orderOn(picture)).toMatchObject({ state: "sent", events: 1 });
  expect(ring.last).toBe(1);
});
