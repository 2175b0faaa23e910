import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmodSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { promisify } from "node:util";
import type { Target } from "./targets.ts";

const run = promisify(execFile);

/** Makes the executable of one target in `directory` out of a bundle and a runtime; answers its path. */
export async function makeExecutable(
  target: Target,
  { bundle, runtime, directory }: { bundle: string; runtime: string; directory: string },
): Promise<string> {
  const output = join(directory, target.fileName);
  const config = join(directory, `${target.name}.sea.json`);
  const settings = {
    main: bundle,
    mainFormat: "module",
    executable: runtime,
    output,
    disableExperimentalSEAWarning: true,
    // A code cache works only on the platform that made it.
    useCodeCache: false,
    // What a user sets for other programs must not change how this one runs.
    execArgvExtension: "none",
  };
  writeFileSync(config, JSON.stringify(settings));
  await run(process.execPath, ["--build-sea", config]);
  chmodSync(output, 0o755);
  return output;
}

/** One line as `sha256sum` prints and checks them: hash, two blanks, name. */
export function checksumLine(path: string, name: string): string {
  return `${createHash("sha256").update(readFileSync(path)).digest("hex")}  ${name}\n`;
}
