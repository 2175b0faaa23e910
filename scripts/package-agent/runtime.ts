import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { RUNTIME_VERSION, type Target } from "./targets.ts";

const run = promisify(execFile);

/**
 * The path of the Node.js runtime that goes into an executable: this host's own where it is of the right
 * kind, otherwise the one inside a registry package, which is fetched once into `cache` and checked against
 * the pinned hash. Throws when it cannot be fetched or is not what was pinned.
 */
export async function runtimeFor(target: Target, cache: string): Promise<string> {
  if (process.version !== `v${RUNTIME_VERSION}`) {
    throw new Error(`packaging needs Node.js ${RUNTIME_VERSION}, this is ${process.version}: use npm run`);
  }
  if (process.platform === target.platform && process.arch === target.arch) return process.execPath;
  const directory = join(cache, `${target.runtimePackage}-${RUNTIME_VERSION}`);
  const runtime = join(directory, ...target.runtimePath.split("/"));
  if (!existsSync(runtime)) await fetchInto(directory, target);
  return runtime;
}

async function fetchInto(directory: string, { runtimePackage, integrity }: Target): Promise<void> {
  const work = mkdtempSync(join(tmpdir(), "sallyport-runtime-"));
  try {
    const wanted = `${runtimePackage}@${RUNTIME_VERSION}`;
    // npm is a script on Windows, which only a shell starts; nothing here comes from outside.
    await run("npm", ["pack", wanted, "--pack-destination", work, "--silent"], {
      shell: process.platform === "win32",
    });
    const archive = `${runtimePackage}-${RUNTIME_VERSION}.tgz`;
    checkIntegrity(readFileSync(join(work, archive)), integrity, wanted);
    const unpacked = join(work, "unpacked");
    mkdirSync(unpacked);
    await run("tar", ["-xzf", archive, "-C", "unpacked"], { cwd: work });
    rmSync(directory, { recursive: true, force: true });
    // The cache may be on another disk than the temporary files, where a rename fails.
    cpSync(unpacked, directory, { recursive: true });
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** Throws unless `bytes` have the hash that `integrity` names (`sha512-` and base64, as lock files do). */
export function checkIntegrity(bytes: Uint8Array, integrity: string, what: string): void {
  const found = `sha512-${createHash("sha512").update(bytes).digest("base64")}`;
  if (found !== integrity) throw new Error(`${what} is not what was pinned: ${found}`);
}
