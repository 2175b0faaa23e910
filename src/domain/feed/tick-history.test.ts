import { expect, it } from "vitest";
import { thinned } from "./tick-history.ts";

const numbers = (count: number) => Array.from({ length: count }, (_, at) => at);

it("keeps the newer half whole and every second one of the older half", () => {
  expect(thinned(numbers(8))).toEqual([0, 2, 4, 5, 6, 7]);
});

it("reaches back to the beginning, ever more thinly, and never loses the newest", () => {
  let history: number[] = [];
  for (const tick of numbers(10_000)) {
    history.push(tick);
    if (history.length > 100) history = thinned(history);
  }
  expect(history.length).toBeLessThanOrEqual(100);
  expect(history.at(-1)).toBe(9_999);
  expect(history[0]).toBe(0);
  expect(history).toEqual([...history].sort((a, b) => a - b));
});
