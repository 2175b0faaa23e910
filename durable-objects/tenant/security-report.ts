import { eq } from "drizzle-orm";
import type { NoticeTeller } from "../../src/domain/notices/notice.ts";
import {
  makeReport,
  type ReportChain,
  type ReportFacts,
  type ReportMember,
  type ReportStrategy,
  type SecurityReport,
} from "../../src/domain/security/report.ts";
import { reportNotice } from "../../src/domain/security/report-text.ts";
import { nextReportMs, reportedWeek, WEEK_MS } from "../../src/domain/security/report-week.ts";
import type { Env } from "../../src/env.ts";
import type { Alarms } from "../shared/alarms.ts";
import type { ObjectDatabase } from "../shared/database.ts";
import type { ApiTokens } from "./api-tokens.ts";
import type { AuditCounts } from "./audit-counts.ts";
import type { Members } from "./members.ts";
import type { Resource } from "./resource.ts";
import type * as schema from "./schema.ts";
import type { SecurityAlerts } from "./security-alerts.ts";
import { securityReports } from "./security-schema.ts";

/** Objects that one report asks; the platform limits the calls that one request may make. */
const MOST_MEMBERS = 25;
const MOST_STRATEGIES = 15;
/** A report that broke off is made again after this time, should the platform not repeat the alarm itself. */
const AGAIN_MS = 10 * 60_000;

export interface WeeklyReportParts {
  readonly env: Pick<Env, "USER" | "STRATEGY">;
  readonly database: ObjectDatabase<typeof schema>;
  readonly alarms: Pick<Alarms, "noLaterThan">;
  readonly tenantId: () => string;
  readonly members: Members;
  readonly tokens: ApiTokens;
  readonly alerts: SecurityAlerts;
  readonly counts: AuditCounts;
  readonly chain: () => ReportChain;
  readonly strategies: () => readonly Resource[];
  readonly notices: NoticeTeller;
}

/** The tenant's report on its security: at any time for whoever asks, and once a week as a notice. */
export class WeeklyReport {
  readonly #parts: WeeklyReportParts;

  constructor(parts: WeeklyReportParts) {
    this.#parts = parts;
  }

  /** Of the seven days before `toMs`. Members and strategies are as they are now. */
  async make(toMs: number): Promise<SecurityReport> {
    const { members: all, counts, alerts, tokens, chain, tenantId, strategies: list } = this.#parts;
    const [listed, resources] = [all.list(toMs), list()];
    const [members, strategies] = await Promise.all([
      Promise.all(
        listed.slice(0, MOST_MEMBERS).map(async (member): Promise<ReportMember> => {
          const { userId, email, role, lock } = member;
          return {
            userId,
            email,
            role,
            locked: lock !== null,
            secondFactor: await this.#secondFactor(userId),
          };
        }),
      ),
      Promise.all(resources.slice(0, MOST_STRATEGIES).map((resource) => this.#strategy(resource))),
    ]);
    const answered = strategies.filter((strategy) => strategy !== null);
    const silent = members.filter(({ secondFactor }) => secondFactor === null).length;
    const fromMs = toMs - WEEK_MS;
    const facts: ReportFacts = {
      tenantId: tenantId(),
      fromMs,
      toMs,
      week: counts.between(fromMs, toMs),
      weekBefore: counts.between(fromMs - WEEK_MS, fromMs),
      alerts: alerts.raisedBetween(fromMs, toMs),
      alertsBefore: alerts.raisedBetween(fromMs - WEEK_MS, fromMs).length,
      unresolved: alerts.unresolved(),
      members,
      tokens: tokens.list().filter((token) => token.revokedAtMs === null && token.expiresAtMs > toMs),
      strategies: answered,
      notAsked: listed.length - members.length + silent + resources.length - answered.length,
      chain: chain(),
    };
    return makeReport(facts);
  }

  /** To be called with every entry of the chain: whatever tenant does anything gets its reports. */
  arm(nowMs: number): void {
    this.#parts.alarms.noLaterThan(nextReportMs(nowMs));
  }

  /**
   * From the object's alarm: tells the report of the week that ended last, once. The row that says so and the notice
   * are one transaction; a stop before it leaves neither, and the alarm, which is armed again before anything else,
   * makes the report anew.
   */
  async alarm(nowMs: number): Promise<void> {
    const { database, alarms, counts, notices } = this.#parts;
    const sinceMs = counts.sinceMs();
    if (sinceMs === null) return;
    const weekMs = reportedWeek(nowMs);
    if (this.#told(weekMs) || sinceMs >= weekMs + WEEK_MS) {
      this.arm(nowMs);
      return;
    }
    alarms.noLaterThan(nowMs + AGAIN_MS);
    const report = await this.make(weekMs + WEEK_MS);
    database.transaction(() => {
      // Two alarms may have made it at the same time.
      if (this.#told(weekMs)) return;
      database.db.insert(securityReports).values({ weekMs, toldAtMs: nowMs }).run();
      notices.tell(reportNotice(report, nowMs));
    });
  }

  #told(weekMs: number): boolean {
    const { db } = this.#parts.database;
    return db.select().from(securityReports).where(eq(securityReports.weekMs, weekMs)).get() !== undefined;
  }

  async #secondFactor(userId: string): Promise<boolean | null> {
    return this.#ask(userId, async () => await this.#parts.env.USER.getByName(userId).hasSecondFactor());
  }

  async #strategy({ id, name }: Resource): Promise<ReportStrategy | null> {
    const overview = await this.#ask(id, async () => await this.#parts.env.STRATEGY.getByName(id).overview());
    return overview === null ? null : { id, name, secrets: overview.secrets };
  }

  /** Null when the object does not answer: a report with a gap is better than none. */
  async #ask<T>(id: string, question: () => Promise<T>): Promise<T | null> {
    try {
      return await question();
    } catch (error) {
      const name = error instanceof Error ? error.name : "unknown";
      console.warn(JSON.stringify({ event: "report_not_answered", id, name }));
      return null;
    }
  }
}
