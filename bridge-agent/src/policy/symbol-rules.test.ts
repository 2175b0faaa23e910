import fc from "fast-check";
import { expect, test } from "vitest";
import { matches, symbolVerdict } from "./symbol-rules.ts";

test("without an allow list everything is allowed that is not denied", () => {
  expect(symbolVerdict("EURUSD", { allow: null, deny: ["XAU*"] })).toBe("allowed");
  expect(symbolVerdict("XAUUSD.r", { allow: null, deny: ["XAU*"] })).toBe("denied");
});

test("with an allow list only what is on it is allowed, and a denied symbol stays denied", () => {
  const rules = { allow: ["EURUSD*", "US30"], deny: ["*.pro"] };
  const verdicts = ["EURUSD.r", "US30", "US300", "EURUSD.pro"].map((one) => symbolVerdict(one, rules));
  expect(verdicts).toEqual(["allowed", "allowed", "not_listed", "denied"]);
});

test("an empty allow list allows nothing", () => {
  expect(symbolVerdict("EURUSD", { allow: [], deny: [] })).toBe("not_listed");
});

test.each([
  ["EURUSD", "eurusd", true],
  ["EURUSD", "EUR?SD", true],
  ["EURUSD", "EURUS", false],
  ["EURUSD", "*", true],
  ["EURUSD", "*USD", true],
  ["EURUSDm", "*USD", false],
  ["a.b", "a?b", true],
  ["axb", "a.b", false],
  ["", "*", true],
  ["aaab", "*a*b", true],
])("%s and %s: %s", (symbol, pattern, fits) => expect(matches(symbol, pattern)).toBe(fits));

test("a pattern means what the regular expression of the same meaning says", () => {
  const letters = fc.string({ unit: fc.constantFrom("a", "B", "."), maxLength: 8 });
  const patterns = fc.string({ unit: fc.constantFrom("a", "b", ".", "*", "?"), maxLength: 8 });
  fc.assert(
    fc.property(letters, patterns, (symbol, pattern) => {
      const source = pattern.replace(/\./g, "\\.").replace(/\*/g, ".*").replace(/\?/g, ".");
      expect(matches(symbol, pattern)).toBe(new RegExp(`^${source}$`, "i").test(symbol));
    }),
  );
});
