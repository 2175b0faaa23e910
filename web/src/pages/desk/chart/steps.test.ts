import { describe, expect, test } from "vitest";
import { distance, distanceText, snapped, stepped, stepsOf } from "./steps.ts";

const euro = stepsOf(5, "0.00001", "0.0001");
const gold = stepsOf(2, "0.05");

describe("prices in the symbol's steps", () => {
  test("where a hand dropped it, a price is the nearest that the venue knows", () => {
    expect(snapped(1.084504999, euro)).toBe("1.08450");
    expect(snapped(1.0845051, euro)).toBe("1.08451");
    expect(snapped(2_651.37, gold)).toBe("2651.35");
    expect(snapped("2651.38", gold)).toBe("2651.40");
  });

  test("no price is zero or less, however far somebody drags", () => {
    expect(snapped(-3, gold)).toBe("0.05");
    expect(snapped(0, euro)).toBe("0.00001");
  });

  test("a key goes by a step of the price, or by a pip; where that is not known by ten steps", () => {
    expect(stepped("1.08450", 1, "tick", euro)).toBe("1.08451");
    expect(stepped("1.08450", -1, "unit", euro)).toBe("1.08440");
    expect(stepped("2651.35", 1, "tick", gold)).toBe("2651.40");
    expect(stepped("2651.35", 2, "unit", gold)).toBe("2652.35");
  });

  test("without a tick size prices go in points", () => {
    expect(stepsOf(3).tickSize).toBe("0.001");
    expect(snapped(151.20449, stepsOf(3))).toBe("151.204");
  });
});

describe("distances", () => {
  test("are in pips where a pip is known, and say their direction", () => {
    expect(distanceText(distance("1.08500", "1.08265", euro), euro)).toBe("−23.5");
    expect(distanceText(distance("1.08500", "1.08623", euro), euro)).toBe("+12.3");
    expect(distanceText(distance("1.08500", "1.08500", euro), euro)).toBe("0.0");
  });

  test("a pip is not guessed: without one they are in points, which have no fraction", () => {
    expect(gold.unitName).toBe("points");
    expect(distanceText(distance("2651.35", "2650.10", gold), gold)).toBe("−125");
  });

  test("what rounds to nothing has no sign", () => {
    expect(distanceText(distance("1.085", "1.0849999", euro), euro)).toBe("0.0");
  });
});
