import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import * as z from "zod";
import type { Tenant } from "../../../durable-objects/tenant/index.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { type ExportReport, verifyExport } from "../../../src/protocol/audit-export.ts";
import type { PublicJwk } from "../../../src/protocol/compact-jws.ts";
import { api, until } from "../support/gateway.ts";

const entrySchema = z.looseObject({
  sequence: z.number(),
  action: z.string(),
  verdict: z.string(),
  code: z.string().nullable(),
  hash: z.string(),
  count: z.number(),
  who: z.looseObject({ kind: z.string(), address: z.string().nullable().optional() }),
  subject: z.looseObject({ kind: z.string(), id: z.string().nullable() }).nullable(),
  changes: z.array(
    z.object({ field: z.string(), before: z.string().nullable(), after: z.string().nullable() }),
  ),
});
export type TestEntry = z.infer<typeof entrySchema>;
const pageSchema = z.object({ items: z.array(entrySchema), next: z.string().nullable() });

export async function auditPage(query = ""): Promise<z.infer<typeof pageSchema>> {
  const response = await api(`/security/audit-log${query}`);
  if (response.status !== 200) throw new Error(await response.text());
  return pageSchema.parse(await response.json());
}

/** Waits for an entry about a subject, which may come through an outbox. */
export function entryAbout(subjectId: string, action: string): Promise<TestEntry> {
  return until(`${action} of ${subjectId}`, async () =>
    (await auditPage("?limit=200")).items.find(
      (item) => item.action === action && item.subject?.id === subjectId,
    ),
  );
}

/** Not `text()`, which the runtime warns of for what is announced as no text. */
export async function bytesAsText(response: Response): Promise<string> {
  return new TextDecoder().decode(await response.arrayBuffer());
}

export async function exportText(query = ""): Promise<string> {
  return bytesAsText(await api(`/security/audit-log/export${query}`));
}

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** The gateway's public keys as somebody would have kept them apart from any export. */
export function gatewayKeys(): PublicJwk[] {
  const keys = z.array(z.object({ kid: z.string(), kty: z.string(), crv: z.string(), x: z.string() }));
  return keys.parse(JSON.parse(env.GATEWAY_KEYS));
}

export function verifyText(text: string): Promise<ExportReport> {
  return verifyExport(text.trimEnd().split("\n"), gatewayKeys(), sha256);
}

let made = 0;

/** A tenant that nobody else uses. */
export function newTenant(): { tenantId: string; tenant: DurableObjectStub<Tenant> } {
  const random = new Uint8Array(16).fill(++made);
  const tenantId = makeId("ten", Date.now() + made, random);
  return { tenantId, tenant: env.TENANT.getByName(tenantId) };
}

export function newStrategyId(): string {
  return makeId("str", Date.now(), crypto.getRandomValues(new Uint8Array(16)));
}

/** The whole chain of a tenant, checked; throws when it does not hold. */
export async function wholeChain(tenant: DurableObjectStub<Tenant>) {
  const { records } = await tenant.auditStretch(0, Number.MAX_SAFE_INTEGER, 10_000);
  return records;
}
