import fc from "fast-check";
import { expect, it } from "vitest";
import { Decimal } from "../../../../src/domain/decimal.ts";
import type { EquityPoint } from "./figures.ts";
import { slotsOf } from "./slots.ts";

const MINUTE_MS = 60_000;

function point(minute: number, equity: string, drawdown = "0"): EquityPoint {
  return { atMs: minute * MINUTE_MS, balance: "1000", equity, flow: "0", drawdown, drawdownPercent: null };
}

it("shows a quiet time as long as it was, at the height where it stood", () => {
  const slots = slotsOf([point(0, "1000"), point(1, "900", "100"), point(10, "950", "50")], 11);
  expect(slots.map(({ equity }) => equity)).toEqual(["1000", ...Array(9).fill("900"), "950"]);
  expect(slots.map(({ drawdown }) => drawdown)).toEqual(["0", ...Array(10).fill("100")]);
});

it("has nothing to show of nothing, and one slot of one point", () => {
  expect(slotsOf([], 10)).toEqual([]);
  expect(slotsOf([point(3, "5")], 10)).toHaveLength(1);
});

it("rises in time, ends as the curve ends, and never hides the deepest drawdown", () => {
  const points = fc
    .array(fc.record({ pause: fc.integer({ min: 1, max: 900 }), cents: fc.nat(100_000) }), { minLength: 1 })
    .map((steps) => {
      let minute = 0;
      return steps.map(({ pause, cents }) => {
        minute += pause;
        return point(minute, String(cents), String(cents));
      });
    });
  fc.assert(
    fc.property(points, fc.integer({ min: 2, max: 50 }), (all, most) => {
      const slots = slotsOf(all, most);
      expect(slots.length).toBeLessThanOrEqual(most + 1);
      const times = slots.map(({ atMs }) => atMs);
      expect(new Set(times).size).toBe(times.length);
      expect(times).toEqual(times.toSorted((a, b) => a - b));
      expect(slots.at(-1)).toMatchObject({ atMs: all.at(-1)?.atMs, equity: all.at(-1)?.equity });
      const deepest = (of: readonly { drawdown: string }[]) =>
        Decimal.max(...of.map(({ drawdown }) => drawdown)).toFixed();
      expect(deepest(slots)).toBe(deepest(all));
    }),
  );
});
