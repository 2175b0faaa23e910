import { env } from "cloudflare:workers";
import type { Tenant } from "../../../durable-objects/tenant/index.ts";
import type { SecurityAlertView } from "../../../durable-objects/tenant/security-alerts.ts";
import type { AuditRecord } from "../../../src/domain/audit/entry.ts";
import { type Happening, makeDraft } from "../../../src/domain/audit/make-draft.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { until } from "../support/gateway.ts";
import { randomBytes } from "../support/people.ts";

type Stub = DurableObjectStub<Tenant>;

export function freshUserId(): string {
  return makeId("usr", Date.now(), randomBytes(16));
}

/** A failed login as a person's object tells it: the text of an outbox's message. */
export function failedLogin(userId: string, address: string, nowMs = Date.now()): string {
  const happening: Happening = {
    action: "login.failed",
    who: { kind: "person", id: userId, address },
    subject: { kind: "person", id: userId },
    refused: "wrong_credentials",
  };
  return JSON.stringify(makeDraft(happening, nowMs, randomBytes(16)));
}

export async function alertsOf(tenant: Stub): Promise<SecurityAlertView[]> {
  return tenant.securityAlerts({ limit: 200, before: null, state: null, rule: null, severity: null });
}

export async function entriesOf(tenant: Stub, action: string): Promise<AuditRecord[]> {
  const { records } = await tenant.auditStretch(0, Number.MAX_SAFE_INTEGER, 10_000);
  return records.filter(({ entry }) => entry.action === action);
}

/** Waits for an alert of this rule, which may come through an outbox. */
export function raised(tenantId: string, rule: string): Promise<SecurityAlertView> {
  return until(`an alert ${rule}`, async () =>
    (await alertsOf(env.TENANT.getByName(tenantId))).find((alert) => alert.rule === rule),
  );
}
