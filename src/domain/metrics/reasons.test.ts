import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { reasonLabel } from "./reasons.ts";

const root = join(import.meta.dirname, "../../..");

/** Where codes come from that end in a label: verdicts on alerts, ends of orders, the doors of the API. */
const folders = [
  "src/domain/alert",
  "src/domain/order",
  "src/domain/access",
  "src/domain/json",
  "durable-objects/strategy",
  "durable-objects/trading-account",
  "durable-objects/user",
  "durable-objects/tenant",
  "bridge-agent/src",
];

/** The codes that a source text refuses with. */
const REFUSES =
  /\b(?:refusal|refuse|refuseLength|refused|unclear|fail)\(\s*(?:[a-zA-Z.]+,\s*)?"([a-z][a-z0-9_]{1,60})"\s*,/g;

function sourceFiles(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".ts") && !file.includes("test"))
    .map((file) => join(root, folder, file));
}

test("every code that the source refuses with has a label of its own: add a new one to reasons.ts", () => {
  const codes = new Set(
    folders
      .flatMap(sourceFiles)
      .flatMap((file) => [...readFileSync(file, "utf8").matchAll(REFUSES)].map(([, code = ""]) => code)),
  );
  expect(codes.size).toBeGreaterThan(150);
  expect([...codes].filter((code) => reasonLabel(code) !== code)).toEqual([]);
});

test("a code that nobody knows is no label of its own, and no code is no label", () => {
  expect(reasonLabel("made_up_by_an_agent")).toBe("other");
  expect(reasonLabel("")).toBe("other");
  expect(reasonLabel(null)).toBe("");
  expect(reasonLabel(undefined)).toBe("");
});
