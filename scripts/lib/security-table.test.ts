import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { root } from "./root.ts";

/** `3.3.1 to 3.3.4, 3.5.1` as single ids. */
function idsIn(text: string): string[] {
  return [...text.matchAll(/(\d+\.\d+)\.(\d+)(?: to \1\.(\d+))?/g)].flatMap(([, chapter, from, to]) => {
    const [first, last] = [Number(from), Number(to ?? from)];
    return Array.from({ length: last - first + 1 }, (_, at) => `${chapter}.${first + at}`);
  });
}

function testFiles(dir: string): string[] {
  return readdirSync(join(root, dir), { recursive: true, encoding: "utf8" })
    .filter((file) => file.endsWith(".test.ts"))
    .map((file) => join(root, dir, file));
}

const table = readFileSync(join(root, "docs/security.md"), "utf8")
  .split("\n")
  .map((line) => /^\| ([\d., to]+) \| .* \| (.*) \|$/.exec(line))
  .filter((row) => row !== null)
  .map(([, ids = "", state = ""]) => ({ ids: idsIn(ids), shown: state.startsWith("shown") }));

const carried = new Set(
  ["src", "durable-objects", "test"]
    .flatMap(testFiles)
    .flatMap((file) => [...readFileSync(file, "utf8").matchAll(/ASVS ([\d., to]+):/g)])
    .flatMap(([, ids = ""]) => idsIn(ids)),
);

test("every requirement that docs/security.md calls shown is carried by a test", () => {
  const shown = table.filter((row) => row.shown).flatMap(({ ids }) => ids);
  expect(shown.length).toBeGreaterThan(30);
  expect(shown.filter((id) => !carried.has(id))).toEqual([]);
});

test("every requirement that a test carries is in the table", () => {
  const listed = new Set(table.flatMap(({ ids }) => ids));
  expect([...carried].filter((id) => !listed.has(id))).toEqual([]);
});
