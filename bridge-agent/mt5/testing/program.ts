import { spawn } from "node:child_process";
import { onTestFinished } from "vitest";
import * as z from "zod";
import { eventually } from "../../paper-terminal/testing/tiny-agent.ts";

const line = z.object({ event: z.string(), text: z.string() });
export type ProgramLine = z.output<typeof line>;

/** A compiled MQL5 program that runs. */
export interface Program {
  readonly kill: (signal: NodeJS.Signals) => void;
  readonly end: Promise<{ readonly code: number | null; readonly signal: NodeJS.Signals | null }>;
  /** What it printed and what the terminal said of it. */
  readonly lines: () => ProgramLine[];
  readonly printed: () => string[];
  /** Waits for a printed text. */
  readonly says: (part: string) => Promise<string>;
}

/** Starts it; `shell` is put before it, e.g. a limit on the size of files. */
export function startProgram(path: string, args: readonly string[], shell = ""): Program {
  const command =
    shell === "" ? [path, ...args] : ["bash", "-c", `${shell}; exec "$@"`, "bash", path, ...args];
  const child = spawn(command[0] ?? path, command.slice(1), { stdio: ["ignore", "ignore", "pipe"] });
  onTestFinished(() => void child.kill("SIGKILL"));
  let stderr = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => {
    stderr += text;
  });
  const end = new Promise<{ code: number | null; signal: NodeJS.Signals | null }>((resolve) => {
    child.on("close", (code, signal) => resolve({ code, signal }));
  });
  const lines = () =>
    stderr
      .split("\n")
      .slice(0, -1)
      .filter((text) => text.startsWith("{"))
      .map((text) => line.parse(JSON.parse(text)));
  const printed = () => lines().map(({ text }) => text);
  const says = (part: string) =>
    eventually(`"${part}"; it said ${stderr}`, () => printed().find((text) => text.includes(part)));
  return { kill: (signal) => void child.kill(signal), end, lines, printed, says };
}
