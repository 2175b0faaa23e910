import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { symbolOf } from "../testing/fixtures.ts";
import { retcodes } from "./retcodes.ts";
import { checkPendingPrice, checkStops, checkVolume } from "./rules.ts";

const euro = symbolOf("EURUSD");
const strict = { ...euro, stopsLevel: 20 };
const quote = { bid: "1.08500", ask: "1.08510" };

describe("a volume", () => {
  it.each(["0.01", "0.10", "1", "99.99", "100"])("of %s lots is taken", (lots) => {
    expect(checkVolume(euro, lots)).toBeNull();
  });

  it.each(["0", "-1", "0.001", "0.015", "100.01", "1000000"])("of %s lots is refused", (lots) => {
    expect(checkVolume(euro, lots)).toBe(retcodes.invalidVolume);
  });

  it("has to be on the symbol's own step", () => {
    expect(checkVolume(symbolOf("US30"), "0.25")).toBe(retcodes.invalidVolume);
    expect(checkVolume(symbolOf("US30"), "0.2")).toBeNull();
  });

  it("is right for every multiple of the step, with no error of binary fractions", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 10_000 }), (steps) => {
        const lots = `${Math.floor(steps / 100)}.${String(steps % 100).padStart(2, "0")}`;
        expect(checkVolume(euro, lots)).toBeNull();
      }),
    );
  });
});

describe("stops", () => {
  it.each([
    ["long", "1.08400", "1.08600", null],
    ["long", "0", "0", null],
    ["long", "1.08499", "1.08501", null],
    ["long", "1.08500", "0", retcodes.invalidStops],
    ["long", "1.08600", "0", retcodes.invalidStops],
    ["long", "0", "1.08500", retcodes.invalidStops],
    ["long", "-1", "0", retcodes.invalidStops],
    ["long", "1.084001", "0", retcodes.invalidStops],
    ["short", "1.08600", "1.08400", null],
    ["short", "1.08400", "0", retcodes.invalidStops],
    ["short", "0", "1.08600", retcodes.invalidStops],
    ["short", "0", "-1", retcodes.invalidStops],
  ] as const)("of a %s at sl %s and tp %s get %s", (direction, sl, tp, expected) => {
    expect(checkStops(euro, direction, "1.08500", { sl, tp })).toBe(expected);
  });

  it("keep the stops level, to the point", () => {
    expect(checkStops(strict, "long", "1.08500", { sl: "1.08480", tp: "1.08520" })).toBeNull();
    expect(checkStops(strict, "long", "1.08500", { sl: "1.08481", tp: "0" })).toBe(retcodes.invalidStops);
  });
});

describe("the price of a pending order", () => {
  it.each([
    ["buy", "limit", "1.08509", null],
    ["buy", "limit", "1.08510", retcodes.invalidPrice],
    ["buy", "stop", "1.08511", null],
    ["buy", "stop", "1.08510", retcodes.invalidPrice],
    ["sell", "limit", "1.08501", null],
    ["sell", "limit", "1.08500", retcodes.invalidPrice],
    ["sell", "stop", "1.08499", null],
    ["sell", "stop", "1.08500", retcodes.invalidPrice],
    ["buy", "limit", "0", retcodes.invalidPrice],
    ["buy", "limit", "-1", retcodes.invalidPrice],
    ["buy", "limit", "1.080001", retcodes.invalidPrice],
  ] as const)("of a %s %s at %s gets %s", (side, kind, price, expected) => {
    expect(checkPendingPrice(euro, side, kind, price, quote)).toBe(expected);
  });

  it("keeps the stops level from the market side it is compared with", () => {
    expect(checkPendingPrice(strict, "buy", "limit", "1.08490", quote)).toBeNull();
    expect(checkPendingPrice(strict, "buy", "limit", "1.08491", quote)).toBe(retcodes.invalidPrice);
  });
});
