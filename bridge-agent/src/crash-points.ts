/** The places where a fault test may kill the agent; see `Turns` and the journal for what each one means. */
export type CrashPoint = "after_journal" | "before_pass" | "after_pass" | "before_report";

const [wanted, count] = (process.env["SALLYPORT_AGENT_CRASH"] ?? "").split(":");
let left = wanted ? Number(count ?? "1") : 0;

/**
 * Kills this process without any cleanup when `SALLYPORT_AGENT_CRASH` is `POINT:N` and this is the Nth
 * time that `point` is passed. Does nothing when the variable is not set, as always outside of tests.
 */
export function crashPoint(point: CrashPoint): void {
  if (point !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, "SIGKILL");
}
