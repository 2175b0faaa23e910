import { readFileSync } from "node:fs";
import { join } from "node:path";

/** True while a process with this id exists. */
export function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/**
 * The id of the gateway, agent, terminal or venue that runs now in the installation at `stateDir`, or undefined
 * while there is none. The supervisor writes it at every start; between the death of a process and its next
 * start the file still names the dead one.
 */
export function runningPid(
  stateDir: string,
  name: "gateway" | "agent" | "terminal" | "venue",
): number | undefined {
  let text: string;
  try {
    text = readFileSync(join(stateDir, "run", `${name}.pid`), "utf8");
  } catch {
    return undefined; // Not started yet.
  }
  const pid = Number(text);
  return text !== "" && Number.isInteger(pid) && isAlive(pid) ? pid : undefined;
}
