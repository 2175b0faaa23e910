import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { noticeSchema } from "../notices/notice.ts";
import { newAlert } from "./alert.ts";
import { summarise } from "./event-counts.ts";
import { makeReport, type ReportFacts } from "./report.ts";
import { reportNotice, reportText } from "./report-text.ts";
import { START_MS } from "./security-test-support.ts";

const DAY_MS = 24 * 3_600_000;
const TO_MS = START_MS + 7 * DAY_MS;

const quiet: ReportFacts = {
  tenantId: "ten_1",
  fromMs: START_MS,
  toMs: TO_MS,
  week: [],
  weekBefore: [],
  alerts: [],
  alertsBefore: 0,
  unresolved: { info: 0, warning: 0, critical: 0 },
  members: [],
  tokens: [],
  strategies: [],
  notAsked: 0,
  chain: { entries: 3, head: { sequence: 2, atMs: START_MS }, leaves: true },
};

const member = (email: string, secondFactor: boolean | null, locked = false) => ({
  userId: `usr_${email}`,
  email,
  role: "trader",
  locked,
  secondFactor,
});
const token = (
  name: string,
  lastUsedAtMs: number | null,
  createdAtMs = START_MS,
  expiresAtMs = TO_MS * 2,
) => ({
  id: name,
  name,
  createdAtMs,
  lastUsedAtMs,
  expiresAtMs,
});
const secret = (n: number, createdAtMs: number, lastUsedAtMs: number | null = null) => ({
  n,
  createdAtMs,
  expiresAtMs: null,
  lastUsedAtMs,
});

describe("the report of a week", () => {
  it("of quiet says that nothing needs to be done", () => {
    const report = makeReport(quiet);
    expect(report.advice).toEqual(["Nothing needs to be done."]);
    expect(report.chain.unsigned).toBe(1);
  });

  it("compares with the week before", () => {
    const count = (action: "session.begun" | "login.failed" | "hook.refused", of: number) =>
      ({ action, verdict: action === "session.begun" ? "done" : "refused", count: of }) as const;
    const report = makeReport({
      ...quiet,
      week: [count("session.begun", 9), count("login.failed", 30), count("hook.refused", 4)],
      weekBefore: [count("session.begun", 7), count("login.failed", 2)],
    });
    expect(report.logins).toEqual({ week: 9, weekBefore: 7 });
    expect(report.refusals).toEqual({ week: 4, weekBefore: 0 });
    expect(report.advice).toEqual(["Failed logins rose from 2 to 30: see in the audit log whom they try."]);
  });

  it("names members without a second factor, but not those of whom nobody knows", () => {
    const members = [
      member("a@x", false),
      member("b@x", true),
      member("c@x", null),
      member("d@x", true, true),
    ];
    const report = makeReport({ ...quiet, members });
    expect(report.membersWithoutSecondFactor.map(({ email }) => email)).toEqual(["a@x"]);
    expect(report.lockedMembers.map(({ email }) => email)).toEqual(["d@x"]);
    expect(report.advice).toHaveLength(2);
  });

  it("names tokens by their last use, and by their making when there was none", () => {
    const report = makeReport({
      ...quiet,
      tokens: [
        token("old", TO_MS - 31 * DAY_MS),
        token("never", null, TO_MS - 31 * DAY_MS),
        token("fresh", null, TO_MS - 29 * DAY_MS),
        token("ending", TO_MS, START_MS, TO_MS + 13 * DAY_MS),
      ],
    });
    expect(report.unusedTokens.map(({ name }) => name)).toEqual(["old", "never"]);
    expect(report.expiringTokens.map(({ name }) => name)).toEqual(["ending"]);
  });

  it("names secrets over 90 days, and those that were replaced and are still used", () => {
    const strategies = [
      { id: "str_1", name: "Old", secrets: [secret(1, TO_MS - 91 * DAY_MS)] },
      { id: "str_2", name: "Used", secrets: [secret(1, START_MS, TO_MS), secret(2, START_MS + 1)] },
      { id: "str_3", name: "Unused", secrets: [secret(1, START_MS, START_MS), secret(2, START_MS + 1)] },
    ];
    const report = makeReport({ ...quiet, strategies });
    expect(report.oldSecrets.map(({ name }) => name)).toEqual(["Old"]);
    expect(report.replacedSecretsInUse.map(({ name, n }) => [name, n])).toEqual([["Used", 1]]);
  });

  it("puts critical alerts first, and counts alerts by rule", () => {
    const finding = {
      rule: "brute_force",
      severity: "critical",
      cause: "c",
      advice: "a",
      atMs: START_MS,
    } as const;
    const alert = newAlert("sec_1", { ...finding, subject: { kind: "address", id: "192.0.2.1" } });
    const report = makeReport({
      ...quiet,
      alerts: [alert],
      unresolved: { info: 0, warning: 2, critical: 1 },
      chain: { entries: 1, head: null, leaves: false },
    });
    expect(report.alerts.byRule).toEqual([{ rule: "brute_force", count: 1 }]);
    expect(report.advice[0]).toBe("Look now at 1 critical security alert that nobody has resolved.");
    expect(report.advice).toHaveLength(2);
    expect(reportText(report)).toContain("Alerts by kind: brute_force 1");
  });

  it("fits into a notice, however many members and tokens there are and whatever they are called", () => {
    const names = fc.array(fc.string({ unit: "binary", minLength: 1, maxLength: 300 }), { maxLength: 200 });
    fc.assert(
      fc.property(names, (all) => {
        const members = all.map((name) => member(name, false));
        const tokens = all.map((name) => token(name, null, 0));
        const report = makeReport({ ...quiet, members, tokens });
        const notice = noticeSchema.parse(reportNotice(report, TO_MS));
        expect(notice.text.isWellFormed()).toBe(true);
      }),
      { numRuns: 30 },
    );
  });
});

describe("a summary of events", () => {
  it("adds up both verdicts of a type, with its severity, the most frequent first", () => {
    const summary = summarise([
      { action: "session.begun", verdict: "done", count: 3 },
      { action: "member.changed", verdict: "done", count: 2 },
      { action: "member.changed", verdict: "refused", count: 2 },
      { action: "login.failed", verdict: "refused", count: 1 },
    ]);
    expect(summary).toEqual({
      total: 8,
      bySeverity: { info: 7, warning: 1, critical: 0 },
      byType: [
        { type: "member.changed", severity: "info", count: 4 },
        { type: "session.begun", severity: "info", count: 3 },
        { type: "login.failed", severity: "warning", count: 1 },
      ],
    });
  });
});
