import { join } from "node:path";
import { build } from "esbuild";
import { root } from "../lib/root.ts";
import { RUNTIME_VERSION } from "./targets.ts";

/**
 * Bundles the agent with everything it imports into one CommonJS file at `outfile`: an executable has no
 * `node_modules` beside it. `ws` tries to load two native helpers and does without them.
 */
export async function bundleAgent(outfile: string): Promise<void> {
  await build({
    entryPoints: [join(root, "bridge-agent", "src", "cli.ts")],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: `node${RUNTIME_VERSION.split(".")[0]}`,
    external: ["bufferutil", "utf-8-validate"],
    // `ws` is CommonJS and asks for Node's own modules with `require`.
    banner: { js: 'import { createRequire } from "node:module"; const require = createRequire("file:///");' },
    legalComments: "eof",
    logLevel: "silent",
  });
}
