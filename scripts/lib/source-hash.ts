import { createHash } from "node:crypto";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";

/** What a build is made of: patterns of its sources, and single files. The lock file stands for the dependencies. */
interface Sources {
  readonly patterns: readonly string[];
  readonly files: readonly string[];
}

/** The trading desk; it shares schemas with the Worker. */
export const webSources: Sources = {
  patterns: ["web/**/*.*", "src/**/*.ts"],
  files: ["tsconfig.json", "package-lock.json"],
};

/** The Worker, and the desk that goes with it. */
export const gatewaySources: Sources = {
  patterns: [
    ...["src/**/*.*", "durable-objects/**/*.*", "migrations/**/*.*", "scripts/lib/*worker*.ts", "web/**/*.*"],
  ],
  files: ["wrangler.toml", "tsconfig.json", "package-lock.json"],
};

/** Sixteen hex digits that change when one of the sources does. */
export function sourceHash({ patterns: sources, files }: Sources): string {
  const found = globSync([...sources], { cwd: root, withFileTypes: true })
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
