import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { makeDraft, theSystem } from "../../../src/domain/audit/make-draft.ts";
import { defaultPeriods } from "../../../src/domain/retention/periods.ts";
import { nextReportMs } from "../../../src/domain/security/report-week.ts";
import { verifyExport } from "../../../src/protocol/audit-export.ts";
import { exportStream } from "../../../src/routes/security/audit-export-stream.ts";
import { gatewayKeys, newTenant, verifyText, wholeChain } from "../audit/support.ts";
import { alarmSoon, rowsOf } from "../support/alarms.ts";

const DAY_MS = 86_400_000;
const START_MS = Date.now();

beforeEach(() => {
  vi.useFakeTimers({ toFake: ["Date"], now: START_MS });
});
afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

function messages(count: number): string[] {
  return Array.from({ length: count }, () => {
    const random = crypto.getRandomValues(new Uint8Array(16));
    return JSON.stringify(makeDraft({ action: "strategy.halted", who: theSystem }, Date.now(), random));
  });
}

async function exportOf(tenantId: string, from = 0): Promise<string> {
  const tenant = env.TENANT.getByName(tenantId);
  const { last, keys, cut } = await tenant.startAuditExport(theSystem);
  const range = { tenantId, keys, after: from, last, cut, nowMs: Date.now() };
  return await new Response(exportStream(range, (after) => tenant.auditStretch(after, last, 500))).text();
}

/** A tenant whose first `old` entries were signed over, with three more a day later, which were signed over too. */
async function agedTenant(old: number) {
  const { tenantId, tenant } = newTenant();
  await tenant.receiveAudit(messages(old));
  vi.setSystemTime(START_MS + DAY_MS / 2);
  await runDurableObjectAlarm(tenant);
  vi.setSystemTime(START_MS + 3 * DAY_MS);
  await tenant.receiveAudit(messages(3));
  vi.setSystemTime(START_MS + 3.5 * DAY_MS);
  await runDurableObjectAlarm(tenant);
  return tenantId;
}

const first = async (tenantId: string) =>
  (await wholeChain(env.TENANT.getByName(tenantId)))[0]?.entry.sequence;

describe("ASVS 14.2.7, 16.4.2: the audit chain after five years", () => {
  it("is whole a day before, and a day after begins behind a head that is signed anew; all of it verifies", async () => {
    const tenantId = await agedTenant(4);
    const before = await exportOf(tenantId);
    const { heads } = await env.TENANT.getByName(tenantId).auditStretch(0, 100, 100);
    vi.setSystemTime(START_MS + (defaultPeriods.audit - 1) * DAY_MS);
    await runDurableObjectAlarm(env.TENANT.getByName(tenantId));
    expect(await first(tenantId)).toBe(1);
    vi.setSystemTime(START_MS + (defaultPeriods.audit + 1) * DAY_MS);
    await runDurableObjectAlarm(env.TENANT.getByName(tenantId));
    expect(await first(tenantId)).toBe(5);
    expect(await rowsOf(env.TENANT.getByName(tenantId), "audit_entries WHERE sequence < 5")).toBe(0);
    const text = await exportOf(tenantId);
    expect(await verifyText(text)).toMatchObject({ fault: null, first: 5, vouched: true });
    expect(text).toContain('"audit.trimmed"');
    // What was exported before holds, and so do the heads that somebody kept from then.
    expect(await verifyText(before)).toMatchObject({ fault: null, first: 1, vouched: false });
    const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
    const kept = heads.map(({ jws }) => jws);
    const held = await verifyExport(text.trimEnd().split("\n"), gatewayKeys(), sha256, kept);
    expect(held.fault).toBeNull();
    // An export from later on has no need of the cut.
    expect(await verifyText(await exportOf(tenantId, 6))).toMatchObject({ fault: null, first: 7 });
  });

  it("is cut once and shown cut at once, although its rows go in parts and the object ends in between", async () => {
    const tenantId = await agedTenant(1_100);
    vi.setSystemTime(START_MS + (defaultPeriods.audit + 1) * DAY_MS);
    const left: number[] = [];
    for (let round = 0; round < 4; round++) {
      await abortAllDurableObjects();
      const tenant = env.TENANT.getByName(tenantId);
      await runDurableObjectAlarm(tenant);
      left.push(await rowsOf(tenant, "audit_entries WHERE sequence <= 1100"));
      expect(await first(tenantId)).toBe(1_101);
      expect(await verifyText(await exportOf(tenantId))).toMatchObject({ fault: null, vouched: true });
    }
    expect(left).toEqual([600, 100, 0, 0]);
    const trimmed = await env.TENANT.getByName(tenantId).auditPage({
      limit: 10,
      before: null,
      action: "audit.trimmed",
    });
    expect(trimmed).toHaveLength(1);
    expect(trimmed[0]?.entry.changes).toContainEqual({ field: "upTo", before: null, after: "1100" });
  });

  it("is cut once by two alarms at the same time, and one that is aborted leaves it whole or cut", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    const tenantId = await agedTenant(4);
    vi.setSystemTime(START_MS + (defaultPeriods.audit + 1) * DAY_MS);
    for (let round = 0; round < 3; round++) {
      const stub = env.TENANT.getByName(tenantId);
      const alarm = runInDurableObject(stub, (instance) => instance.alarm());
      const ended = runInDurableObject(stub, (_, ctx) => ctx.abort("crash"));
      await Promise.allSettled([alarm, ended]);
      expect(await verifyText(await exportOf(tenantId))).toMatchObject({ fault: null });
    }
    const stub = env.TENANT.getByName(tenantId);
    await Promise.all([1, 2].map(() => runInDurableObject(stub, (instance) => instance.alarm())));
    expect(await verifyText(await exportOf(tenantId))).toMatchObject({
      fault: null,
      first: 5,
      vouched: true,
    });
    const trimmed = await stub.auditPage({ limit: 10, before: null, action: "audit.trimmed" });
    expect(trimmed).toHaveLength(1);
  });

  it("goes on: what comes after the cut continues it, also when nothing else was left", async () => {
    const { tenantId, tenant } = newTenant();
    await tenant.receiveAudit(messages(2));
    vi.setSystemTime(START_MS + DAY_MS / 2);
    await runDurableObjectAlarm(tenant);
    vi.setSystemTime(START_MS + (defaultPeriods.audit + 2) * DAY_MS);
    await runDurableObjectAlarm(tenant);
    await abortAllDurableObjects();
    const later = env.TENANT.getByName(tenantId);
    await later.receiveAudit(messages(2));
    expect((await wholeChain(later)).map(({ entry }) => entry.sequence)).toEqual([3, 4, 5]);
    expect(await verifyText(await exportOf(tenantId))).toMatchObject({ fault: null, vouched: true });
    vi.setSystemTime(START_MS + (defaultPeriods.audit + 3) * DAY_MS);
    await runDurableObjectAlarm(later);
    await runDurableObjectAlarm(later);
    expect(await verifyText(await exportOf(tenantId))).toMatchObject({ fault: null });
    // The last export is an entry too; it is signed over, and then only the report of the week is left to do.
    for (const days of [3.5, 3.6]) {
      vi.setSystemTime(START_MS + (defaultPeriods.audit + days) * DAY_MS);
      await runDurableObjectAlarm(later);
    }
    expect(await alarmSoon(later)).toBe(nextReportMs(Date.now()));
  });
});
