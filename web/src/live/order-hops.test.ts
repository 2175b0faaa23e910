import { describe, expect, it } from "vitest";
import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import { type HeardOrder, heardMore, hopsOf } from "./order-hops.ts";
import { stepOf } from "./testing/board-samples.ts";

type Step = Extract<FeedEvent, { kind: "order" }>["step"]["step"];

function event(id: number, step: Step, atMs: number): FeedEvent {
  const one = stepOf(id);
  if (one.kind !== "order") throw new Error("no order");
  return { ...one, step: { ...one.step, step, atMs } };
}

const heardAll = (...events: readonly FeedEvent[]) => events.reduce<HeardOrder | null>(heardMore, null);

describe("the hops of the newest order", () => {
  it("are the times between its steps", () => {
    const heard = heardAll(
      event(1, "pending", 100),
      event(1, "sent", 103),
      event(1, "accepted", 115),
      event(1, "submitted", 120),
      event(1, "filled", 150),
    );
    expect(heard === null ? [] : hopsOf(heard)).toEqual([
      { name: "gateway", ms: 3 },
      { name: "to the agent", ms: 12 },
      { name: "to the terminal", ms: 5 },
      { name: "broker", ms: 30 },
    ]);
  });

  it("are told as far as they were heard, and never negative when clocks differ by a little", () => {
    const heard = heardAll(event(1, "pending", 100), event(1, "sent", 103), event(1, "accepted", 101));
    expect(heard === null ? [] : hopsOf(heard).map(({ ms }) => ms)).toEqual([3, 0]);
  });

  it("begin anew with a newer order, and not with a note on an old one", () => {
    const first = heardAll(event(1, "pending", 100), event(1, "sent", 103));
    expect(heardMore(first, event(7, "noted", 200))).toBe(first);
    expect(heardMore(first, event(2, "pending", 300))?.orderId).not.toBe(first?.orderId);
  });
});
