#!/usr/bin/env node
import { spawn } from "node:child_process";
import { createHash, randomUUID } from "node:crypto";
import {
  existsSync,
  globSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { translate } from "./translate.ts";

const shim = join(import.meta.dirname, "shim");
const root = join(import.meta.dirname, "..", "..", "..");
const defaultCache = join(root, "node_modules", ".cache", "sallyport-ea");
/** The expert advisor's own source. */
const expertAdvisor = join(import.meta.dirname, "..", "Sallyport.mq5");

/** MQL5's integers wrap; everything that g++ finds odd in the shim or in the program stops the build. */
const flags = [
  ...["-std=c++17", "-O2", "-fwrapv", "-Wall", "-Wextra", "-Werror=return-type"],
  // A division by zero ends the program in MQL5; C++ may compute anything else.
  ...["-fsanitize=integer-divide-by-zero", "-fsanitize-undefined-trap-on-error"],
];
/** As the flags of a build that looks for faults of memory and arithmetic. */
const sanitizerFlags = [
  "-O1",
  "-g1",
  "-fsanitize=address,undefined",
  "-fno-sanitize-recover=undefined",
  "-fno-sanitize-undefined-trap-on-error",
];

/** Builds that are kept, and for how long each is kept anyhow: somebody may be about to run it. */
const KEPT = 12;
const FRESH_MS = 3_600_000;
const POLL_MS = 100;

export interface BuildOptions {
  /** The `.mq5` file. */
  readonly source?: string;
  /** Where binaries are kept, one for each state of the sources. */
  readonly cache?: string;
  /** More flags of the compiler, e.g. `sanitizerFlags`. */
  readonly flags?: readonly string[];
}

/**
 * Compiles an MQL5 program with the shim; answers the path of the executable. Nothing is done when it was
 * built from the same sources before. Throws with the compiler's words, or when there is no g++.
 */
export async function buildProgram(options: BuildOptions = {}): Promise<string> {
  const source = options.source ?? expertAdvisor;
  const cache = options.cache ?? defaultCache;
  const all = [...flags, ...(options.flags ?? [])];
  const sources = globSync("*.{h,cpp}", { cwd: shim })
    .sort()
    .map((name) => join(shim, name));
  const shimHash = hashOf([...all, ...sources.map((path) => readFileSync(path, "utf8"))]);
  const library = await once(join(cache, `shim-${shimHash}`), (folder) =>
    compileAll(
      sources.filter((path) => path.endsWith(".cpp")),
      folder,
      all,
    ),
  );
  const code = translate(source);
  const name = `${basename(source, ".mq5")}-${hashOf([shimHash, code])}`;
  const built = await once(join(cache, name), async (folder) => {
    const file = join(folder, "program.cpp");
    writeFileSync(file, code);
    const objects = globSync("*.o", { cwd: library }).map((object) => join(library, object));
    await compile([...all, "-I", shim, "-o", join(folder, "program"), file, ...objects]);
    prune(cache);
  });
  return join(built, "program");
}

function hashOf(parts: readonly string[]): string {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part).update("\0");
  return hash.digest("hex").slice(0, 16);
}

/** Lets `make` fill a folder, once among all processes; the folder is there only when it is complete. */
async function once(folder: string, make: (folder: string) => Promise<void>): Promise<string> {
  mkdirSync(dirname(folder), { recursive: true });
  const lock = `${folder}.lock`;
  while (!existsSync(folder)) {
    if (!take(lock)) {
      await sleep(POLL_MS);
      continue;
    }
    const draft = `${folder}.${randomUUID()}`;
    try {
      if (existsSync(folder)) break;
      mkdirSync(draft);
      await make(draft);
      renameSync(draft, folder);
    } finally {
      rmSync(draft, { recursive: true, force: true });
      rmSync(lock, { force: true });
    }
  }
  return folder;
}

/** True when the lock is now ours; one whose holder has died is removed. */
function take(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (codeOf(error) !== "EEXIST") throw error;
  }
  const held = statSync(lock, { throwIfNoEntry: false });
  if (held === undefined) return false;
  const holder = Number(readFileSync(lock, "utf8"));
  if (holder > 0 && !isAlive(holder)) rmSync(lock, { force: true });
  return false;
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return codeOf(error) === "EPERM";
  }
}

function codeOf(error: unknown): string {
  return error instanceof Error && "code" in error ? String(error.code) : "";
}

/** Removes what was built from sources that are gone; the newest stay, and so does whatever is fresh. */
function prune(cache: string): void {
  const built = readdirSync(cache, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => ({ name, builtMs: statSync(join(cache, name)).mtimeMs }))
    .sort((a, b) => b.builtMs - a.builtMs);
  for (const { name, builtMs } of built.slice(KEPT)) {
    if (Date.now() - builtMs > FRESH_MS) rmSync(join(cache, name), { recursive: true, force: true });
  }
}

/** Two at a time: each takes a core. */
async function compileAll(files: readonly string[], folder: string, all: readonly string[]): Promise<void> {
  const left = [...files];
  const worker = async () => {
    for (let file = left.pop(); file !== undefined; file = left.pop()) {
      await compile([...all, "-c", "-o", join(folder, `${basename(file, ".cpp")}.o`), file]);
    }
  };
  await Promise.all([worker(), worker()]);
}

function compile(args: readonly string[]): Promise<void> {
  return new Promise((resolve, reject) => {
    const child = spawn("g++", args, { stdio: ["ignore", "ignore", "pipe"] });
    let said = "";
    child.stderr.setEncoding("utf8").on("data", (text: string) => {
      said += text;
    });
    child.once("error", (error) => {
      const absent = codeOf(error) === "ENOENT";
      const hint = "on Debian and Ubuntu: apt-get install g++";
      reject(new Error(absent ? `g++ is needed to compile the expert advisor for its tests; ${hint}` : said));
    });
    child.once("close", (status) => {
      if (status === 0) resolve();
      else reject(new Error(`g++ refused the program:\n${said.slice(0, 8_000)}`));
    });
  });
}

if (import.meta.main) {
  const given = process.argv.slice(2);
  const [source] = given.filter((argument) => argument !== "--sanitize");
  const path = await buildProgram({
    ...(source === undefined ? {} : { source }),
    flags: given.includes("--sanitize") ? sanitizerFlags : [],
  });
  process.stdout.write(`${path}\n`);
}
