import { chmodSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";

/** The folders and files of one installation on one machine; all paths are absolute. */
export interface StateDir {
  readonly root: string;
  readonly secretsFile: string;
  readonly demoFile: string;
  /** The login of the demo's owner, once it was claimed. */
  readonly ownerFile: string;
  /** The last port in use, so that `--port 0` finds it again: the agent was paired with it. */
  readonly portFile: string;
  readonly gateway: string;
  readonly storage: string;
  readonly agent: string;
  readonly terminal: string;
  readonly dealsLog: string;
  /** Log and pid of each process. */
  readonly run: string;
}

/** Creates what is missing below `root`, readable by its owner only. */
export function openStateDir(root: string): StateDir {
  const state: StateDir = {
    root,
    secretsFile: join(root, "secrets.json"),
    demoFile: join(root, "demo.json"),
    ownerFile: join(root, "owner.json"),
    portFile: join(root, "port"),
    gateway: join(root, "gateway"),
    storage: join(root, "gateway", "storage"),
    agent: join(root, "agent"),
    terminal: join(root, "terminal"),
    dealsLog: join(root, "terminal", "deals.jsonl"),
    run: join(root, "run"),
  };
  for (const dir of [root, state.storage, state.agent, state.terminal, state.run]) {
    mkdirSync(dir, { recursive: true, mode: 0o700 });
  }
  chmodSync(root, 0o700);
  return state;
}

/**
 * Takes the state for this process, or returns undefined when another one still has it after `waitMs`: an
 * earlier start may be about to end, as npm does not wait for it. The lock is SQLite's lock on a file:
 * the operating system drops it with the process, so a crash leaves nothing to clean up.
 */
export function lockState(state: StateDir, waitMs: number): { release(): void } | undefined {
  const database = new DatabaseSync(join(state.root, "lock"), { timeout: waitMs });
  try {
    database.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    database.close();
    if (error instanceof Error && error.message.includes("locked")) return undefined;
    throw error;
  }
  return { release: () => database.close() };
}
