import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { root } from "./root.ts";
import { runProgram } from "./run-program.ts";
import { sourceHash, webSources } from "./source-hash.ts";

/** Where wrangler.toml looks for the desk's files. */
export const webDir = join(root, "dist/web");
/** Beside it, so that it is not served. */
const marker = join(root, "dist/web.built");

/** Builds the trading desk into `dist/web` unless it stands there as the sources are now. True when it built. */
export async function buildWeb(): Promise<boolean> {
  const hash = sourceHash(webSources);
  if (existsSync(webDir) && existsSync(marker) && readFileSync(marker, "utf8") === hash) return false;
  mkdirSync(join(root, "dist"), { recursive: true });
  // Built aside and moved into place: two builds at once must not mix their files.
  const unfinished = mkdtempSync(join(root, "dist/web-unfinished-"));
  try {
    const args = ["build", join(root, "web"), "--outDir", unfinished, "--emptyOutDir", "--logLevel", "warn"];
    const vite = join(root, "node_modules/vite/bin/vite.js");
    // Whoever starts this from a test has "test" there, and vite would take React's development build.
    const env = { NO_COLOR: "1", NODE_ENV: "production" };
    const { status, printed } = await runProgram(vite, args, { cwd: root, env });
    if (status !== 0) throw new Error(`the trading desk could not be built:\n${printed}`);
    rmSync(webDir, { recursive: true, force: true });
    renameSync(unfinished, webDir);
    writeFileSync(marker, hash);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
  return true;
}
