import { expect, test } from "vitest";
import { policyExample } from "./example.ts";
import { noLimits } from "./policy.ts";
import { parsePolicy } from "./policy-file.ts";

test("the example limits nothing as it is written", () => {
  expect(parsePolicy(policyExample)).toEqual({ ok: true, value: noLimits });
});

test("with the comment signs taken away every line of the example is right", () => {
  const all = policyExample
    .split("\n")
    .map((line) => line.replace(/^# (?=\[|[a-z_]+ = )/, ""))
    .join("\n");
  const read = parsePolicy(all);
  expect(read.ok ? "" : read.error.message).toBe("");
  expect(read.ok && Object.keys(read.value)).toHaveLength(12);
});
