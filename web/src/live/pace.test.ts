import { describe, expect, it } from "vitest";
import { atMostEvery } from "./pace.ts";

describe("at most every so often", () => {
  it("passes the first on at once and the rest together, and the next one at once after a pause", () => {
    const timers: (() => void)[] = [];
    let runs = 0;
    const call = atMostEvery(
      1_000,
      () => {
        runs++;
      },
      {
        after: (_, work) => {
          timers.push(work);
          return () => undefined;
        },
      },
    );
    for (let news = 0; news < 100; news++) call();
    expect(runs).toBe(1);
    timers.shift()?.();
    expect(runs).toBe(2);
    timers.shift()?.();
    expect([runs, timers.length]).toEqual([2, 0]);
    call();
    expect(runs).toBe(3);
  });
});
