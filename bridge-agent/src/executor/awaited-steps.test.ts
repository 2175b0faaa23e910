import { expect, test } from "vitest";
import { order, step } from "../testing/fixtures.ts";
import { AwaitedSteps } from "./awaited-steps.ts";

function begin() {
  const time = { now: 0 };
  const awaited = new AwaitedSteps(() => time.now);
  const one = step();
  const open = order([one]);
  awaited.add(open, one);
  return { time, awaited, open };
}

test("a step that is not answered is asked for after ten seconds, and not before", () => {
  const { time, awaited, open } = begin();
  time.now = 9_999;
  expect(awaited.due()).toEqual([]);
  time.now = 10_000;
  expect(awaited.due()).toMatchObject([{ order: { orderId: open.orderId }, step: { step: 0 } }]);
});

test("a question is not repeated while it is under way", () => {
  const { time, awaited } = begin();
  time.now = 10_000;
  awaited.due();
  expect(awaited.due()).toEqual([]);
});

test("answers that settle nothing are followed by pauses of 2, 5, 15, 60 and 60 seconds", () => {
  const { time, awaited, open } = begin();
  for (const pause of [2_000, 5_000, 15_000, 60_000, 60_000]) {
    awaited.unclear(open.orderId, 0);
    time.now += pause - 1;
    expect(awaited.due()).toEqual([]);
    time.now += 1;
    expect(awaited.due()).toHaveLength(1);
  }
});

test("a step that is known is asked for no more", () => {
  const { time, awaited, open } = begin();
  awaited.delete(open.orderId, 0);
  time.now = 1_000_000;
  expect(awaited.due()).toEqual([]);
  expect(awaited.count).toBe(0);
});
