import * as z from "zod";
import type { Notice } from "../notices/notice.ts";
import { type Refusal, refusal } from "../refusal.ts";
import { err, ok, type Result } from "../result.ts";
import { type Finding, type FindingSubject, findingSubjectSchema, ruleNameSchema } from "./finding.ts";
import { type Severity, severitySchema } from "./severity.ts";

export const alertStateSchema = z.enum(["open", "acknowledged", "resolved"]);
export type AlertState = z.infer<typeof alertStateSchema>;

/** What was found, for people to look at until they resolve it. */
export const securityAlertSchema = z.strictObject({
  id: z.string(),
  rule: ruleNameSchema,
  severity: severitySchema,
  subject: findingSubjectSchema,
  /** What was seen when it was found last. */
  cause: z.string(),
  advice: z.string(),
  firstAtMs: z.number().int(),
  lastAtMs: z.number().int(),
  /** How often it was found. */
  count: z.number().int().positive(),
  state: alertStateSchema,
  /** What people wrote to it, and who changed its state last, and when. */
  note: z.string().nullable(),
  changedBy: z.string().nullable(),
  changedAtMs: z.number().int().nullable(),
});
export type SecurityAlert = z.infer<typeof securityAlertSchema>;

/** So many new alerts of one rule in an hour are told one by one; those that follow go into one for the tenant. */
export const MOST_ALERTS_OF_RULE = 20;
export const ALERTS_WINDOW_MS = 3_600_000;

export function newAlert(id: string, { atMs, ...finding }: Finding): SecurityAlert {
  const times = { firstAtMs: atMs, lastAtMs: atMs, count: 1 };
  return { id, ...finding, ...times, state: "open", note: null, changedBy: null, changedAtMs: null };
}

const rank: Readonly<Record<Severity, number>> = { info: 0, warning: 1, critical: 2 };

/** A finding of the same rule and subject joins the alert that people have not resolved yet. */
export function joined(alert: SecurityAlert, { severity, cause, advice, atMs }: Finding): SecurityAlert {
  return {
    ...alert,
    cause,
    advice,
    severity: rank[severity] > rank[alert.severity] ? severity : alert.severity,
    firstAtMs: Math.min(alert.firstAtMs, atMs),
    lastAtMs: Math.max(alert.lastAtMs, atMs),
    count: alert.count + 1,
  };
}

/** A finding that stands for many of its rule: whoever attacks from everywhere must not fill the list. */
export function ofMany(finding: Finding, tenantId: string): Finding {
  return {
    ...finding,
    subject: { kind: "tenant", id: tenantId },
    cause: `More than ${MOST_ALERTS_OF_RULE} alerts of this kind began within an hour; the newest: ${finding.cause}`,
  };
}

/** What people make of an alert. Resolved is the end: what is found later is a new alert. */
export function changeState(
  alert: SecurityAlert,
  { state, note, by }: { state: "acknowledged" | "resolved"; note: string | null; by: string },
  nowMs: number,
): Result<SecurityAlert, Refusal> {
  if (alert.state === "resolved") {
    return err(
      refusal("already_resolved", "This security alert is resolved; what is found later is a new one."),
    );
  }
  return ok({ ...alert, state, note: note ?? alert.note, changedBy: by, changedAtMs: nowMs });
}

const titles: Readonly<Record<SecurityAlert["rule"], string>> = {
  brute_force: "Refused attempts one after another",
  login_after_failures: "A login after many failures",
  many_sessions: "Many sessions of one member",
  new_country: "A login from a new country",
  new_device: "A login with a new device",
  key_in_wrong_hands: "A key may be in wrong hands",
  sudden_volume: "Sudden volume",
  unusual_size: "An unusually large order",
  error_burst: "Many errors",
};

/** The notice of a new alert. `name` is how people call its subject, e.g. the member's address. */
export function noticeOf(alert: SecurityAlert, name: string | null): Notice {
  const { id, rule, severity, subject, cause, advice, lastAtMs } = alert;
  return {
    id,
    kind: "security",
    severity,
    atMs: lastAtMs,
    title: titles[rule],
    text: cause,
    advice,
    facts: [
      [subjectWord(subject), (name ?? subject.id).slice(0, 200)],
      ["Security alert", id],
    ],
  };
}

function subjectWord({ kind }: FindingSubject): string {
  const words = {
    person: "Member",
    address: "Address",
    strategy: "Strategy",
    account: "Trading account",
    tenant: "Tenant",
  } as const;
  return words[kind];
}
