import { describe, expect, test } from "vitest";
import { durationWords } from "../../words/duration.ts";
import { barShare, scaleEnd, waysOf } from "./hops.ts";
import type { StoryStep } from "./story-schemas.ts";

const timeline: readonly StoryStep[] = [
  { step: "fired", at: 1_000 },
  { step: "received", at: 1_850 },
  { step: "verdict", at: 1_852 },
  { step: "pending", at: 1_855, orderId: "ord_1", recordedAt: 1_855, event: null },
  { step: "pending", at: 1_856, orderId: "ord_2", recordedAt: 1_856, event: null },
  { step: "sent", at: 1_860, orderId: "ord_1", recordedAt: 1_860, event: { event: "sent", seq: 1 } },
  {
    step: "rejected",
    at: 1_870,
    orderId: "ord_1",
    recordedAt: 1_880,
    event: {
      event: "rejected",
      door: "agent",
      refusal: { code: "spread_too_wide", message: "The spread is too wide." },
    },
  },
];

describe("the hops of a story", () => {
  test("each order's way starts at the verdict, whatever other orders did meanwhile", () => {
    const ways = waysOf(timeline);
    expect(ways.map(({ orderId, hops }) => [orderId, hops.map(({ step, ms }) => `${step} ${ms}`)])).toEqual([
      [null, ["fired null", "received 850", "verdict 2"]],
      ["ord_1", ["pending 3", "sent 5", "rejected 10"]],
      ["ord_2", ["pending 4"]],
    ]);
  });

  test("a refusal says whose it is and why, and how long the news took", () => {
    const hop = waysOf(timeline)[1]?.hops.at(-1);
    expect(hop).toMatchObject({ owner: "agent", words: "The spread is too wide.", backMs: 10 });
  });

  test("bars fit the scale, and a short hop can still be seen beside a long one", () => {
    const end = scaleEnd(waysOf(timeline));
    expect(end).toBe(1_000);
    expect(barShare(850, end)).toBeLessThanOrEqual(1);
    expect(barShare(2, end)).toBeGreaterThan(0.1);
    expect(barShare(-3, end)).toBe(0);
  });

  test("an alert without orders and without its own time has a way as well", () => {
    expect(waysOf([{ step: "received", at: 5 }])).toEqual([
      { orderId: null, hops: [expect.objectContaining({ step: "received", ms: null })] },
    ]);
    expect(scaleEnd([])).toBe(100);
  });
});

test("durations are told to the millisecond where hops are compared, and shortly beyond", () => {
  expect([3, 9_999, 12_345, 125_000, 11_520_000, -40].map(durationWords)).toEqual([
    ...["3 ms", "9999 ms", "12.3 s", "2 min 5 s", "3 h 12 min", "−40 ms"],
  ]);
});
