import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";

/** The resident memory of a process in MB (10^6 bytes). Throws when there is no such process. */
export function residentMb(pid: number): number {
  return (process.platform === "linux" ? fromProc(pid) : fromPs(pid)) * 0.001024;
}

function fromProc(pid: number): number {
  return kib(/^VmRSS:\s+([0-9]+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1], pid);
}

function fromPs(pid: number): number {
  return kib(spawnSync("ps", ["-o", "rss=", "-p", String(pid)], { encoding: "utf8" }).stdout, pid);
}

function kib(text: string | undefined, pid: number): number {
  const value = Number(text);
  if (text === undefined || !(value > 0)) throw new Error(`no memory is known of process ${pid}`);
  return value;
}
