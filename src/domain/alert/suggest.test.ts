import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { editDistance, nearestWord, suggestion } from "./suggest.ts";

describe("editDistance", () => {
  it.each([
    ["", "", 0],
    ["abc", "abc", 0],
    ["abc", "", 3],
    ["abc", "abd", 1],
    ["abc", "acb", 1],
    ["sl_pisp", "sl_pips", 1],
    ["slpips", "sl_pips", 1],
    ["kitten", "sitting", 3],
  ])("%j to %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  it("is a distance: zero only for the same word, symmetric, at most the longer length", () => {
    const word = fc.string({ maxLength: 12 });
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance === 0).toBe(a === b);
        expect(editDistance(b, a)).toBe(distance);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });
});

describe("nearestWord", () => {
  const known = ["sl_pips", "sl_price", "tp_pips", "buy"];

  it.each([
    ["sl_pip", "sl_pips"],
    ["SLPIPS", "sl_pips"],
    ["tp_pisp", "tp_pips"],
    ["byu", "buy"],
    ["leverage", undefined],
    ["", undefined],
    ["x".repeat(33), undefined],
  ])("for %j gives %j", (word, nearest) => {
    expect(nearestWord(word, known)).toBe(nearest);
  });

  it("gives a hint a trader can read", () => {
    expect(suggestion("slpips", known)).toBe("did you mean sl_pips?");
    expect(suggestion("leverage", known)).toBeUndefined();
  });
});
