import { expect, test } from "vitest";
import { markWords } from "./reader-scale.ts";

test("no two marks of one minute read the same", () => {
  const atMs = Date.UTC(2026, 10, 22, 9, 34, 10);
  const [second, minute] = [10, 20];
  expect(markWords(atMs, second, "H1")).not.toBe(markWords(atMs + 5_000, second, "H1"));
  expect(markWords(atMs, minute, "H1")).toBe(markWords(atMs + 5_000, minute, "H1"));
});
