import type { AuditAction } from "../audit/actions.ts";
import { type Severity, severityOf } from "./severity.ts";

/** How often something was recorded in some time, by what it was and how it ended. */
export interface EventCount {
  readonly action: AuditAction;
  readonly verdict: "done" | "refused";
  readonly count: number;
}

/** Counts as people read them: the most frequent first, with their severity, and the sums by severity. */
export interface EventSummary {
  readonly total: number;
  readonly bySeverity: Readonly<Record<Severity, number>>;
  readonly byType: readonly {
    readonly type: AuditAction;
    readonly severity: Severity;
    readonly count: number;
  }[];
}

export function summarise(counts: readonly EventCount[]): EventSummary {
  const types = new Map<AuditAction, number>();
  for (const { action, count } of counts) types.set(action, (types.get(action) ?? 0) + count);
  const byType = [...types]
    .map(([type, count]) => ({ type, severity: severityOf(type), count }))
    .sort((a, b) => b.count - a.count || a.type.localeCompare(b.type));
  const bySeverity = { info: 0, warning: 0, critical: 0 };
  for (const { severity, count } of byType) bySeverity[severity] += count;
  return { total: byType.reduce((sum, { count }) => sum + count, 0), bySeverity, byType };
}

/** How often any of these happened; `verdict` null: however it ended. */
export function countOf(
  counts: readonly EventCount[],
  actions: readonly AuditAction[],
  verdict: EventCount["verdict"] | null = null,
): number {
  return counts
    .filter((one) => actions.includes(one.action) && (verdict === null || one.verdict === verdict))
    .reduce((sum, { count }) => sum + count, 0);
}
