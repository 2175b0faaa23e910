import { type ChildProcess, spawn, spawnSync } from "node:child_process";
import { closeSync, openSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { backoffMs, STABLE_AFTER_MS } from "./backoff.ts";

const LARGEST_LOG_BYTES = 10 * 1024 * 1024;

/** A program that is started again whenever it ends. */
export interface ChildSpec {
  readonly name: string;
  readonly command: string;
  readonly args: readonly string[];
  readonly env: NodeJS.ProcessEnv;
  /** Whether it ends by itself when its standard input is closed, i.e. when this process is gone. */
  readonly watchesStdin: boolean;
}

export interface Supervised {
  /** The pid of the running process, or of the last one while it is being started again. */
  pid(): number;
  /** Asks it to end, kills it after `graceMs`, and resolves when it is gone. It is not started again. */
  stop(graceMs: number): Promise<void>;
}

/** The file that names the running process, for a later start to find what a killed one left behind. */
export function pidFileOf(name: string, dir: string): string {
  return join(dir, `${name}.pid`);
}

/**
 * On Linux the kernel can end a child with its parent, which helps for programs that do not watch their
 * standard input. Elsewhere such a child is ended by the next start (stale-child.ts).
 */
function boundToParent(spec: ChildSpec): { command: string; args: readonly string[] } {
  const tie = ["--pdeathsig", "KILL"];
  const usable = process.platform === "linux" && spawnSync("setpriv", [...tie, "true"]).status === 0;
  return usable ? { command: "setpriv", args: [...tie, spec.command, ...spec.args] } : spec;
}

function openLog(path: string): number {
  const size = statSync(path, { throwIfNoEntry: false })?.size ?? 0;
  if (size > LARGEST_LOG_BYTES) renameSync(path, `${path}.old`);
  return openSync(path, "a", 0o600);
}

/**
 * Starts a program and keeps it running. Its output goes straight to `<dir>/<name>.log`: relayed through
 * this process, it would block the supervisor as soon as nobody reads the supervisor's own output.
 */
export function supervise(spec: ChildSpec, dir: string, say: (line: string) => void): Supervised {
  const { command, args } = spec.watchesStdin ? spec : boundToParent(spec);
  const stopping = new AbortController();
  let failures = 0;
  let startedAtMs = 0;
  let child = start();

  function start(): ChildProcess {
    const log = openLog(join(dir, `${spec.name}.log`));
    startedAtMs = Date.now();
    const started = spawn(command, args, {
      // A group of its own: Ctrl-C reaches the supervisor only, which then stops all in order.
      detached: true,
      stdio: [spec.watchesStdin ? "pipe" : "ignore", log, log],
      env: spec.watchesStdin ? { ...spec.env, SALLYPORT_SUPERVISED: "1" } : spec.env,
    });
    closeSync(log);
    if (started.pid !== undefined) writeFileSync(pidFileOf(spec.name, dir), String(started.pid));
    started.stdin?.on("error", (error) => say(`${spec.name}: ${error.message}`));
    started.once("error", (error) => void restart(`could not be started: ${error.message}`));
    started.once("exit", (code, signal) => void restart(`ended (${signal ?? code})`));
    return started;
  }

  async function restart(why: string): Promise<void> {
    if (stopping.signal.aborted) return;
    if (Date.now() - startedAtMs > STABLE_AFTER_MS) failures = 0;
    const waitMs = backoffMs(failures, Math.random());
    failures += 1;
    say(`${spec.name} ${why}; starting it again in ${waitMs} ms`);
    try {
      await sleep(waitMs, undefined, { signal: stopping.signal });
    } catch {
      return; // Stopped while waiting.
    }
    child = start();
  }

  function hasEnded(): boolean {
    return child.pid === undefined || child.exitCode !== null || child.signalCode !== null;
  }

  return {
    pid: () => child.pid ?? 0,
    async stop(graceMs) {
      stopping.abort();
      if (!hasEnded()) {
        const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
        child.kill("SIGTERM");
        await Promise.race([ended, sleep(graceMs, undefined, { ref: false })]);
        if (!hasEnded()) child.kill("SIGKILL");
        await ended;
      }
      rmSync(pidFileOf(spec.name, dir), { force: true });
    },
  };
}
