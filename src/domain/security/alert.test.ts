import { describe, expect, it } from "vitest";
import { noticeSchema } from "../notices/notice.ts";
import { changeState, joined, newAlert, noticeOf, ofMany, securityAlertSchema } from "./alert.ts";
import type { Finding } from "./finding.ts";
import { ruleNameSchema } from "./finding.ts";
import { START_MS } from "./security-test-support.ts";

const ID = `sec_${"0".repeat(26)}`;
const finding: Finding = {
  rule: "brute_force",
  severity: "warning",
  subject: { kind: "address", id: "192.0.2.7" },
  cause: "5 attempts.",
  advice: "Look.",
  atMs: START_MS,
};
const resolve = { state: "resolved", note: "known", by: "usr_1" } as const;

describe("a security alert", () => {
  it("takes in what is found again: the newest words, the highest severity, the whole time", () => {
    const again = joined(newAlert(ID, finding), {
      ...finding,
      severity: "critical",
      cause: "9",
      atMs: START_MS + 5,
    });
    expect(again).toMatchObject({ count: 2, cause: "9", severity: "critical", firstAtMs: START_MS });
    const late = joined(again, { ...finding, atMs: START_MS - 5 });
    expect(late).toMatchObject({
      count: 3,
      severity: "critical",
      firstAtMs: START_MS - 5,
      lastAtMs: START_MS + 5,
    });
    expect(securityAlertSchema.parse(late)).toEqual(late);
  });

  it("is resolved once and for all, and keeps the note of before when there is no new one", () => {
    const noted = changeState(newAlert(ID, finding), { ...resolve, state: "acknowledged" }, START_MS);
    if (!noted.ok) throw new Error(noted.error.code);
    const resolved = changeState(noted.value, { ...resolve, note: null }, START_MS + 1);
    expect(resolved).toMatchObject({
      value: { state: "resolved", note: "known", changedAtMs: START_MS + 1 },
    });
    if (!resolved.ok) throw new Error(resolved.error.code);
    expect(changeState(resolved.value, resolve, START_MS)).toMatchObject({
      error: { code: "already_resolved" },
    });
  });

  it("becomes a notice of every rule, with the name that people know", () => {
    for (const rule of ruleNameSchema.options) {
      const notice = noticeSchema.parse(noticeOf(newAlert(ID, { ...finding, rule }), "office"));
      expect(notice).toMatchObject({
        id: ID,
        kind: "security",
        facts: [["Address", "office"], expect.anything()],
      });
    }
  });

  it("of too many is the tenant's, with the newest cause", () => {
    const many = ofMany(finding, "ten_1");
    expect(many.subject).toEqual({ kind: "tenant", id: "ten_1" });
    expect(many.cause).toContain(finding.cause);
  });
});
