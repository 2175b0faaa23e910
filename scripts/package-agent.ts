import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { root } from "./lib/root.ts";
import { bundleAgent } from "./package-agent/bundle.ts";
import { checksumLine, makeExecutable } from "./package-agent/executable.ts";
import { runtimeFor } from "./package-agent/runtime.ts";
import { type Target, targets } from "./package-agent/targets.ts";

/**
 * `npm run package:agent`: the agent as one executable file for each target, with `SHA256SUMS`, in
 * `dist/agent` or the directory given with `--out`. `--target NAME` makes only that one.
 */
const { values } = parseArgs({
  options: {
    target: { type: "string" },
    out: { type: "string", default: join(root, "dist", "agent") },
  },
});

function chosen(name: string | undefined): readonly Target[] {
  if (name === undefined) return targets;
  const found = targets.filter((target) => target.name === name);
  if (found.length === 0) throw new Error(`--target is one of ${targets.map((one) => one.name).join(", ")}`);
  return found;
}

const wanted = chosen(values.target);
const directory = values.out;
mkdirSync(directory, { recursive: true });
const bundle = join(directory, "sallyport-agent.mjs");
await bundleAgent(bundle);
const cache = join(root, "node_modules", ".cache", "sallyport-runtimes");
let sums = "";
for (const target of wanted) {
  const runtime = await runtimeFor(target, cache);
  const path = await makeExecutable(target, { bundle, runtime, directory });
  rmSync(join(directory, `${target.name}.sea.json`));
  sums += checksumLine(path, target.fileName);
  console.log(`made ${path}`);
}
rmSync(bundle);
writeFileSync(join(directory, "SHA256SUMS"), sums);
console.log(`made ${join(directory, "SHA256SUMS")}`);
