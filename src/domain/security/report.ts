import type { AuditAction } from "../audit/actions.ts";
import type { SecurityAlert } from "./alert.ts";
import { countOf, type EventCount } from "./event-counts.ts";
import type { RuleName } from "./finding.ts";
import { adviceFor } from "./report-advice.ts";
import type { Severity } from "./severity.ts";

const DAY_MS = 24 * 3_600_000;
/** A program that did not call for so long may not need its token any more. */
export const UNUSED_MS = 30 * DAY_MS;
/** Time enough to make the next one. */
export const EXPIRING_MS = 14 * DAY_MS;
/** A quarter of a year: long enough for a secret to be seen by somebody, short enough to be worth the work. */
export const OLD_SECRET_MS = 90 * DAY_MS;

export interface ReportMember {
  readonly userId: string;
  readonly email: string;
  readonly role: string;
  readonly locked: boolean;
  /** Null: their object did not answer. */
  readonly secondFactor: boolean | null;
}

export interface ReportToken {
  readonly id: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly lastUsedAtMs: number | null;
  readonly expiresAtMs: number;
}

export interface ReportSecret {
  readonly n: number;
  readonly createdAtMs: number;
  readonly expiresAtMs: number | null;
  readonly lastUsedAtMs: number | null;
}

export interface ReportStrategy {
  readonly id: string;
  readonly name: string;
  /** The secrets that are good, the newest last. */
  readonly secrets: readonly ReportSecret[];
}

/** The chain as it is when the report is made. */
export interface ReportChain {
  readonly entries: number;
  /** The newest signed head; null when none was signed yet. */
  readonly head: { readonly sequence: number; readonly atMs: number } | null;
  /** Whether heads are sent off the platform. */
  readonly leaves: boolean;
}

/** All that a report is made of; `tokens` are those that are good, and counts are of entries recorded in the time. */
export interface ReportFacts {
  readonly tenantId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly week: readonly EventCount[];
  readonly weekBefore: readonly EventCount[];
  readonly alerts: readonly SecurityAlert[];
  readonly alertsBefore: number;
  readonly unresolved: Readonly<Record<Severity, number>>;
  readonly members: readonly ReportMember[];
  readonly tokens: readonly ReportToken[];
  readonly strategies: readonly ReportStrategy[];
  /** Members and strategies beyond what one report asks, or that did not answer. */
  readonly notAsked: number;
  readonly chain: ReportChain;
}

/** A number of the week, and of the week before. */
export interface Compared {
  readonly week: number;
  readonly weekBefore: number;
}

const REFUSALS: readonly AuditAction[] = [
  "access.refused",
  "hook.refused",
  "agent.pairing_refused",
  "agent.link_refused",
  "session.refresh",
];
const SECRETS: readonly AuditAction[] = [
  "strategy.secret_rotated",
  "strategy.secret_revoked",
  "strategy.secret_expired",
  "keys.rewrapped",
  "token.made",
  "token.revoked",
  "key.made",
  "key.withdrawn",
  "agent.paired",
];
const ROLES: readonly AuditAction[] = [
  "member.entered",
  "member.changed",
  "member.removed",
  "person.locked",
  "person.unlocked",
];

/** The week of a tenant's security: what happened, compared with the week before, what is open, what to do. */
export interface SecurityReport {
  readonly tenantId: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly logins: Compared;
  readonly failedLogins: Compared;
  readonly refusals: Compared;
  readonly alerts: Compared & {
    readonly byRule: readonly { readonly rule: RuleName; readonly count: number }[];
    readonly unresolved: Readonly<Record<Severity, number>>;
  };
  readonly changes: { readonly secrets: Compared; readonly roles: Compared; readonly limits: Compared };
  readonly emergencyStops: Compared;
  readonly membersWithoutSecondFactor: readonly Pick<ReportMember, "userId" | "email" | "role">[];
  readonly lockedMembers: readonly Pick<ReportMember, "userId" | "email" | "role">[];
  readonly unusedTokens: readonly ReportToken[];
  readonly expiringTokens: readonly ReportToken[];
  readonly oldSecrets: readonly StrategySecret[];
  /** Replaced by a newer one, and yet used since. */
  readonly replacedSecretsInUse: readonly StrategySecret[];
  readonly chain: ReportChain & { readonly unsigned: number };
  readonly notAsked: number;
  /** Sentences, the most pressing first. */
  readonly advice: readonly string[];
}

export interface StrategySecret extends ReportSecret {
  readonly strategyId: string;
  readonly name: string;
}

/** Makes the report; `facts.toMs` is taken for the time of everything that is judged by its age. */
export function makeReport(facts: ReportFacts): SecurityReport {
  const { tenantId, fromMs, toMs, week, weekBefore, tokens, chain, notAsked } = facts;
  const compared = (actions: readonly AuditAction[], verdict: EventCount["verdict"] | null): Compared => ({
    week: countOf(week, actions, verdict),
    weekBefore: countOf(weekBefore, actions, verdict),
  });
  const named = (members: readonly ReportMember[]) =>
    members.map(({ userId, email, role }) => ({ userId, email, role }));
  const report = {
    tenantId,
    fromMs,
    toMs,
    logins: compared(["session.begun"], "done"),
    failedLogins: compared(["login.failed"], null),
    refusals: compared(REFUSALS, "refused"),
    alerts: {
      week: facts.alerts.length,
      weekBefore: facts.alertsBefore,
      byRule: byRule(facts.alerts),
      unresolved: facts.unresolved,
    },
    changes: {
      secrets: compared(SECRETS, "done"),
      roles: compared(ROLES, "done"),
      limits: compared(["limits.changed"], "done"),
    },
    emergencyStops: compared(["emergency.stopped"], "done"),
    membersWithoutSecondFactor: named(facts.members.filter(({ secondFactor }) => secondFactor === false)),
    lockedMembers: named(facts.members.filter(({ locked }) => locked)),
    unusedTokens: tokens.filter((token) => (token.lastUsedAtMs ?? token.createdAtMs) < toMs - UNUSED_MS),
    expiringTokens: tokens.filter(({ expiresAtMs }) => expiresAtMs < toMs + EXPIRING_MS),
    ...secretsOf(facts.strategies, toMs),
    chain: { ...chain, unsigned: chain.entries - (chain.head?.sequence ?? 0) },
    notAsked,
  };
  return { ...report, advice: adviceFor(report) };
}

function byRule(alerts: readonly SecurityAlert[]): { rule: RuleName; count: number }[] {
  const counts = new Map<RuleName, number>();
  for (const { rule } of alerts) counts.set(rule, (counts.get(rule) ?? 0) + 1);
  return [...counts].map(([rule, count]) => ({ rule, count })).sort((a, b) => b.count - a.count);
}

function secretsOf(
  strategies: readonly ReportStrategy[],
  nowMs: number,
): Pick<SecurityReport, "oldSecrets" | "replacedSecretsInUse"> {
  const all = strategies.flatMap(({ id, name, secrets }) => {
    const newest = secrets.at(-1);
    return secrets.map((secret) => ({ secret: { strategyId: id, name, ...secret }, newest }));
  });
  const usedSince = ({ secret, newest }: (typeof all)[number]): boolean =>
    newest !== undefined && newest.n !== secret.n && (secret.lastUsedAtMs ?? 0) > newest.createdAtMs;
  return {
    oldSecrets: all
      .map(({ secret }) => secret)
      .filter(({ createdAtMs }) => createdAtMs < nowMs - OLD_SECRET_MS),
    replacedSecretsInUse: all.filter(usedSince).map(({ secret }) => secret),
  };
}
