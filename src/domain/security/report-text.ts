import type { Notice } from "../notices/notice.ts";
import type { Compared, SecurityReport } from "./report.ts";

/** Of a notice; see `noticeSchema`. */
const LONGEST_TEXT = 4_000;
const LONGEST_ADVICE = 1_000;

function day(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

function row(name: string, { week, weekBefore }: Compared): string {
  return `${name.padEnd(24)} ${String(week).padStart(8)} ${String(weekBefore).padStart(12)}`;
}

/** The figures, one a line. */
function figures(report: SecurityReport): string[] {
  const { alerts, changes, chain } = report;
  const rules = alerts.byRule.map(({ rule, count }) => `${rule} ${count}`).join(", ");
  const { critical, warning, info } = alerts.unresolved;
  const signed = chain.head === null ? "none signed yet" : `signed up to entry ${chain.head.sequence}`;
  const lists: readonly (readonly [string, readonly string[]])[] = [
    ["Members without a second factor", report.membersWithoutSecondFactor.map(({ email }) => email)],
    ["Locked members", report.lockedMembers.map(({ email }) => email)],
    ["API tokens unused for 30 days", report.unusedTokens.map(({ name }) => name)],
    ["API tokens that end soon", report.expiringTokens.map(({ name }) => name)],
    ["Secrets older than 90 days", report.oldSecrets.map(({ name, n }) => `${name} (no. ${n})`)],
    ["Replaced secrets still in use", report.replacedSecretsInUse.map(({ name, n }) => `${name} (no. ${n})`)],
  ];
  return [
    `${"".padEnd(24)} ${"week".padStart(8)} ${"week before".padStart(12)}`,
    row("Logins", report.logins),
    row("Failed logins", report.failedLogins),
    row("Refused at a door", report.refusals),
    row("Security alerts", alerts),
    row("Changes of secrets", changes.secrets),
    row("Changes of members", changes.roles),
    row("Changes of limits", changes.limits),
    row("Emergency stops", report.emergencyStops),
    "",
    ...(rules === "" ? [] : [`Alerts by kind: ${rules}`]),
    `Not resolved: ${critical} critical, ${warning} to look at, ${info} for information`,
    ...lists.filter(([, items]) => items.length > 0).map(([name, items]) => `${name}: ${items.join(", ")}`),
    `Audit chain: ${chain.entries} entries, ${signed}, ${chain.leaves ? "sent" : "not sent"} off the platform`,
    ...(report.notAsked > 0 ? [`Not in this report: ${report.notAsked} members or strategies`] : []),
  ];
}

function title({ fromMs, toMs }: SecurityReport): string {
  return `Security from ${day(fromMs)} to ${day(toMs)}`;
}

/** The report as plain text, for people. */
export function reportText(report: SecurityReport): string {
  const advice = report.advice.map((sentence) => `- ${sentence}`);
  return [title(report), "", ...figures(report), "", "What to do", ...advice, ""].join("\n");
}

/** The report of a week as a notice; what does not fit is cut, and the route has it whole. */
export function reportNotice(report: SecurityReport, nowMs: number): Notice {
  const urgent = report.alerts.unresolved.critical > 0;
  return {
    id: `report:${report.fromMs}`,
    kind: "report",
    severity: urgent ? "warning" : "info",
    atMs: nowMs,
    title: title(report),
    text: cut(figures(report).join("\n"), LONGEST_TEXT),
    advice: cut(report.advice.join(" "), LONGEST_ADVICE),
    facts: [
      ["Logins", String(report.logins.week)],
      ["Failed logins", String(report.failedLogins.week)],
      ["Security alerts", String(report.alerts.week)],
    ],
  };
}

/** Not through the middle of a character, as a cut by UTF-16 units could. */
function cut(text: string, longest: number): string {
  if (text.length <= longest) return text;
  let [length, whole] = [0, ""];
  for (const character of text) {
    length += character.length;
    if (length > longest - 1) break;
    whole += character;
  }
  return `${whole}…`;
}
