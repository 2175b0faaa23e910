import { spawn } from "node:child_process";
import { rmSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { Agent } from "../agent.ts";
import { pair } from "../commands/pair.ts";
import type { TimeSource } from "../gateway-link/gateway-clock.ts";
import { Journal } from "../journal/journal.ts";
import { loadIdentity } from "../state/identity.ts";
import { eaToken, type StatePaths, statePaths } from "../state/state-dir.ts";
import { eventually } from "./eventually.ts";
import type { FakeGateway } from "./fake-gateway.ts";
import { quietLog, temporaryDirectory } from "./fixtures.ts";

const CLI = join(import.meta.dirname, "..", "cli.ts");
const TERMINAL = join(import.meta.dirname, "..", "..", "paper-terminal", "main.ts");

/** A state directory whose agent is paired with the gateway. */
export async function pairedState(gateway: FakeGateway): Promise<StatePaths> {
  const paths = statePaths(temporaryDirectory());
  const paired = await pair(paths, {
    code: gateway.code,
    gatewayUrl: gateway.url,
    replace: false,
    insecure: false,
  });
  if (!paired.ok) throw new Error(paired.error.message);
  return paths;
}

export interface LocalAgent {
  readonly agent: Agent;
  readonly journal: Journal;
  readonly port: number;
  readonly token: string;
  readonly log: ReturnType<typeof quietLog>;
  /** Ends it as a signal does. */
  readonly stop: () => void;
}

/** Runs an agent in this process. */
export async function startAgent(paths: StatePaths, time?: TimeSource): Promise<LocalAgent> {
  const identity = loadIdentity(paths);
  if (!identity.ok) throw new Error(identity.error.message);
  const journal = new Journal(paths.journal);
  const log = quietLog();
  const token = eaToken(paths);
  const agent = new Agent({
    paths,
    identity: identity.value,
    eaToken: token,
    journal,
    log,
    statusChanged: () => undefined,
    ...(time === undefined ? {} : { time }),
  });
  let stopped = false;
  const stop = () => {
    if (stopped) return;
    stopped = true;
    agent.stop();
    journal.close();
  };
  onTestFinished(stop);
  const port = await agent.start(0, true);
  return { agent, journal, port, token, log, stop };
}

/** A process of the tests' own. */
export interface Child {
  readonly pid: number;
  readonly stderr: () => string;
  readonly ended: () => boolean;
  /** Closes its standard input. */
  readonly closeInput: () => void;
  readonly kill: (signal: NodeJS.Signals) => void;
  /** Waits until it has ended; the answer is its exit code, or the signal that ended it. */
  readonly end: () => Promise<number | string>;
}

function startNode(script: string, args: readonly string[], env: Record<string, string>): Child {
  return start(process.execPath, [script, ...args], env);
}

function start(program: string, args: readonly string[], env: Record<string, string>): Child {
  const child = spawn(program, args, {
    env: { ...process.env, ...env },
    stdio: ["pipe", "ignore", "pipe"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  let end: number | string | undefined;
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  child.on("close", (code, signal) => {
    end = code ?? signal ?? "gone";
  });
  return {
    pid: child.pid ?? 0,
    stderr: () => stderr,
    ended: () => end !== undefined,
    closeInput: () => void child.stdin.end(),
    kill: (signal) => void child.kill(signal),
    end: () => eventually(`the end of ${program} ${args[0] ?? ""}`, () => end),
  };
}

/** Runs the agent as a process of its own; `crash` is a crash point such as `before_pass:1`. */
export function spawnAgent(paths: StatePaths, port: number, crash = ""): Child {
  const args = ["run", "--state", paths.directory, "--port", String(port)];
  return startNode(CLI, args, { SALLYPORT_AGENT_CRASH: crash, SALLYPORT_SUPERVISED: "1" });
}

/** Runs the agent with a limit on the size of its files, so that its disk is full at some point. */
export function spawnLimitedAgent(paths: StatePaths, fileBytes: number): Child {
  const command = `ulimit -f ${Math.floor(fileBytes / 512)}; exec "$0" "$@"`;
  const args = ["-c", command, process.execPath, CLI, "run", "--state", paths.directory, "--port", "0"];
  return start("/bin/sh", args, { SALLYPORT_SUPERVISED: "1" });
}

/** Runs any other command of the agent. */
export function spawnCli(...args: readonly string[]): Child {
  return startNode(CLI, args, {});
}

/** Runs the paper terminal as a process of its own. */
export function spawnTerminal(paths: StatePaths, port: number, directory: string, crash = ""): Child {
  const args = ["--state", directory, "--port", String(port), "--token-file", paths.eaToken, "--seed", "7"];
  return startNode(TERMINAL, args, { SALLYPORT_TERMINAL_CRASH: crash });
}

/** Makes the agent forget everything but its identity. */
export function loseJournal(paths: StatePaths): void {
  for (const suffix of ["", "-wal", "-shm"]) rmSync(`${paths.journal}${suffix}`, { force: true });
}
