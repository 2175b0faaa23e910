import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../decimal.ts";
import { drawdownsOf } from "./drawdown.ts";
import type { EquitySample } from "./equity-sample.ts";

function curve(...equities: readonly (string | readonly [equity: string, flow: string])[]): EquitySample[] {
  return equities.map((one, atMs) => {
    const [equity, flow] = typeof one === "string" ? [one, "0"] : one;
    return { atMs, balance: "0", equity, flow };
  });
}

describe("drawdown", () => {
  it("is how far the equity is below the highest so far, in money and of that peak", () => {
    const { points, deepest } = drawdownsOf(curve("100", "120.50", "90", "120", "130", "117"));
    expect(points.map(({ amount }) => amount)).toEqual(["0", "0", "30.5", "0.5", "0", "13"]);
    expect(points.map(({ percent }) => percent)).toEqual(["0.00", "0.00", "25.31", "0.41", "0.00", "10.00"]);
    expect(deepest).toEqual({ atMs: 2, peakAtMs: 1, amount: "30.5", percent: "25.31" });
  });

  it("is none of a curve that only rises, and of no curve", () => {
    expect(drawdownsOf(curve("1", "2", "3")).deepest).toBeNull();
    expect(drawdownsOf([])).toEqual({ points: [], deepest: null });
  });

  it("takes no withdrawal for a loss, and lets no deposit hide one", () => {
    expect(drawdownsOf(curve("1000", ["400", "-600"], "380")).deepest?.amount).toBe("20");
    expect(drawdownsOf(curve("1000", "900", ["1900", "1000"])).points.at(-1)?.amount).toBe("100");
  });

  it("has no percent of a peak that is not above zero", () => {
    expect(drawdownsOf(curve("0", "-5")).deepest).toMatchObject({ amount: "5", percent: null });
  });

  it("is never below zero, zero at each new peak, and nothing but the difference of two of the samples", () => {
    const equity = fc.integer({ min: -1e6, max: 1e8 }).map((cents) => new Decimal(cents).div(100).toFixed(2));
    fc.assert(
      fc.property(fc.array(equity, { minLength: 1, maxLength: 60 }), (equities) => {
        const { points, deepest } = drawdownsOf(curve(...equities));
        points.forEach(({ amount }, index) => {
          const peak = Decimal.max(...equities.slice(0, index + 1));
          expect(amount).toBe(peak.minus(equities[index] ?? 0).toFixed());
        });
        const most = Decimal.max(...points.map(({ amount }) => amount));
        expect(deepest?.amount ?? "0").toBe(most.toFixed());
      }),
    );
  });

  it("is the same whatever is paid in or out, when the trading is the same", () => {
    const step = fc.record({
      gain: fc.integer({ min: -500, max: 500 }),
      flow: fc.integer({ min: 0, max: 900 }),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 40 }), (steps) => {
        let [plain, paid] = [10_000, 10_000];
        const [without, withFlows]: [EquitySample[], EquitySample[]] = [curve("10000"), curve("10000")];
        for (const [atMs, { gain, flow }] of steps.entries()) {
          plain += gain;
          paid += gain + flow;
          without.push({ atMs: atMs + 1, balance: "0", equity: String(plain), flow: "0" });
          withFlows.push({ atMs: atMs + 1, balance: "0", equity: String(paid), flow: String(flow) });
        }
        const amounts = (all: EquitySample[]): string[] =>
          drawdownsOf(all).points.map(({ amount }) => amount);
        expect(amounts(withFlows)).toEqual(amounts(without));
      }),
    );
  });
});
