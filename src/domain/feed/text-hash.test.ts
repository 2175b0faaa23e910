import { expect, it } from "vitest";
import { textHash } from "./text-hash.ts";

it("gives the digits that readers in other languages must come to", () => {
  expect(textHash("")).toBe("811c9dc59e3779b9");
  expect(textHash("a 1 true 5")).toBe(textHash("a 1 true 5"));
});

it("tells texts apart that differ in one unit, also beyond the first byte", () => {
  const texts = ["a", "b", "ab", "ba", "a ", " a", "é", "\u0161", "a\u0100", "a\u0101"];
  expect(new Set(texts.map(textHash)).size).toBe(texts.length);
});
