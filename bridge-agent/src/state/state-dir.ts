import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** Where the agent keeps what it must not forget. One directory belongs to one trading account. */
export interface StatePaths {
  readonly directory: string;
  /** The agent's key, its ids and the gateway's pinned keys; readable by its owner only. */
  readonly identity: string;
  /** The token that agent and terminal share; readable by its owner only. */
  readonly eaToken: string;
  /** The port on which the agent waits for the terminal. */
  readonly eaPort: string;
  readonly journal: string;
  readonly status: string;
  /** The policy of this host; see docs/policy.md. */
  readonly policy: string;
  /** There while trading is halted on this host. */
  readonly halt: string;
  /** Where the running agent takes commands, and the token for it; readable by its owner only. */
  readonly control: string;
  /** The newest log file; older ones stand beside it with a number. */
  readonly log: string;
}

/** The files of a state directory, which is made when it does not exist. */
export function statePaths(directory: string): StatePaths {
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  return {
    directory,
    identity: join(directory, "identity.json"),
    eaToken: join(directory, "ea-token"),
    eaPort: join(directory, "ea-port"),
    journal: join(directory, "journal.sqlite"),
    status: join(directory, "status.json"),
    policy: join(directory, "policy.toml"),
    halt: join(directory, "halt.json"),
    control: join(directory, "control.json"),
    log: join(directory, "logs", "agent.log"),
  };
}

/** Replaces a file in one step, so that no reader ever sees half of it. */
export function writeAtomically(path: string, text: string, mode = 0o644): void {
  const temporary = `${path}.${process.pid}.tmp`;
  rmSync(temporary, { force: true });
  writeFileSync(temporary, text, { mode, flag: "wx" });
  renameSync(temporary, path);
}

/** The text of a file, or undefined when it does not exist. */
export function readIfThere(path: string): string | undefined {
  return existsSync(path) ? readFileSync(path, "utf8") : undefined;
}

/** The shared token of agent and terminal: 64 hex digits; made on the first call. */
export function eaToken(paths: StatePaths): string {
  const known = readIfThere(paths.eaToken)?.trim();
  if (known !== undefined) {
    if (/^[0-9a-f]{64}$/.test(known)) return known;
    throw new Error(`${paths.eaToken} does not hold a token; delete it to have a new one made`);
  }
  const made = randomBytes(32).toString("hex");
  writeAtomically(paths.eaToken, `${made}\n`, 0o600);
  return made;
}
