import { and, desc, eq, gt, gte, lt, ne, sql } from "drizzle-orm";
import type { Happening, RawActor } from "../../src/domain/audit/make-draft.ts";
import { makeId } from "../../src/domain/ids.ts";
import type { NoticeTeller } from "../../src/domain/notices/notice.ts";
import { type Refusal, refusal } from "../../src/domain/refusal.ts";
import { err, ok, type Result } from "../../src/domain/result.ts";
import {
  ALERTS_WINDOW_MS,
  type AlertState,
  changeState,
  joined,
  MOST_ALERTS_OF_RULE,
  newAlert,
  noticeOf,
  ofMany,
  type SecurityAlert,
  securityAlertSchema,
} from "../../src/domain/security/alert.ts";
import type { Finding, FindingSubject, RuleName } from "../../src/domain/security/finding.ts";
import type { Severity } from "../../src/domain/security/severity.ts";
import type { TenantDatabase } from "./parts.ts";
import { securityAlerts } from "./security-schema.ts";

const RANDOM_BYTES = 16;

export interface SecurityAlertsParts {
  readonly db: TenantDatabase;
  readonly tenantId: () => string;
  readonly audit: { record(happening: Happening, nowMs: number): void };
  readonly notices: NoticeTeller;
  /** How people call a person, strategy or account of the tenant; null when it has no such one. */
  readonly nameOf: (subject: FindingSubject) => string | null;
}

export interface SecurityAlertQuery {
  readonly limit: number;
  /** The last id of the page before. */
  readonly before: string | null;
  readonly state: AlertState | null;
  readonly rule: RuleName | null;
  readonly severity: Severity | null;
}

/** An alert as people see it. */
export type SecurityAlertView = Omit<SecurityAlert, "subject"> & {
  readonly subject: FindingSubject & { readonly name: string | null };
};

export interface AlertChange {
  readonly state: "acknowledged" | "resolved";
  readonly note: string | null;
}

type Row = typeof securityAlerts.$inferSelect;

/** What was detected in the tenant, until people have resolved it, and afterwards. */
export class SecurityAlerts {
  readonly #parts: SecurityAlertsParts;

  constructor(parts: SecurityAlertsParts) {
    this.#parts = parts;
  }

