import type { RawActor } from "../../src/domain/audit/make-draft.ts";
import type { NoticeTeller } from "../../src/domain/notices/notice.ts";
import type { Refusal } from "../../src/domain/refusal.ts";
import type { Result } from "../../src/domain/result.ts";
import { type EventSummary, summarise } from "../../src/domain/security/event-counts.ts";
import type { FindingSubject } from "../../src/domain/security/finding.ts";
import type { SecurityReport } from "../../src/domain/security/report.ts";
import type { Severity } from "../../src/domain/security/severity.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { ApiTokens } from "./api-tokens.ts";
import type { TenantAudit } from "./audit.ts";
import { AuditCounts } from "./audit-counts.ts";
import { MemberLocks } from "./member-locks.ts";
import type { Members } from "./members.ts";
import type { Resource } from "./resource.ts";
import type * as schema from "./schema.ts";
import { type AlertChange, SecurityAlerts, type SecurityAlertView } from "./security-alerts.ts";
import { WeeklyReport } from "./security-report.ts";
import { SecurityWatch } from "./security-watch.ts";

const HOUR_MS = 3_600_000;

/** Times that the figures are given for, ending now. */
export const figureWindows = { "1h": HOUR_MS, "24h": 24 * HOUR_MS, "7d": 7 * 24 * HOUR_MS } as const;
export type FigureWindow = keyof typeof figureWindows;

/** What the tenant's own tables say of its security; the rest is asked of the objects that know. */
export interface SecurityFigures {
  readonly events: Readonly<Record<FigureWindow, EventSummary>>;
  readonly unresolved: Readonly<Record<Severity, number>>;
  readonly activeTokens: number;
  readonly lockedMembers: number;
  /** Addresses from which attempts were refused within half an hour. */
  readonly suspects: readonly string[];
  readonly memberIds: readonly string[];
  readonly accountIds: readonly string[];
}

export interface SecurityDeskParts {
  readonly env: Env;
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly audit: TenantAudit;
  readonly members: Members;
  readonly tokens: ApiTokens;
  readonly notices: NoticeTeller;
  /** Strategies or trading accounts of the tenant. */
  readonly list: (kind: "str" | "acc") => Resource[];
}

/** The tenant's security desk: what is detected, what it shows of it, and the lock. */
export class SecurityDesk {
  readonly alerts: SecurityAlerts;
  readonly locks: MemberLocks;
  readonly #parts: SecurityDeskParts;
  readonly #watch: SecurityWatch;
  readonly #counts: AuditCounts;
  readonly #report: WeeklyReport;

  constructor(parts: SecurityDeskParts) {
    const { env, database, alarms, audit, members, tokens, notices, list } = parts;
    const tenantId = () => audit.tenantId();
    const nameOf = (subject: FindingSubject) => this.#nameOf(subject);
    const transaction = <T>(work: () => T): T => database.transaction(work);
    this.#parts = parts;
    this.alerts = new SecurityAlerts({ db: database.db, tenantId, audit, notices, nameOf });
    this.locks = new MemberLocks({ members, tokens, audit, notices, transaction });
    this.#watch = new SecurityWatch({ database, tenantId, alerts: this.alerts });
    this.#counts = new AuditCounts(database.db);
    this.#report = new WeeklyReport({
      env,
      database,
      alarms,
      tenantId,
      members,
      tokens,
      alerts: this.alerts,
      counts: this.#counts,
      chain: () => audit.state(),
      strategies: () => list("str"),
      notices,
    });
    audit.onAppended((drafts, nowMs) => {
      this.#watch.appended(drafts, nowMs);
      this.#report.arm(nowMs);
    });
  }

  changeAlert(
    id: string,
    change: AlertChange,
    who: RawActor,
    nowMs: number,
  ): Result<SecurityAlertView, Refusal> {
    return this.#parts.database.transaction(() => this.alerts.change(id, change, who, nowMs));
  }

  /** `mostSuspects`: how many addresses are named at most. */
  figures(nowMs: number, mostSuspects: number): SecurityFigures {
    const { members, tokens, list } = this.#parts;
    const of = (window: FigureWindow) =>
      // One above now: what was recorded in this very millisecond counts.
      summarise(this.#counts.between(nowMs - figureWindows[window], nowMs + 1));
    const everybody = members.list(nowMs);
    return {
      events: { "1h": of("1h"), "24h": of("24h"), "7d": of("7d") },
      unresolved: this.alerts.unresolved(),
      activeTokens: tokens
        .list()
        .filter(({ revokedAtMs, expiresAtMs }) => revokedAtMs === null && expiresAtMs > nowMs).length,
      lockedMembers: everybody.filter(({ lock }) => lock !== null).length,
      suspects: this.#watch.suspects(nowMs, mostSuspects),
      memberIds: everybody.map(({ userId }) => userId),
      accountIds: list("acc").map(({ id }) => id),
    };
  }

  report(nowMs: number): Promise<SecurityReport> {
    return this.#report.make(nowMs);
  }

  async alarm(nowMs: number): Promise<void> {
    this.#watch.alarm(nowMs);
    await this.#report.alarm(nowMs);
  }

  /** Deletes what is known of a person here. Belongs into a transaction. */
  forget(personId: string): void {
    this.alerts.forget(personId);
    this.#watch.forget(personId);
  }

  #nameOf({ kind, id }: FindingSubject): string | null {
    const { members, list } = this.#parts;
    if (kind === "person") return members.find(id)?.email ?? null;
    if (kind !== "strategy" && kind !== "account") return null;
    return list(kind === "strategy" ? "str" : "acc").find((resource) => resource.id === id)?.name ?? null;
  }
}
