import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, rmSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";

const WAIT_MS = 5_000;

/** The command line of a process, or undefined when there is none or it may not be seen. */
function commandLine(pid: number): string | undefined {
  if (process.platform === "linux") {
    try {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ");
    } catch {
      return undefined;
    }
  }
  const ps = spawnSync("ps", ["-o", "command=", "-p", String(pid)], { encoding: "utf8" });
  return ps.status === 0 ? ps.stdout : undefined;
}

/**
 * Ends a child that an earlier start left behind when it was killed. `marker` is part of the child's
 * command line: a pid that now belongs to somebody else is left alone.
 */
export async function endStaleChild(pidFile: string, marker: string): Promise<boolean> {
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, "utf8"));
  const ours = () => Number.isInteger(pid) && pid > 1 && commandLine(pid)?.includes(marker) === true;
  const found = ours();
  if (found) {
    process.kill(pid, "SIGKILL");
    const giveUpAtMs = Date.now() + WAIT_MS;
    while (ours() && Date.now() < giveUpAtMs) await sleep(20);
  }
  rmSync(pidFile, { force: true });
  return found;
}