  /**
   * Raises an alert, or lets the finding join the one of its rule and subject that is not resolved. A new one is
   * recorded and told. Belongs into a transaction: alert, entry and notice are all there, or none.
   */
  raise(finding: Finding, nowMs: number): void {
    const open = this.#open(finding);
    if (open !== null) {
      this.#write(joined(open, finding));
      return;
    }
    if (finding.subject.kind !== "tenant" && this.#raisedLately(finding.rule, nowMs) >= MOST_ALERTS_OF_RULE) {
      this.raise(ofMany(finding, this.#parts.tenantId()), nowMs);
      return;
    }
    const id = makeId("sec", nowMs, crypto.getRandomValues(new Uint8Array(RANDOM_BYTES)));
    const alert = newAlert(id, finding);
    this.#parts.db
      .insert(securityAlerts)
      .values({ ...rowOf(alert), raisedAtMs: nowMs })
      .run();
    this.#parts.audit.record(raised(alert, this.#parts.tenantId()), nowMs);
    this.#parts.notices.tell(noticeOf(alert, this.#parts.nameOf(alert.subject)));
  }

  /** The newest first. */
  page({ limit, before, state, rule, severity }: SecurityAlertQuery): SecurityAlertView[] {
    const rows = this.#parts.db
      .select()
      .from(securityAlerts)
      .where(
        and(
          before === null ? undefined : lt(securityAlerts.id, before),
          state === null ? undefined : eq(securityAlerts.state, state),
          rule === null ? undefined : eq(securityAlerts.rule, rule),
          severity === null ? undefined : eq(securityAlerts.severity, severity),
        ),
      )
      .orderBy(desc(securityAlerts.id))
      .limit(limit)
      .all();
    return rows.map((row) => this.#view(alertOf(row)));
  }

  /** Those raised in a time, e.g. a week; at most 500. */
  raisedBetween(fromMs: number, toMs: number): SecurityAlert[] {
    const { raisedAtMs } = securityAlerts;
    return this.#parts.db
      .select()
      .from(securityAlerts)
      .where(and(gte(raisedAtMs, fromMs), lt(raisedAtMs, toMs)))
      .limit(500)
      .all()
      .map(alertOf);
  }

  /** How many are not resolved, by severity. */
  unresolved(): Record<Severity, number> {
    const counts = { info: 0, warning: 0, critical: 0 };
    const rows = this.#parts.db
      .select()
      .from(securityAlerts)
      .where(ne(securityAlerts.state, "resolved"))
      .all();
    for (const { severity } of rows.map(alertOf)) counts[severity] += 1;
    return counts;
  }

  /** Acknowledges or resolves one, recorded; belongs into a transaction. */
  change(id: string, change: AlertChange, who: RawActor, nowMs: number): Result<SecurityAlertView, Refusal> {
    const row = this.#parts.db.select().from(securityAlerts).where(eq(securityAlerts.id, id)).get();
    if (row === undefined) return err(refusal("not_found", "There is no such security alert."));
    const before = alertOf(row);
    const changed = changeState(before, { ...change, by: who.id ?? who.kind }, nowMs);
    if (!changed.ok) return changed;
    this.#write(changed.value);
    const about = { alert: id, rule: before.rule };
    this.#parts.audit.record(
      {
        action: "security.alert_changed",
        who,
        subject: subjectOf(before.subject, this.#parts.tenantId()),
        before: { state: before.state },
        after: { ...about, state: change.state },
        reason: change.note,
      },
      nowMs,
    );
    return ok(this.#view(changed.value));
  }

  /** Deletes what is about a person, and who changed what. Belongs into a transaction. */
  forget(personId: string): void {
    const { subjectKind, subjectId, changedBy } = securityAlerts;
    this.#parts.db
      .delete(securityAlerts)
      .where(and(eq(subjectKind, "person"), eq(subjectId, personId)))
      .run();
    this.#parts.db.update(securityAlerts).set({ changedBy: null }).where(eq(changedBy, personId)).run();
  }

  #open({ rule, subject }: Finding): SecurityAlert | null {
    const key = openKeyOf(rule, subject);
    const row = this.#parts.db.select().from(securityAlerts).where(eq(securityAlerts.openKey, key)).get();
    return row === undefined ? null : alertOf(row);
  }

  #raisedLately(rule: RuleName, nowMs: number): number {
    const { raisedAtMs } = securityAlerts;
    const found = this.#parts.db
      .select({ count: sql<number>`count(*)` })
      .from(securityAlerts)
      .where(and(eq(securityAlerts.rule, rule), gt(raisedAtMs, nowMs - ALERTS_WINDOW_MS)))
      .get();
    return found?.count ?? 0;
  }

  #write(alert: SecurityAlert): void {
    this.#parts.db.update(securityAlerts).set(rowOf(alert)).where(eq(securityAlerts.id, alert.id)).run();
  }

  #view(alert: SecurityAlert): SecurityAlertView {
    return { ...alert, subject: { ...alert.subject, name: this.#parts.nameOf(alert.subject) } };
  }
}

function openKeyOf(rule: RuleName, { kind, id }: FindingSubject): string {
  return `${rule} ${kind} ${id}`;
}

function rowOf({ subject, ...alert }: SecurityAlert): Omit<Row, "raisedAtMs"> {
  return {
    ...alert,
    openKey: alert.state === "resolved" ? null : openKeyOf(alert.rule, subject),
    subjectKind: subject.kind,
    subjectId: subject.id,
  };
}

function alertOf(row: Row): SecurityAlert {
  const { openKey: _, raisedAtMs: __, subjectKind, subjectId, ...alert } = row;
  return securityAlertSchema.parse({ ...alert, subject: { kind: subjectKind, id: subjectId } });
}

/** An address is personal: it may stand in an entry's `who`, and in no part that its hash covers openly. */
function raised({ id, rule, severity, subject }: SecurityAlert, tenantId: string): Happening {
  return {
    action: "security.alert_raised",
    who: { kind: "system", address: subject.kind === "address" ? subject.id : null },
    subject: subjectOf(subject, tenantId),
    after: { alert: id, rule, severity },
  };
}

function subjectOf({ kind, id }: FindingSubject, tenantId: string): NonNullable<Happening["subject"]> {
  return kind === "address" ? { kind: "tenant", id: tenantId } : { kind, id };
}
