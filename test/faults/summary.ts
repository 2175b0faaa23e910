import type { CheckResult } from "./checker.ts";
import type { Evidence, SentAlert } from "./evidence.ts";
import type { Played } from "./play.ts";
import type { StormReport } from "./storm.ts";

const MOST_FINDINGS = 8;

function count<T>(items: readonly T[], nameOf: (item: T) => string): string {
  const counts = new Map<string, number>();
  for (const item of items) counts.set(nameOf(item), (counts.get(nameOf(item)) ?? 0) + 1);
  const sorted = [...counts].sort(([a], [b]) => a.localeCompare(b));
  return sorted.map(([name, number]) => `${number} ${name}`).join(", ") || "none";
}

function outcomes(sent: readonly SentAlert[]): string {
  const attempts = sent.flatMap((alert) => alert.attempts);
  return count(attempts, ({ outcome }) => (outcome.kind === "none" ? "unanswered" : String(outcome.status)));
}

/** What became of the broker's requests; only an expert advisor has a broker of its own. */
function brokerRows({ requests, ledger }: Evidence, { kills, cuts }: StormReport): [string, string][] {
  if (requests === undefined) return [];
  const unknown = ledger.filter(({ state }) => state === "unknown");
  return [
    ["broker", `${requests.length} requests; ${kills.venue} kills, ${cuts.venue} cuts of the way to it`],
    ["it did", count(requests, ({ fault }) => fault ?? "nothing wrong")],
    ["unknown", `${count(unknown, ({ kind }) => kind)} for good: nobody can prove what became of them`],
  ];
}

/** What a fault run did and met, for people to read. */
export function summaryText(run: Played & { readonly seed: number; readonly repeat: string }): string {
  const { report, evidence } = run;
  const { kills, cuts } = report;
  const answered = evidence.sent.filter(({ attempts }) =>
    attempts.some(({ outcome }) => outcome.kind === "answer"),
  );
  const rows: [string, string][] = [
    ["seed", `${run.seed} (again: ${run.repeat})`],
    ["alerts", `${evidence.sent.length}, ${answered.length} of them answered`],
    ["requests", outcomes(evidence.sent)],
    ["verdicts", count(evidence.stories, ({ verdict }) => verdict)],
    [
      "kills",
      `${kills.gateway} gateway, ${kills.agent} agent, ${kills.terminal} terminal; ${report.doubleKills} double`,
    ],
    ["traps", `${report.traps} set; in all ${run.deaths} programs died and were started again`],
    [
      "links",
      `${cuts.agent} cuts agent, ${cuts.terminal} cuts terminal, ${report.stalls} stalls, ${report.delays} delays`,
    ],
    ["frozen", `${report.freezes} times; ${report.missed} faults met a program that was not running`],
    ...brokerRows(evidence, report),
    ["orders", count(evidence.ledger, ({ state }) => state)],
    [
      "deals",
      `${evidence.log.length} in the log, ${evidence.ledger.flatMap(({ deals }) => deals).length} in the ledger`,
    ],
    ["time", `${run.seconds} s`],
  ];
  return rows.map(([name, text]) => `${name.padEnd(9)} ${text}`).join("\n");
}

/** One line a check, its findings below it. */
export function resultText(results: readonly CheckResult[]): string {
  const lines: string[] = [];
  for (const { name, findings } of results) {
    lines.push(`${findings.length === 0 ? "ok    " : "FAILED"} ${name}`);
    for (const finding of findings.slice(0, MOST_FINDINGS)) lines.push(`         ${finding}`);
    if (findings.length > MOST_FINDINGS) lines.push(`         and ${findings.length - MOST_FINDINGS} more`);
  }
  return lines.join("\n");
}

/** The plain count of the checks. */
export function countText(results: readonly CheckResult[]): string {
  const failed = results.filter(({ findings }) => findings.length > 0).length;
  return `${results.length - failed} passed, ${failed} failed`;
}
