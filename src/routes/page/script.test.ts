import { Script } from "node:vm";
import { expect, it } from "vitest";
import { PAGE_SCRIPT } from "./script.ts";

it("the page's script, which no compiler sees, parses", () => {
  expect(() => new Script(PAGE_SCRIPT)).not.toThrow();
});
