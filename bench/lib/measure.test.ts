import { describe, expect, it } from "vitest";
import { judge } from "./measure.ts";

const rounds = { name: "alerts/s", unit: "/s", rounds: [900, 1000, 1300] } as const;

describe("judge", () => {
  it("compares medians, so that one bad round decides nothing", () => {
    const row = judge({ ...rounds, against: { name: "floor", rounds: [2000, 10, 2100] } });
    expect(row).toMatchObject({ value: 1000, base: 2000, ratio: 0.5, least: 900, greatest: 1300 });
  });

  it("counts an aim as met when it is reached exactly", () => {
    const against = { name: "floor", rounds: [2000] };
    expect(judge({ ...rounds, against, aim: { direction: "atLeast", ratio: 0.5 } }).met).toBe(true);
    expect(judge({ ...rounds, against, aim: { direction: "atMost", ratio: 0.5 } }).met).toBe(true);
  });

  it("knows which side of the aim is the good one", () => {
    const against = { name: "floor", rounds: [2000] };
    expect(judge({ ...rounds, against, aim: { direction: "atLeast", ratio: 0.51 } }).met).toBe(false);
    expect(judge({ ...rounds, against, aim: { direction: "atMost", ratio: 0.49 } }).met).toBe(false);
  });

  it("claims nothing about an aim when there is nothing to compare with", () => {
    expect(judge({ ...rounds, aim: { direction: "atLeast", ratio: 0.5 } })).toMatchObject({
      ratio: null,
      met: null,
    });
    expect(
      judge({ ...rounds, against: { name: "floor", rounds: [0] }, aim: { direction: "atLeast", ratio: 0.5 } })
        .met,
    ).toBeNull();
  });

  it("leaves the aim out of rows that only inform", () => {
    expect(judge(rounds)).toMatchObject({ against: null, base: null, ratio: null, aim: null, met: null });
  });
});
