import { expect, test } from "vitest";
import { randomFrom } from "./random.ts";

const draw = (seed: number, count: number): number[] => {
  const random = randomFrom(seed);
  return Array.from({ length: count }, () => random.next());
};

test("the same seed draws the same numbers, another seed others", () => {
  expect(draw(7, 20)).toEqual(draw(7, 20));
  expect(draw(7, 20)).not.toEqual(draw(8, 20));
});

test("numbers fill [0, 1) evenly enough to be used as probabilities", () => {
  const tenths = new Array<number>(10).fill(0);
  for (const number of draw(1, 20_000)) {
    expect(number).toBeGreaterThanOrEqual(0);
    expect(number).toBeLessThan(1);
    const tenth = Math.floor(number * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 2_000)).toBeLessThan(200);
});

test("int reaches both of its bounds and nothing outside them", () => {
  const random = randomFrom(3);
  const seen = new Set(Array.from({ length: 500 }, () => random.int(2, 5)));
  expect([...seen].sort()).toEqual([2, 3, 4, 5]);
});

test("a fork depends on its name and the seed, not on what was drawn before", () => {
  const fresh = randomFrom(9).fork("faults").next();
  const used = randomFrom(9);
  used.next();
  used.next();
  expect(used.fork("faults").next()).toBe(fresh);
  expect(used.fork("alerts").next()).not.toBe(fresh);
});

test("weighted draws follow the weights, and a weight of 0 is never drawn", () => {
  const random = randomFrom(5);
  const seen = { often: 0, seldom: 0, never: 0 };
  for (let i = 0; i < 4_000; i++) seen[random.weighted({ often: 3, seldom: 1, never: 0 })]++;
  expect(seen.never).toBe(0);
  expect(seen.often / seen.seldom).toBeGreaterThan(2.5);
  expect(seen.often / seen.seldom).toBeLessThan(3.5);
});
