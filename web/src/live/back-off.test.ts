import { describe, expect, it } from "vitest";
import { backOffMs, namedWaitMs } from "./back-off.ts";

describe("the pause before the next connection", () => {
  it("doubles its bound with every failure, up to half a minute", () => {
    const longest = [1, 2, 3, 4, 5, 6, 50].map((failures) =>
      Math.round(backOffMs(failures, 0.999_999) / 1_000),
    );
    expect(longest).toEqual([1, 2, 4, 8, 16, 30, 30]);
  });

  it("is anything up to the bound, so that not all come back at once, and never nothing", () => {
    expect(backOffMs(5, 0)).toBe(100);
    expect(backOffMs(5, 0.5)).toBe(8_050);
  });

  it("is never shorter than the gateway asked for", () => {
    expect(namedWaitMs(7, 0)).toBe(7_000);
    expect(namedWaitMs(7, 0.5)).toBe(7_500);
  });
});
