import { type ChildProcess, spawn } from "node:child_process";
import type { CrashPlace } from "../crash-point.ts";
import type { Log } from "../log.ts";
import type { Timing } from "../timing.ts";

/** How long after its end a terminal is started again. */
const RESTART_MS = 500;

/** The places of the shim for those at which a paper terminal dies in fault tests. */
const crashPlaces: Readonly<Record<CrashPlace, string>> = {
  after_journal: "before_send",
  after_execute: "on_result",
  before_result: "before_result",
};

/** The `--crash` option for a setting as in `crash-point.ts`; nothing for one that names no such place. */
export function crashOption(setting: string | undefined): string[] {
  const [place = "", ...count] = (setting ?? "").split(":");
  const at = Object.entries(crashPlaces).find(([name]) => name === place)?.[1];
  return at === undefined ? [] : ["--crash", [at, ...count].join(":")];
}

export interface AdvisorOptions {
  /** The compiled expert advisor. */
  readonly program: string;
  /** The directory that stands for MQL5/Files. */
  readonly files: string;
  readonly venuePort: number;
  readonly agentPort: number;
  readonly token: string;
  /** Where it is to kill itself, once: a setting as in `crash-point.ts`. */
  readonly crash: string | undefined;
}

/** Runs a compiled expert advisor, and starts it again when it ends. It does not outlive this process. */
export class Advisor {
  readonly #options: AdvisorOptions;
  readonly #timing: Timing;
  readonly #log: Log;
  #child: ChildProcess | undefined;
  #stopped = false;
  #crash: readonly string[];

  constructor(options: AdvisorOptions, timing: Timing, log: Log) {
    this.#options = options;
    this.#timing = timing;
    this.#log = log;
    this.#crash = crashOption(options.crash);
    this.#start();
  }

  /** Ends it for good; resolves when it has ended. */
  stop(): Promise<void> {
    this.#stopped = true;
    const child = this.#child;
    if (child === undefined) return Promise.resolve();
    return new Promise((resolve) => {
      child.once("close", () => resolve());
      child.kill("SIGTERM");
    });
  }

  #start(): void {
    if (this.#stopped) return;
    const { program, files, venuePort, agentPort, token } = this.#options;
    const args = ["--venue", `127.0.0.1:${venuePort}`, "--files", files];
    args.push("--input", `AgentPort=${agentPort}`, "--input", `Token=${token}`);
    args.push(...this.#crash);
    this.#crash = [];
    const env = { ...process.env, SALLYPORT_SUPERVISED: "1" };
    const child = spawn(program, args, { env, stdio: ["pipe", "ignore", "inherit"] });
    this.#child = child;
    this.#log("advisor_started", { pid: child.pid ?? 0 });
    child.once("error", (error) => this.#log("advisor_failed", { message: error.message }));
    child.once("close", (code, signal) => {
      this.#child = undefined;
      this.#log("advisor_ended", { code: code ?? -1, signal: signal ?? "" });
      if (!this.#stopped) this.#timing.after(RESTART_MS, () => this.#start());
    });
  }
}
