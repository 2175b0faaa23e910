import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { webDir } from "./build-web.ts";
import { root } from "./root.ts";
import { runProgram } from "./run-program.ts";
import { gatewaySources, sourceHash } from "./source-hash.ts";
import { describeWorker, type WorkerManifest, workerManifestSchema } from "./worker-manifest.ts";

const MANIFEST = "manifest.json";

/** A bundle in `dir`, as `readManifest` describes it. `built` is false when an earlier build was used. */
export interface Bundle {
  readonly dir: string;
  readonly built: boolean;
}

/** The manifest of a bundle that `bundleWorker` wrote. */
export function readManifest(bundleDir: string): WorkerManifest {
  return workerManifestSchema.parse(JSON.parse(readFileSync(join(bundleDir, MANIFEST), "utf8")));
}

/**
 * Bundles the Worker of the wrangler configuration at `configPath` into `outDir`. wrangler is the only
 * bundler, so that one machine runs byte for byte what a deploy to the network would upload.
 * Returns what wrangler printed; throws with it when the Worker does not build.
 */
export async function bundleWorker(configPath: string, outDir: string): Promise<string> {
  rmSync(outDir, { recursive: true, force: true });
  const args = ["deploy", "--dry-run", "--config", configPath, "--outdir", outDir];
  const wrangler = join(root, "node_modules/wrangler/bin/wrangler.js");
  const env = { WRANGLER_SEND_METRICS: "false", NO_COLOR: "1" };
  const { status, printed } = await runProgram(wrangler, args, { cwd: root, env });
  if (status !== 0) throw new Error(`the Worker could not be built:\n${printed}`);
  const manifest = await describeWorker(configPath, outDir);
  // Beside the bundle, so that a running installation keeps the desk that it was started with.
  cpSync(webDir, join(outDir, "web"), { recursive: true });
  writeFileSync(join(outDir, MANIFEST), `${JSON.stringify(manifest, null, 2)}\n`);
  return printed;
}

/**
 * The gateway's bundle under `dist/worker/`, built unless one of the same sources is there. Each build has
 * a folder of its own, and appears in it complete, so that two starts at once cannot disturb each other.
 */
export async function buildGateway(): Promise<Bundle> {
  const builds = join(root, "dist/worker");
  const dir = join(builds, sourceHash(gatewaySources));
  if (existsSync(join(dir, MANIFEST))) return { dir, built: false };

  mkdirSync(builds, { recursive: true });
  const unfinished = mkdtempSync(join(builds, "unfinished-"));
  try {
    await bundleWorker(join(root, "wrangler.toml"), unfinished);
    if (!existsSync(join(dir, MANIFEST))) renameSync(unfinished, dir);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return { dir, built: true };
}
