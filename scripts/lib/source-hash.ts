import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** Everything that can change the bundle; the lock file stands for the dependencies. */
const sources = ["src/**/*.*", "durable-objects/**/*.*", "migrations/**/*.*", "scripts/lib/*worker*.ts"];
const files = ["wrangler.toml", "tsconfig.json", "package-lock.json"];

/** Sixteen hex digits that change when the Worker's sources, its configuration or its dependencies do. */
export function sourceHash(): string {
  const found = globSync(sources, { cwd: root, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".test.ts"))
    .map((entry) => join(entry.parentPath, entry.name));
  const hash = createHash("sha256");
  for (const path of [...found.sort(), ...files.map((file) => join(root, file))]) {
    hash
      .update(`${path.slice(root.length)}\0`)
      .update(readFileSync(path))
      .update("\0");
  }
  return hash.digest("hex").slice(0, 16);
}
