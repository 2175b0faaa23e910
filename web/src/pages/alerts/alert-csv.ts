import { csvText } from "../../words/csv.ts";
import type { AlertRow } from "./alert-schemas.ts";

const head = [
  ...["id", "strategy", "received", "verdict", "outcome", "final", "code", "reason", "hint", "duplicate_of"],
  ...["sender_id", "address", "accounts", "message"],
];

/** The list as a file: times in UTC, as programs read them. */
export function alertsAsCsv(rows: readonly AlertRow[], nameOf: (strategyId: string) => string): string {
  const lines = rows.map((alert) => {
    const why = alert.refusal ?? alert.routes.find(({ refusal }) => refusal !== null)?.refusal ?? null;
    return [
      ...[alert.id, nameOf(alert.strategyId), new Date(alert.receivedAtMs).toISOString()],
      ...[alert.verdict, alert.outcome ?? "", String(alert.final)],
      ...[why?.code ?? "", why?.message ?? "", why?.hint ?? alert.hint ?? "", alert.duplicateOf ?? ""],
      ...[alert.explicitId ?? "", alert.address ?? ""],
      ...[alert.routes.map(({ accountId }) => accountId).join(" "), alert.body],
    ];
  });
  return csvText(head, lines);
}
