import { describe, expect, it } from "vitest";
import type { FromFeed } from "../../../src/protocol/feed.ts";
import { boardHash, boardOf, withEvent } from "../../../src/protocol/feed-board.ts";
import { afterFrame, type Followed, nothingFollowed } from "./follow.ts";
import { ERA, emptyBoard, OTHER_ERA, position, stepOf } from "./testing/board-samples.ts";

const snapshot = (number: number, era = ERA): FromFeed => ({
  type: "snapshot",
  eventId: `${era}-${number}`,
  board: emptyBoard,
});
const event = (number: number, era = ERA): FromFeed => ({
  type: "event",
  id: `${era}-${number}`,
  event: stepOf(number),
});

function following(...frames: readonly FromFeed[]): Followed {
  return frames.reduce<Followed>((followed, frame) => afterFrame(followed, frame).followed, nothingFollowed);
}

describe("following the feed", () => {
  it("passes an event on once, however often it is told", () => {
    const first = afterFrame(following(snapshot(4)), event(5));
    expect(first.event).toEqual(stepOf(5));
    expect(afterFrame(first.followed, event(5)).event).toBeNull();
    expect(afterFrame(first.followed, event(4)).event).toBeNull();
  });

  it("takes numbers as numbers: 10 comes after 9", () => {
    expect(afterFrame(following(snapshot(9)), event(10)).event).not.toBeNull();
  });

  it("says that events are missing when a number was left out, or the era is another one", () => {
    const followed = following(snapshot(4));
    expect(afterFrame(followed, event(5)).missed).toBe(false);
    expect(afterFrame(followed, event(7)).missed).toBe(true);
    expect(afterFrame(followed, snapshot(4)).missed).toBe(false);
    expect(afterFrame(followed, snapshot(9)).missed).toBe(true);
    const jumped = afterFrame(followed, snapshot(0, OTHER_ERA));
    expect(jumped).toMatchObject({ missed: true, followed: { eventId: `${OTHER_ERA}-0` } });
  });

  it("takes events of a new era although their numbers are lower", () => {
    const step = afterFrame(following(snapshot(900)), event(1, OTHER_ERA));
    expect(step).toMatchObject({ event: stepOf(1), missed: true, followed: { eventId: `${OTHER_ERA}-1` } });
  });

  it("misses nothing at its beginning", () => {
    expect(afterFrame(nothingFollowed, snapshot(90)).missed).toBe(false);
  });

  it("agrees with the feed's hash after the same steps, and says so when it does not", () => {
    const followed = following(snapshot(1), event(2));
    const hash = boardHash(withEvent(boardOf(emptyBoard), stepOf(2)));
    expect(afterFrame(followed, { type: "hash", hash }).differs).toBe(false);
    const change: FromFeed = { type: "state", change: { positions: { set: [position], gone: [] } } };
    expect(afterFrame(afterFrame(followed, change).followed, { type: "hash", hash }).differs).toBe(true);
  });

  it("forgets the board when the role sees no orders any more", () => {
    const hello: FromFeed = {
      ...{ type: "hello", v: 1, accountId: `acc_${"0".repeat(26)}` },
      ...{ sees: ["ticks"], resumed: false, gatewayMs: 1 },
    };
    expect(afterFrame(following(snapshot(1)), hello).followed).toEqual(nothingFollowed);
  });
});
