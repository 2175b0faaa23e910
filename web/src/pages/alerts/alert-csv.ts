import type { AlertRow } from "./alert-schemas.ts";

const head = [
  ...["id", "strategy", "received", "verdict", "outcome", "final", "code", "reason", "hint", "duplicate_of"],
  ...["sender_id", "address", "accounts", "message"],
];

/**
 * A cell that no spreadsheet takes for a formula: what starts like one gets an apostrophe before it, as OWASP
 * advises ("CSV Injection"). Messages come from outside, and whoever opens the file trusts it.
 */
export function csvCell(text: string): string {
  const safe = /^[\s]*[=+\-@\t\r\n|%]/.test(text) ? `'${text}` : text;
  return `"${safe.replaceAll('"', '""')}"`;
}

function csvLine(cells: readonly string[]): string {
  return `${cells.map(csvCell).join(",")}\r\n`;
}

/** The list as a file: times in UTC, as programs read them. */
export function alertsAsCsv(rows: readonly AlertRow[], nameOf: (strategyId: string) => string): string {
  const lines = rows.map((alert) => {
    const why = alert.refusal ?? alert.routes.find(({ refusal }) => refusal !== null)?.refusal ?? null;
    return csvLine([
      ...[alert.id, nameOf(alert.strategyId), new Date(alert.receivedAtMs).toISOString()],
      ...[alert.verdict, alert.outcome ?? "", String(alert.final)],
      ...[why?.code ?? "", why?.message ?? "", why?.hint ?? alert.hint ?? "", alert.duplicateOf ?? ""],
      ...[alert.explicitId ?? "", alert.address ?? ""],
      ...[alert.routes.map(({ accountId }) => accountId).join(" "), alert.body],
    ]);
  });
  // With a byte order mark, without which a common spreadsheet program spoils letters beyond ASCII.
  return `\ufeff${csvLine(head)}${lines.join("")}`;
}
