import { describe, expect, it } from "vitest";
import { calmFaults, Faults, requestFaults } from "./faults.ts";

describe("the broker's faults", () => {
  it("are none unless somebody asks for them", () => {
    const faults = new Faults(calmFaults);
    for (let at = 0; at < 100; at++) expect(faults.next()).toEqual({ fault: undefined, latencyMs: 0 });
  });

  it("are the same for the same seed, and others for another", () => {
    const drawn = (seed: number) => {
      const faults = new Faults({ ...calmFaults, seed, chances: { reject: 0.5 }, latencyMs: [1, 9] });
      return Array.from({ length: 50 }, () => faults.next());
    };
    expect(drawn(1)).toEqual(drawn(1));
    expect(drawn(1)).not.toEqual(drawn(2));
    for (const { latencyMs } of drawn(3)) {
      expect(latencyMs).toBeGreaterThanOrEqual(1);
      expect(latencyMs).toBeLessThanOrEqual(9);
    }
  });

  it("happen about as often as their chance says, each for itself", () => {
    for (const fault of requestFaults) {
      const faults = new Faults({ ...calmFaults, chances: { [fault]: 0.3 } });
      const drawn = Array.from({ length: 1_000 }, () => faults.next().fault);
      expect(new Set(drawn)).toEqual(new Set([undefined, fault]));
      const share = drawn.filter((each) => each === fault).length / drawn.length;
      expect(Math.abs(share - 0.3)).toBeLessThan(0.06);
    }
  });

  it("follow the script before chance has its turn", () => {
    const faults = new Faults({ ...calmFaults, chances: { reject: 1 } });
    faults.script("reorder", undefined);
    expect([faults.next(), faults.next(), faults.next()].map(({ fault }) => fault)).toEqual([
      "reorder",
      undefined,
      "reject",
    ]);
  });

  it("shuffle without losing anything", () => {
    const faults = new Faults(calmFaults);
    const things = Array.from({ length: 20 }, (_, at) => at);
    faults.next();
    expect(faults.shuffled(things)).not.toEqual(things);
    expect(faults.shuffled(things).toSorted((a, b) => a - b)).toEqual(things);
  });
});
