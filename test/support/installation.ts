import { type ChildProcess, spawn } from "node:child_process";
import { join } from "node:path";
import * as z from "zod";
import { root } from "../../scripts/lib/root.ts";
import { until } from "./until.ts";

/** The contract of `npm start -- --json`; exactly these fields. */
export const readySchema = z.strictObject({
  url: z.string(),
  login: z.strictObject({ email: z.string(), password: z.string().min(12) }),
  token: z.string(),
  strategy: z.strictObject({ id: z.string(), hook: z.string(), secret: z.string() }),
  account: z.strictObject({ id: z.string() }),
  dealsLog: z.string(),
  pids: z.strictObject({ gateway: z.number(), agent: z.number(), terminal: z.number() }),
});
export type Ready = z.infer<typeof readySchema>;

/** A started installation: gateway, agent and terminal. */
export interface RunningInstallation {
  readonly ready: Ready;
  readonly stateDir: string;
  readonly stop: () => Promise<unknown>;
}

/** One under a supervisor of its own. */
export interface Installation extends RunningInstallation {
  /** The supervisor's own id. */
  readonly pid: number;
  /** All that it has printed on standard output. */
  readonly printed: () => string;
  /** All that it has printed on standard error. */
  readonly logged: () => string;
  /** Ctrl-C; resolves with the exit status, and throws when it does not end within `limitMs`. */
  readonly stop: (limitMs?: number) => Promise<number | null>;
}

/** A first start builds the Worker, and two cores may be busy with something else. */
const START_LIMIT_MS = 90_000;
const STOP_LIMIT_MS = 15_000;

/** Starts `scripts/start.ts --json` with its state in `stateDir` and waits for its one line. */
export async function startInstallation(
  stateDir: string,
  flags: readonly string[] = [],
): Promise<Installation> {
  const script = join(root, "scripts/start.ts");
  const child = spawn(process.execPath, [script, "--json", "--state", stateDir, "--port", "0", ...flags], {
    cwd: root,
    stdio: ["ignore", "pipe", "pipe"],
  });
  let out = "";
  let log = "";
  child.stdout.on("data", (piece) => {
    out += piece;
  });
  child.stderr.on("data", (piece) => {
    log += piece;
  });
  try {
    const line = await until("line of JSON", START_LIMIT_MS, () => {
      if (hasEnded(child)) throw new Error(`start ended with ${child.exitCode ?? child.signalCode}:\n${log}`);
      return out.includes("\n") ? out.slice(0, out.indexOf("\n")) : undefined;
    });
    return {
      ready: readySchema.parse(JSON.parse(line)),
      stateDir,
      pid: child.pid ?? 0,
      printed: () => out,
      logged: () => log,
      stop: (limitMs = STOP_LIMIT_MS) => stop(child, limitMs),
    };
  } catch (error) {
    await stop(child, STOP_LIMIT_MS);
    throw new Error(`the installation did not start:\n${log}`, { cause: error });
  }
}

function hasEnded(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

async function stop(child: ChildProcess, limitMs: number): Promise<number | null> {
  if (!hasEnded(child)) child.kill("SIGINT");
  try {
    await until("end of the installation", limitMs, () => (hasEnded(child) ? true : undefined));
  } finally {
    // Its children end with it; see scripts/start/supervise.ts.
    if (!hasEnded(child)) child.kill("SIGKILL");
  }
  return child.exitCode;
}
