import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, expect, test } from "vitest";
import { bundleWorker, readManifest } from "../../scripts/lib/build-worker.ts";
import { root } from "../../scripts/lib/root.ts";

/**
 * The network takes 3 MiB; what starts in every isolate should stay far below. Passkeys brought 150 KiB, the list of
 * common passwords 110, the description of the API 60.
 */
const LARGEST_KIB = 700;

let outDir = "";
let printed = "";
beforeAll(async () => {
  outDir = mkdtempSync(join(tmpdir(), "sallyport-bundle-"));
  printed = await bundleWorker(join(root, "wrangler.toml"), outDir);
});
afterAll(() => rmSync(outDir, { recursive: true, force: true }));

test(`what a deploy would upload is at most ${LARGEST_KIB} KiB compressed`, () => {
  const { modules } = readManifest(outDir);
  const sizes = modules.map((file) => gzipSync(readFileSync(join(outDir, file))).length);
  const kib = sizes.reduce((sum, size) => sum + size, 0) / 1024;
  console.log(`the Worker is ${kib.toFixed(1)} KiB compressed, of ${LARGEST_KIB} KiB at most`);
  expect(kib).toBeGreaterThan(1);
  expect(kib).toBeLessThanOrEqual(LARGEST_KIB);
});

test("zod's messages in other languages stay out: the Worker's files say `import * as z`, not `import { z }`", () => {
  const { modules } = readManifest(outDir);
  const code = modules.filter((file) => file.endsWith(".js")).map((file) => join(outDir, file));
  expect(contents(code).join("")).not.toContain("zod/v4/locales/fr");
});

test("wrangler has nothing to warn about", () => {
  expect(printed).not.toMatch(/warning/i);
});

test("the bundle holds every migration of every object, or an object could not wake", () => {
  const { modules, objects } = readManifest(outDir);
  const migrations = globSync("migrations/*/*.sql", { cwd: root }).map((file) => join(root, file));
  const bundled = modules.filter((file) => file.endsWith(".sql")).map((file) => join(outDir, file));
  expect(contents(bundled)).toEqual(contents(migrations));
  expect(migrations.length).toBeGreaterThanOrEqual(objects.length);
});

test("every object keeps its data in SQLite", () => {
  const { objects } = readManifest(outDir);
  expect(objects.map((object) => object.sqlite)).toEqual(objects.map(() => true));
});

/** Sorted, each once: wrangler bundles files of the same content once. */
function contents(files: readonly string[]): string[] {
  return [...new Set(files.map((file) => readFileSync(file, "utf8")))].sort();
}
