#!/usr/bin/env node
// Plain JavaScript, because whatever Node is first on the path runs it; the program itself is TypeScript and
// needs the Node that this package brings along.
import { spawnSync } from "node:child_process";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const main = join(dirname(fileURLToPath(import.meta.url)), "main.ts");
if (process.features.typescript) {
  await import("./main.ts");
} else {
  const packaged = dirname(createRequire(import.meta.url).resolve("node/package.json"));
  const node = join(packaged, "bin", process.platform === "win32" ? "node.exe" : "node");
  const run = spawnSync(node, [main, ...process.argv.slice(2)], { stdio: "inherit" });
  process.exitCode = run.status ?? 2;
}
