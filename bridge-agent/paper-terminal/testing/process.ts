import { spawn } from "node:child_process";
import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import * as z from "zod";
import type { TestDesk } from "./desk.ts";
import { openDesk } from "./desk.ts";
import { temporaryDirectory, testMarket } from "./fixtures.ts";
import type { Connection } from "./tiny-agent.ts";
import { eventually, TinyAgent, TOKEN } from "./tiny-agent.ts";

const MAIN = join(import.meta.dirname, "..", "main.ts");
const logLine = z.looseObject({ event: z.string(), at: z.number() });
export type LogLine = z.output<typeof logLine>;

/** How a process ended. */
export interface End {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

export interface Terminal {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly end: Promise<End>;
  /** Waits for a line of its log. */
  readonly logged: (event: string) => Promise<LogLine>;
  readonly lines: () => LogLine[];
  readonly stderr: () => string;
}

export function startProcess(args: readonly string[], crash = ""): Terminal {
  const env = { ...process.env, SALLYPORT_TERMINAL_CRASH: crash };
  const child = spawn(process.execPath, [MAIN, ...args], { env, stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const end = new Promise<End>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  const lines = () =>
    stderr
      .split("\n")
      .slice(0, -1)
      .filter((line) => line.startsWith("{"))
      .map((line) => logLine.parse(JSON.parse(line)));
  const logged = (event: string) =>
    eventually(`the log line ${event}; got ${stderr}`, () => lines().find((line) => line.event === event));
  return { kill: (signal) => void child.kill(signal), end, logged, lines, stderr: () => stderr };
}

/** A state directory, an agent, and terminals that find each other through them. */
export async function begin() {
  const state = temporaryDirectory();
  const tokenFile = join(state, "token");
  writeFileSync(tokenFile, `${TOKEN}\n`);
  const agent = new TinyAgent();
  onTestFinished(() => agent.close());
  const port = await agent.listen();
  const args = ["--state", state, "--port", String(port), "--token-file", tokenFile];
  let connections = 0;
  return {
    agent,
    state,
    args,
    start: (crash = "", more: readonly string[] = []) => startProcess([...args, ...more], crash),
    /** The next connection that the agent gets. */
    nextConnection: (): Promise<Connection> => agent.connection(connections++),
    /** The files that a dead terminal left, opened as its successor would. */
    inspect: (): TestDesk => openDesk(state, testMarket().source, Date.now),
    dealsLog: () => readFileSync(join(state, "deals.jsonl"), "utf8"),
  };
}
