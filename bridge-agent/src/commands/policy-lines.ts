import type { Halted, PolicySummary } from "../../../src/protocol/policy-summary.ts";

const states: Readonly<Record<PolicySummary["state"], string>> = {
  none: "no file, no limits beyond the gateway's",
  loaded: "in force",
  kept: "FILE NOT RIGHT; the one read before is in force",
  refused: "FILE NOT RIGHT; entries are refused",
};

/** The policy for a person to read: its state, why entries are stopped, and every limit with what is used. */
export function policyLines({
  halted,
  policy,
}: {
  readonly halted?: Halted | null | undefined;
  readonly policy?: PolicySummary | undefined;
}): string[] {
  if (policy === undefined) return [];
  const lines = [`policy      ${states[policy.state]}`];
  if (policy.fault !== undefined) lines.push(`  fault     ${policy.fault.message}`);
  lines.push(`entries     ${policy.stops.length === 0 ? "allowed" : "STOPPED"}`);
  if (halted !== undefined && halted !== null && halted.sinceMs > 0) {
    lines.push(`  since     ${new Date(halted.sinceMs).toISOString()} by ${halted.by}`);
  }
  for (const { message } of policy.stops) lines.push(`  because   ${message}`);
  for (const { name, limit, used } of policy.limits) {
    lines.push(`  limit     ${name}: ${used === null ? limit : `${used} of ${limit}`}`);
  }
  return lines;
}
