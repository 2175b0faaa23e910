import { diagnose } from "../doctor/diagnose.ts";
import { findingsText } from "../doctor/finding.ts";
import { gather } from "../doctor/gather.ts";
import type { StatePaths } from "../state/state-dir.ts";

/** `sallyport-agent doctor`: what is wrong and what to do; `healthy` is false when there is a problem. */
export async function doctor(
  paths: StatePaths,
  json: boolean,
): Promise<{ readonly text: string; readonly healthy: boolean }> {
  const findings = diagnose(await gather(paths));
  return {
    text: json ? JSON.stringify(findings) : findingsText(findings),
    healthy: findings.every(({ level }) => level !== "problem"),
  };
}
