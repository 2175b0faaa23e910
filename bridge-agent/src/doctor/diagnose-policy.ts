import type { StatusReport } from "../commands/status.ts";
import { type Finding, fine, problem, warning } from "./finding.ts";

/** What this host's own rules hold back, and whether they could be read. */
export function diagnosePolicy({ halted, policy }: StatusReport): Finding[] {
  const findings: Finding[] = [];
  // The policy's own stops follow with advice of their own; resuming would not end them.
  if (halted !== undefined && halted !== null && !(halted.by === "policy" && policy?.stops.length)) {
    const since = new Date(halted.sinceMs).toISOString();
    const message = `Entries are halted since ${since} by ${halted.by}: ${halted.reason}`;
    findings.push(problem("halt", message, "sallyport-agent resume, when the reason is gone"));
  }
  if (policy === undefined || policy === null) return findings;
  if (policy.fault !== undefined) {
    const kept = policy.state === "kept" ? " The one read before is in force." : " No entry goes out.";
    const advice = policy.fault.hint ?? "sallyport-agent policy check names the line";
    findings.push(problem("policy", `${policy.fault.message}${kept}`, advice));
  } else if (policy.state === "none") {
    const advice = "sallyport-agent policy init writes an example with comments";
    findings.push(
      warning("policy", "This host has no policy of its own: nothing here limits orders.", advice),
    );
  } else findings.push(fine("policy", `in force, ${policy.limits.length} limits`));
  for (const { code, message } of policy.stops) {
    if (code === "policy_halted" || code === policy.fault?.code) continue;
    findings.push(problem("policy", `${message} (${code})`, "see docs/policy.md for when entries go on"));
  }
  return findings;
}
