import { describe, expect, it } from "vitest";
import { stepsBetween } from "./steps.ts";

describe("the moments at which the market is looked at", () => {
  const all = (fromMs: number, toMs: number) => Array.from(stepsBetween(fromMs, toMs));

  it("are every tick and the end, and nothing when no time has passed", () => {
    expect(all(1_000, 1_600)).toEqual([1_250, 1_500, 1_600]);
    expect(all(1_100, 1_250)).toEqual([1_250]);
    expect(all(1_100, 1_100)).toEqual([]);
    expect(all(1_100, 100)).toEqual([]);
  });

  it.each([1, 250, 600_000, 3_600_000, 86_400_000, 7 * 86_400_000])(
    "rise, end at the end, and are no more than about ten thousand for %s ms",
    (passed) => {
      const steps = all(123, 123 + passed);
      expect(steps.at(-1)).toBe(123 + passed);
      expect(steps.length).toBeLessThanOrEqual(10_082);
      expect(steps.every((at, index) => at > (steps[index - 1] ?? 123))).toBe(true);
    },
  );
});
