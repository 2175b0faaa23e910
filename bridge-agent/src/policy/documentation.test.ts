import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { parsePolicy } from "./policy-file.ts";

const page = readFileSync(join(import.meta.dirname, "..", "..", "..", "docs", "policy.md"), "utf8");

test("the example in the documentation is right", () => {
  const [, example = ""] = /```toml\n([\s\S]*?)```/.exec(page) ?? [];
  const read = parsePolicy(example);
  expect(read.ok ? "" : read.error.message).toBe("");
  expect(example.length).toBeGreaterThan(500);
});

test("every code of the policy is in the documentation", () => {
  const sources = ["judge.ts", "stops.ts", "money-limits.ts", "policy-source.ts", "policy-file.ts"];
  const text = sources.map((name) => readFileSync(join(import.meta.dirname, name), "utf8")).join("");
  const codes = new Set(text.match(/"policy_[a-z_]+"/g)?.map((code) => code.replaceAll('"', "")));
  codes.delete("policy_in_force");
  codes.delete("policy_not_watched");
  expect(codes.size).toBeGreaterThan(12);
  for (const code of codes) expect(page, code).toContain(`\`${code}\``);
});
