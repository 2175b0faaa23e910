import { alertChecks } from "./checks/alerts.ts";
import { dealChecks } from "./checks/deals.ts";
import type { Check } from "./checks/lookup.ts";
import { orderChecks } from "./checks/orders.ts";
import { requestChecks } from "./checks/requests.ts";
import { sequenceChecks } from "./checks/sequence.ts";
import type { Evidence } from "./evidence.ts";

/** Everything that must hold at the end of a fault run, whatever happened in it. */
export const checks: readonly Check[] = [
  ...alertChecks,
  ...orderChecks,
  ...dealChecks,
  ...requestChecks,
  ...sequenceChecks,
];

export interface CheckResult {
  readonly name: string;
  readonly findings: readonly string[];
}

/** Runs every check. Pure: the same evidence gives the same results, and none of the gateway's code is used. */
export function check(evidence: Evidence): CheckResult[] {
  return checks.map(({ name, findings }) => ({ name, findings: findings(evidence) }));
}
