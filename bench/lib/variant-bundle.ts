import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { bundleWorker } from "../../scripts/lib/build-worker.ts";
import { root } from "../../scripts/lib/root.ts";

/**
 * Bundles the real Worker with another entry, `entry` from the root of the repository, and with other values of
 * variables. The configuration stands in `folder`, so what it names by a path is named from the root.
 */
export async function variantBundle(
  folder: string,
  name: string,
  entry: string,
  variables: Readonly<Record<string, string>> = {},
): Promise<{ dir: string; built: boolean }> {
  let config = readFileSync(join(root, "wrangler.toml"), "utf8");
  const set = (key: string, value: string): void => {
    const line = new RegExp(`^${key} = .*$`, "m");
    if (!line.test(config)) throw new Error(`wrangler.toml names no ${key}`);
    config = config.replace(line, `${key} = ${JSON.stringify(value)}`);
  };
  set("main", join(root, entry));
  set("directory", join(root, "dist/web"));
  for (const [key, value] of Object.entries(variables)) set(key, value);
  const file = join(folder, `${name}.toml`);
  writeFileSync(file, config);
  const dir = join(folder, `${name}-bundle`);
  await bundleWorker(file, dir);
  return { dir, built: true };
}
