import { spawnSync } from "node:child_process";
import { join } from "node:path";
import { root } from "./lib/root.ts";

/**
 * `npm run migrations [-- --name WORD]`: compares each object's schema with its migrations and writes the
 * SQL file for what changed. Objects apply what they miss when they wake, so a file that was released
 * must never be changed.
 */
const objects = ["address-guard", "feed", "strategy", "tenant", "trading-account", "user"];

const drizzleKit = join(root, "node_modules/drizzle-kit/bin.cjs");

for (const object of objects) {
  const run = spawnSync(
    process.execPath,
    [
      drizzleKit,
      "generate",
      "--dialect=sqlite",
      "--driver=durable-sqlite",
      `--schema=durable-objects/${object}/schema.ts`,
      `--out=migrations/${object}`,
      ...process.argv.slice(2),
    ],
    { cwd: root, stdio: "inherit" },
  );
  if (run.status !== 0) process.exit(run.status ?? 1);
}
