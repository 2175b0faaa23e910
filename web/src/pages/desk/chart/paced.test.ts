import { expect, test } from "vitest";
import { paced } from "./paced.ts";

function pace() {
  const runs: number[] = [];
  const due: (() => void)[] = [];
  const calledOff: unknown[] = [];
  const { give, stop } = paced<number>(
    (value) => runs.push(value),
    (later) => {
      due.push(later);
      return () => calledOff.push(later);
    },
  );
  return { runs, due, calledOff, give, stop };
}

test("a storm of five thousand is one drawing, of the newest", () => {
  const { runs, due, give } = pace();
  for (let value = 0; value < 5_000; value++) give(value);
  expect(due).toHaveLength(1);
  expect(runs).toEqual([]);
  due[0]?.();
  expect(runs).toEqual([4_999]);
});

test("what comes after it is drawn the next time", () => {
  const { runs, due, give } = pace();
  give(1);
  due[0]?.();
  give(2);
  due[1]?.();
  expect(runs).toEqual([1, 2]);
});

test("what was stopped draws nothing more, even when it was too late to call it off", () => {
  const { runs, due, calledOff, give, stop } = pace();
  give(1);
  stop();
  expect(calledOff).toEqual(due);
  due[0]?.();
  expect(runs).toEqual([]);
});
