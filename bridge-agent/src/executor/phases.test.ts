import { expect, test } from "vitest";
import { deal, order, result, step } from "../testing/fixtures.ts";
import { nextMove } from "./phases.ts";

const planned = { passed: false } as const;

test("the steps of the first phase are passed on together, those of the next wait", () => {
  const open = order([step(planned), step({ ...planned, step: 1 }), step({ ...planned, step: 2, phase: 1 })]);
  expect(nextMove(open)).toMatchObject({ move: "pass", steps: [{ step: 0 }, { step: 1 }] });
});

test("a phase begins only when every step before it is done", () => {
  const closes = [step({ deals: [deal()] }), step({ step: 1 })];
  const open = order([...closes, step({ ...planned, step: 2, phase: 1 })]);
  expect(nextMove(open)).toEqual({ move: "wait" });
  closes[1]?.deals.push(deal());
  expect(nextMove(open)).toMatchObject({ move: "pass", steps: [{ step: 2 }] });
});

test("an open never follows a close that failed", () => {
  const failed = step({ result: result({ state: "rejected", retcode: 10018 }) });
  const open = order([failed, step({ ...planned, step: 1, phase: 1 })]);
  expect(nextMove(open)).toMatchObject({ move: "skip", steps: [{ step: 1 }] });
});

test("a close whose position was gone already lets the open follow", () => {
  const gone = step({ result: result({ state: "rejected", retcode: 10036 }) });
  const open = order([gone, step({ ...planned, step: 1, phase: 1 })]);
  expect(nextMove(open)).toMatchObject({ move: "pass", steps: [{ step: 1 }] });
});

test("a step that was passed on is never passed on again by itself", () => {
  expect(nextMove(order([step()]))).toEqual({ move: "wait" });
});
