import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { randomFrom } from "./security-test-support.ts";
import { SIZES_KEPT, SIZES_NEEDED } from "./thresholds.ts";
import { freshSizes, type SizeState, sizesAfter, unusualSize } from "./unusual-size.ts";

function play(sizes: readonly string[]): { found: string[]; state: SizeState } {
  let state = freshSizes;
  const found: string[] = [];
  for (const lots of sizes) {
    const step = unusualSize(state, lots);
    state = step.state;
    if (step.finding !== null) found.push(step.finding.lots);
  }
  return { found, state };
}

describe("the sizes of orders", () => {
  it("that vary between 0.01 and 1 lots are usual, by 50 seeds", () => {
    for (let seed = 1; seed <= 50; seed++) {
      const random = randomFrom(seed);
      const sizes = Array.from({ length: 1_000 }, () => (Math.ceil(random() * 100) / 100).toFixed(2));
      expect(play(sizes).found, `seed ${seed}`).toEqual([]);
    }
  });

  it("are never unusual before there are enough of them", () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom("0.01", "100", "5"), { maxLength: SIZES_NEEDED }), (sizes) => {
        expect(play(sizes).found).toEqual([]);
      }),
    );
  });

  it("are unusual from five times the median on, when all were the same", () => {
    const before = Array.from({ length: SIZES_NEEDED }, () => "0.10");
    expect(play([...before, "0.49"]).found).toEqual([]);
    expect(play([...before, "0.50"]).found).toEqual(["0.50"]);
  });

  it("ten times the largest so far are always found", () => {
    const size = fc.integer({ min: 1, max: 1_000 });
    fc.assert(
      fc.property(fc.array(size, { minLength: SIZES_NEEDED, maxLength: 200 }), (hundredths) => {
        const { state } = play(hundredths.map((one) => (one / 100).toFixed(2)));
        expect(unusualSize(state, (Math.max(...hundredths) / 10).toFixed(2)).finding).not.toBeNull();
      }),
    );
  });

  it("are remembered for so many orders and no more", () => {
    expect(play(Array.from({ length: 300 }, () => "1")).state.sizes).toHaveLength(SIZES_KEPT);
  });

  it("give the same state one by one as read from storage together", () => {
    const size = fc.integer({ min: 1, max: 50 }).map((hundredths) => (hundredths / 100).toFixed(2));
    fc.assert(
      fc.property(fc.array(size, { maxLength: 200 }), (sizes) => {
        expect(play(sizes).state).toEqual(sizesAfter(sizes));
      }),
    );
  });
});
