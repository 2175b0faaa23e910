import { expect, test } from "vitest";
import { csvText } from "./csv.ts";

test("numbers stay numbers, below zero too, and what a spreadsheet would run becomes text", () => {
  const [, line] = csvText(["a"], [["-12.50", "-1+2", "=1", "-", "x, y"]]).split("\r\n");
  expect(line).toBe(`"-12.50","'-1+2","'=1","'-","x, y"`);
});
