import { existsSync } from "node:fs";
import { userInfo } from "node:os";
import { AGENT_NOT_RUNNING, tellAgent } from "../control/control-client.ts";
import { JournalLocked } from "../journal/database.ts";
import { Journal } from "../journal/journal.ts";
import { HaltFile } from "../policy/halt-file.ts";
import type { StatePaths } from "../state/state-dir.ts";
import { readStatus } from "./status.ts";

/** What a command says and with which exit code it ends. */
export interface CommandEnd {
  readonly exitCode: 0 | 1 | 2;
  readonly lines: readonly string[];
}

/** How long a resume without an agent waits for the journal of one that is just ending. */
const LOCK_WAIT_MS = 1_000;

/**
 * Stops entries on this host until somebody resumes; closes, exits and cancellations go on. The flag is
 * written first and is what counts, so it works whether or not the agent runs and whatever the gateway does.
 */
export async function halt(paths: StatePaths, reason: string, nowMs: number): Promise<CommandEnd> {
  if (!isState(paths)) return noState(paths);
  new HaltFile(paths.halt).write({ by: person(), reason: reason.slice(0, 200), sinceMs: nowMs });
  const told = await tellAgent(paths, { command: "look" }, () => undefined);
  if (told.ok) {
    const pendings =
      "Pending orders at the broker still stand and can fill; sallyport-agent flatten cancels them.";
    return { exitCode: 0, lines: ["Halted. The running agent passes on no entries any more.", pendings] };
  }
  const status = readStatus(paths);
  const running = status.ok && status.value.running;
  const lines = running
    ? ["Halted. The running agent did not answer; it looks for the halt twice a second."]
    : ["Halted. No agent runs; the next start will find the halt."];
  return { exitCode: 0, lines };
}

/**
 * Takes back a halt, ends breaches, and calls a flattening off. Limits that are still reached are reached
 * again at once: exit code 1, and the lines say which.
 */
export async function resume(paths: StatePaths, reset: boolean): Promise<CommandEnd> {
  if (!isState(paths)) return noState(paths);
  const told = await tellAgent(paths, { command: "resume", by: person(), reset }, () => undefined);
  if (told.ok) {
    const { ok, lines } = told.value;
    return {
      exitCode: ok ? 0 : 1,
      lines: ok ? ["Resumed.", ...lines] : ["Entries are still stopped:", ...lines],
    };
  }
  if (told.error.code !== AGENT_NOT_RUNNING) return { exitCode: 2, lines: [told.error.message] };
  if (reset) {
    return {
      exitCode: 2,
      lines: ["--reset needs a running agent: only the terminal knows the account's money."],
    };
  }
  return resumeOffline(paths);
}

function resumeOffline(paths: StatePaths): CommandEnd {
  try {
    if (existsSync(paths.journal)) {
      const journal = new Journal(paths.journal, LOCK_WAIT_MS);
      journal.policy.resume();
      journal.commit();
      journal.close();
    }
  } catch (cause) {
    if (!(cause instanceof JournalLocked)) throw cause;
    return {
      exitCode: 2,
      lines: ["An agent runs and does not answer; nothing was changed. Start it again and repeat."],
    };
  }
  new HaltFile(paths.halt).remove();
  return { exitCode: 0, lines: ["Resumed. No agent runs; limits are looked at when it starts."] };
}

export interface FlattenOptions {
  /** Also positions and pending orders that Sallyport did not open. */
  readonly all: boolean;
  /** Does not halt: entries may go on once the account is flat. */
  readonly keepTrading: boolean;
  readonly waitMs: number;
}

/**
 * Halts, cancels pending orders and closes positions through the running agent, the gateway away or not.
 * `progress` gets a line whenever something changed. Exit code 0: flat; 1: not flat, and the lines say what
 * is left; 2: no agent runs.
 */
export async function flatten(
  paths: StatePaths,
  { all, keepTrading, waitMs }: FlattenOptions,
  nowMs: number,
  progress: (line: string) => void,
): Promise<CommandEnd> {
  if (!isState(paths)) return noState(paths);
  // First: what is closed must not be opened again.
  if (!keepTrading) await halt(paths, "flatten", nowMs);
  const told = await tellAgent(paths, { command: "flatten", by: person(), all, waitMs }, progress);
  const halted = keepTrading ? [] : ["Trading is halted; sallyport-agent resume lets it go on."];
  if (told.ok) return { exitCode: told.value.ok ? 0 : 1, lines: [...told.value.lines, ...halted] };
  const { message, hint } = told.error;
  const lines = [
    message,
    "Nothing was closed. Close positions in MetaTrader, or start the agent and repeat.",
  ];
  return { exitCode: 2, lines: hint === undefined ? [...lines, ...halted] : [...lines, hint, ...halted] };
}

function isState({ identity }: StatePaths): boolean {
  return existsSync(identity);
}

/** A mistyped directory must not look like a halted agent. */
function noState({ directory }: StatePaths): CommandEnd {
  return {
    exitCode: 2,
    lines: [`${directory} is no agent's state directory; nothing was done. Give --state DIR.`],
  };
}

/** Who gives the command, as the operating system says. */
function person(): string {
  try {
    return userInfo().username.slice(0, 60) || "somebody";
  } catch (cause) {
    // No entry in the user database, as in some containers.
    if (cause instanceof Error) return `uid ${process.getuid?.() ?? "unknown"}`;
    throw cause;
  }
}
