import { readFileSync } from "node:fs";

const EVERY_MS = 200;

/** A process as Linux's /proc tells of it; undefined elsewhere, and when there is no such process. */
function processInfo(pid: number): { parent: number; isShell: boolean } | undefined {
  try {
    // "pid (name) state parent …"; the name may hold anything, so count from the last parenthesis.
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    const [, parent] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const [, firstArgument] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return { parent: Number(parent), isShell: firstArgument === "-c" };
  } catch {
    return undefined;
  }
}

/** The process that ran the script: npm itself, or npm behind the shell that it uses. */
function whoRanThis(): string {
  const parent = processInfo(process.ppid);
  return parent?.isShell ? `${process.ppid} of ${parent.parent}` : `${process.ppid}`;
}

/**
 * Calls `onGone` once npm is gone. npm does not wait for its script when it is told to end, it passes the
 * signal to the shell in between only, and when it is killed nobody tells the script at all. What the
 * script sees in each of these cases is that it, or that shell, has another parent.
 */
export function endWithNpm(onGone: () => void): void {
  if (process.env["npm_lifecycle_event"] === undefined) return;
  const npm = whoRanThis();
  const watch = setInterval(() => {
    if (whoRanThis() === npm) return;
    clearInterval(watch);
    onGone();
  }, EVERY_MS);
  watch.unref();
}
