import { describe, expect, test } from "vitest";
import { rangeWith } from "./seen-range.ts";
import { placesOf } from "./stagger.ts";

const room = { width: 300, height: 200, labelHeight: 20, top: 10 };
const at = (height: number, width = 80) => ({ height, width });

describe("places of labels", () => {
  test("are at the heights of their lines", () => {
    expect(placesOf([at(50), at(120)], room)).toEqual([
      { ...at(50), x: 0, y: 50, outside: null },
      { ...at(120), x: 0, y: 120, outside: null },
    ]);
  });

  test("labels that would cover each other stand side by side", () => {
    const places = placesOf([at(50), at(55), at(60)], room);
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      [0, 50],
      [86, 55],
      [172, 60],
    ]);
  });

  test("or in a row below where there is no room beside", () => {
    const places = placesOf([at(50, 200), at(55, 200)], room);
    expect(places.map(({ x, y }) => [x, y])).toEqual([
      [0, 50],
      [0, 75],
    ]);
  });

  test("of lines that are not seen are at the edge, and say on which side the line is", () => {
    const places = placesOf([at(-400), at(900)], room);
    expect(places.map(({ y, outside }) => [y, outside])).toEqual([
      [20, "above"],
      [190, "below"],
    ]);
  });

  test("never leave the room, however many there are", () => {
    for (const { x, y } of placesOf(
      Array.from({ length: 60 }, () => at(100)),
      room,
    )) {
      expect(x).toBeGreaterThanOrEqual(0);
      expect(x + 80).toBeLessThanOrEqual(300);
      expect(y).toBeGreaterThanOrEqual(20);
      expect(y).toBeLessThanOrEqual(190);
    }
  });
});

describe("the range of prices that is seen", () => {
  const candles = { minValue: 100, maxValue: 110 };

  test("grows for lines that are near", () => {
    expect(rangeWith(candles, [96, 112])).toEqual({ minValue: 96, maxValue: 112 });
  });

  test("does not press the candles flat for one that is far away", () => {
    expect(rangeWith(candles, [50, 112])).toEqual({ minValue: 100, maxValue: 112 });
    expect(rangeWith(candles, [])).toBe(candles);
  });
});
