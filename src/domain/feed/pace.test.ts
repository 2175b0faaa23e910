import fc from "fast-check";
import { expect, it } from "vitest";
import {
  afterAck,
  afterSend,
  freshPace,
  hasCaughtUp,
  onTheWay,
  type Pace,
  takesEvents,
  takesStates,
} from "./pace.ts";

const limits = { free: 4, most: 8 };

function sent(frames: number): Pace {
  let pace = freshPace;
  for (let one = 0; one < frames; one++) pace = afterSend(pace);
  return pace;
}

it("withholds states before events, and both until the reader has acknowledged", () => {
  expect([takesStates(sent(3), limits), takesStates(sent(4), limits)]).toEqual([true, false]);
  expect([takesEvents(sent(7), limits), takesEvents(sent(8), limits)]).toEqual([true, false]);
  expect(takesEvents(afterAck(sent(8), 1), limits)).toBe(true);
});

it("calls a reader caught up only well below the limit, so that it does not stop and go", () => {
  expect(hasCaughtUp(afterAck(sent(8), 5), limits)).toBe(false);
  expect(hasCaughtUp(afterAck(sent(8), 6), limits)).toBe(true);
});

it("is not moved by a count that goes back or was never sent", () => {
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constant(null), fc.nat(50))), (steps) => {
      let pace = freshPace;
      for (const step of steps) {
        const before = pace;
        pace = step === null ? afterSend(pace) : afterAck(pace, step);
        expect(pace.acked).toBeGreaterThanOrEqual(before.acked);
        expect(onTheWay(pace)).toBeGreaterThanOrEqual(0);
      }
    }),
  );
});
