import * as z from "zod";
import { memberRoleSchema, scopeSchema } from "../../domain/access/roles.ts";
import { auditActions } from "../../domain/audit/actions.ts";
import { idSchema, strategyIdSchema, tenantIdSchema } from "../../domain/ids.ts";
import { securityAlertSchema } from "../../domain/security/alert.ts";
import { findingSubjectSchema, ruleNameSchema } from "../../domain/security/finding.ts";
import { severitySchema } from "../../domain/security/severity.ts";
import type { RouteDescription } from "../../openapi/description.ts";
import { epochMs, pageOf } from "../../openapi/schemas.ts";
import { lockSchema, unlockSchema } from "./lock-account.ts";
import { changeSchema, pageQuerySchema } from "./unusual-activity.ts";
import { querySchema } from "./weekly-report.ts";

const bySeverity = z.record(severitySchema, z.int());

const summarySchema = z.object({
  total: z.int(),
  bySeverity,
  byType: z.array(z.object({ type: z.enum(auditActions), severity: severitySchema, count: z.int() })),
});
const windows = <Value extends z.ZodType>(value: Value) =>
  z.object({ "1h": value, "24h": value, "7d": value });

const figuresSchema = z.object({
  atMs: epochMs,
  events: windows(summarySchema),
  failedLogins: windows(z.int()),
  hookRefusals: windows(z.int()),
  openAlerts: bySeverity,
  blockedAddresses: z.array(z.object({ address: z.string(), retryAfterMs: z.number() })),
  liveSessions: z.int(),
  lockedMembers: z.int(),
  activeTokens: z.int(),
  trading: z.object({
    ...{ ordersRejected: z.int(), ordersExpired: z.int(), ordersUnknown: z.int(), alarms: z.int() },
    faults: z.int(),
    agents: z.object({ paired: z.int(), connected: z.int(), ready: z.int() }),
  }),
  missing: z
    .object({ members: z.int(), accounts: z.int(), addresses: z.int() })
    .describe("How many were not asked, because one call asks no more, or did not answer."),
});

const alertSchema = securityAlertSchema.extend({
  subject: findingSubjectSchema.extend({ name: z.string().nullable() }),
});

const compared = z.object({ week: z.int(), weekBefore: z.int() });
const personSchema = z.object({ userId: idSchema("usr"), email: z.string(), role: z.string() });
const tokenSchema = z.object({
  ...{ id: z.string(), name: z.string(), createdAtMs: epochMs },
  ...{ lastUsedAtMs: epochMs.nullable(), expiresAtMs: epochMs },
});
const secretSchema = z.object({
  ...{ strategyId: strategyIdSchema, name: z.string(), n: z.int(), createdAtMs: epochMs },
  ...{ expiresAtMs: epochMs.nullable(), lastUsedAtMs: epochMs.nullable() },
});

const reportSchema = z.object({
  tenantId: tenantIdSchema,
  fromMs: epochMs,
  toMs: epochMs,
  logins: compared,
  failedLogins: compared,
  refusals: compared,
  alerts: compared.extend({
    byRule: z.array(z.object({ rule: ruleNameSchema, count: z.int() })),
    unresolved: bySeverity,
  }),
  changes: z.object({ secrets: compared, roles: compared, limits: compared }),
  emergencyStops: compared,
  membersWithoutSecondFactor: z.array(personSchema),
  lockedMembers: z.array(personSchema),
  unusedTokens: z.array(tokenSchema),
  expiringTokens: z.array(tokenSchema),
  oldSecrets: z.array(secretSchema),
  replacedSecretsInUse: z.array(secretSchema).describe("Replaced by a newer one, and yet used since."),
  chain: z.object({
    entries: z.int(),
    head: z.object({ sequence: z.int(), atMs: epochMs }).nullable(),
    leaves: z.boolean(),
    unsigned: z.int(),
  }),
  notAsked: z.int(),
  advice: z.array(z.string()).describe("The most pressing first."),
});

export const lockViewSchema = z
  .object({ atMs: epochMs, untilMs: epochMs.nullable(), reason: z.string(), by: z.string() })
  .nullable();
const memberSchema = z.object({ userId: idSchema("usr"), email: z.string(), role: memberRoleSchema });
const lockedTokenSchema = z.object({
  ...{ id: z.string(), name: z.string(), prefix: z.string(), scopes: z.array(scopeSchema) },
  ...{ lastUsedAtMs: epochMs.nullable(), revoked: z.boolean() },
});

/** What the security desk watches, and what it can do about it. */
export const watchRoutes: readonly RouteDescription[] = [
  {
    route: "GET /security/metrics",
    summary: "Show the figures of the security desk",
    answers: [{ status: 200, about: "Counts of the last hour, day and week.", schema: figuresSchema }],
  },
  {
    route: "GET /security/unusual-activity",
    summary: "List what was detected",
    about: "Newest first.",
    query: pageQuerySchema,
    answers: [{ status: 200, about: "A page of security alerts.", schema: pageOf(alertSchema) }],
  },
  {
    route: "PATCH /security/unusual-activity/:securityAlertId",
    summary: "Acknowledge or resolve a security alert",
    body: changeSchema,
    example: { state: "resolved", note: "It was our own test." },
    answers: [{ status: 200, about: "The alert as it is now.", schema: alertSchema }],
    problems: ["not_found", "already_resolved"],
  },
  {
    route: "GET /security/weekly-report",
    summary: "Read the report of the week",
    about: "The seven days until now, compared with the seven before; as text with `?format=text`.",
    query: querySchema,
    answers: [{ status: 200, about: "The report.", schema: reportSchema }],
  },
  {
    route: "POST /security/lock-account",
    summary: "Lock a member out of this tenant",
    about: "Their sessions here end, and every further call is refused until somebody unlocks.",
    body: lockSchema,
    example: { userId: "usr_0123456789ABCDEFGHJKMNPQRS", reason: "Laptop was stolen", revoke_tokens: true },
    answers: [
      {
        status: 200,
        about: "The member, and the API tokens that they made.",
        schema: memberSchema.extend({ lock: lockViewSchema, apiTokens: z.array(lockedTokenSchema) }),
      },
    ],
    problems: ["unknown_member", "own_membership", "last_owner"],
  },
  {
    route: "POST /security/unlock-account",
    summary: "Unlock a member",
    body: unlockSchema,
    example: { userId: "usr_0123456789ABCDEFGHJKMNPQRS" },
    answers: [{ status: 200, about: "The member.", schema: memberSchema.extend({ lock: lockViewSchema }) }],
    problems: ["unknown_member", "own_membership", "not_locked"],
  },
];
