import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import type { Tenant } from "../../../durable-objects/tenant/index.ts";
import { theSystem } from "../../../src/domain/audit/make-draft.ts";
import { nextReportMs, WEEK_MS, weekOf } from "../../../src/domain/security/report-week.ts";
import { newTenant } from "../audit/support.ts";
import { as, call, freshAddress, freshTenantId, logIn, makePerson, type Person } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { alertsOf, entriesOf, failedLogin, freshUserId } from "./support.ts";

afterEach(() => {
  vi.useRealTimers();
});

const windowsSchema = z.object({ "1h": z.number(), "24h": z.number(), "7d": z.number() });
const metricsSchema = z.looseObject({
  events: z.record(
    z.string(),
    z.looseObject({ total: z.number(), byType: z.array(z.looseObject({ type: z.string() })) }),
  ),
  failedLogins: windowsSchema,
  hookRefusals: windowsSchema,
  openAlerts: z.object({ info: z.number(), warning: z.number(), critical: z.number() }),
  blockedAddresses: z.array(z.object({ address: z.string(), retryAfterMs: z.number() })),
  liveSessions: z.number(),
  activeTokens: z.number(),
  trading: z.looseObject({ ordersRejected: z.number(), agents: z.looseObject({ paired: z.number() }) }),
  missing: z.object({ members: z.number(), accounts: z.number(), addresses: z.number() }),
});

describe("the figures of the security desk", { timeout: 60_000 }, () => {
  const tenantId = freshTenantId();
  const tenant = env.TENANT.getByName(tenantId);
  let owner: Person;
  const metricsOf = async (who: Person) =>
    metricsSchema.parse(await (await as(who, "/security/metrics")).json());

  beforeAll(async () => {
    owner = await makePerson(tenantId, "owner");
    await makeHoldings(tenantId);
  }, 60_000);

  it("count failed logins, alerts and addresses that are blocked, and say what was not asked", async () => {
    const address = freshAddress();
    for (let attempt = 0; attempt < 5; attempt++) {
      await logIn(owner.email, { password: "not the right one at all" }, address);
    }
    const endMs = Date.now() + 10_000;
    while ((await entriesOf(tenant, "login.failed")).length < 5 && Date.now() < endMs)
      await scheduler.wait(20);
    const metrics = await metricsOf(owner);
    expect(metrics.failedLogins).toEqual({ "1h": 5, "24h": 5, "7d": 5 });
    expect(metrics.openAlerts).toEqual({ info: 0, warning: 1, critical: 0 });
    expect(metrics.blockedAddresses.map((one) => one.address)).toEqual([address]);
    expect(metrics.liveSessions).toBe(1);
    expect(metrics.missing).toEqual({ members: 0, accounts: 0, addresses: 0 });
    expect(metrics.trading).toMatchObject({ ordersRejected: 0, agents: { paired: 0, connected: 0 } });
    expect(metrics.events["1h"]?.byType).toContainEqual({
      type: "login.failed",
      severity: "warning",
      count: 5,
    });
  });

  it("ASVS 8.4.1: are those of the own tenant", async () => {
    const stranger = await makePerson(freshTenantId(), "owner");
    const theirs = await metricsOf(stranger);
    expect(theirs.failedLogins["7d"]).toBe(0);
    expect(theirs.blockedAddresses).toEqual([]);
    expect(theirs.openAlerts.warning).toBe(0);
    const text = await (await as(stranger, "/security/weekly-report")).text();
    expect(text).not.toContain(tenantId);
    expect(text).not.toContain(owner.email);
  });

  it("fall out of their windows as time passes", async () => {
    const other = newTenant();
    await other.tenant.receiveAudit([failedLogin(freshUserId(), freshAddress())]);
    const failures = async () => {
      const { events } = await other.tenant.securityFigures(5);
      return (["1h", "24h", "7d"] as const).map((window) => events[window].total);
    };
    expect(await failures()).toEqual([1, 1, 1]);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 3_600_000 });
    expect(await failures()).toEqual([0, 1, 1]);
    await other.tenant.receiveAudit([failedLogin(freshUserId(), freshAddress())]);
    expect(await failures()).toEqual([1, 2, 2]);
    vi.setSystemTime(Date.now() + WEEK_MS + 1);
    expect(await failures()).toEqual([0, 0, 0]);
  });

  it("come with a report, as JSON and as text", async () => {
    const report = await (await as(owner, "/security/weekly-report")).json();
    expect(report).toMatchObject({
      tenantId,
      membersWithoutSecondFactor: [{ userId: owner.user.id, email: owner.email, role: "owner" }],
      notAsked: 0,
      chain: { leaves: false },
    });
    const answer = await as(owner, "/security/weekly-report?format=text");
    expect(answer.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(await answer.text()).toContain(`Members without a second factor: ${owner.email}`);
    expect((await as(owner, "/security/weekly-report?format=pdf")).status).toBe(422);
    const nobody = await call("/security/weekly-report");
    expect(nobody.status).toBe(401);
  });
});

/** The weeks whose report was told; each row was stored with its notice. */
async function toldWeeks(tenant: DurableObjectStub<Tenant>): Promise<unknown[]> {
  return runInDurableObject(tenant, (_, { storage }) =>
    storage.sql
      .exec("SELECT week_ms FROM security_reports ORDER BY week_ms")
      .toArray()
      .map((row) => row["week_ms"]),
  );
}

const alarmOf = (tenant: DurableObjectStub<Tenant>) =>
  runInDurableObject(tenant, (_, { storage }) => storage.getAlarm());

describe("the weekly report", { timeout: 60_000 }, () => {
  it("is told once a week from the first Monday on, and not for weeks before the tenant was made", async () => {
    const { tenant } = newTenant();
    const startMs = weekOf(Date.now()) + 3 * 24 * 3_600_000;
    vi.useFakeTimers({ toFake: ["Date"], now: startMs });
    await tenant.register(freshUserId().replace("usr", "str"), "one", theSystem);
    await runDurableObjectAlarm(tenant);
    expect(await toldWeeks(tenant)).toEqual([]);
    const dueMs = nextReportMs(startMs);
    vi.setSystemTime(dueMs - 1);
    await runInDurableObject(tenant, (instance) => instance.alarm());
    expect(await toldWeeks(tenant)).toEqual([]);
    expect(await alarmOf(tenant)).toBe(dueMs);
    vi.setSystemTime(dueMs);
    await runDurableObjectAlarm(tenant);
    expect(await toldWeeks(tenant)).toEqual([weekOf(startMs)]);
    vi.setSystemTime(dueMs + 3_600_000);
    await runInDurableObject(tenant, (instance) => instance.alarm());
    expect(await toldWeeks(tenant)).toEqual([weekOf(startMs)]);
    expect(await alarmOf(tenant)).toBe(dueMs + WEEK_MS);
    vi.setSystemTime(dueMs + WEEK_MS + 5);
    await runDurableObjectAlarm(tenant);
    expect(await toldWeeks(tenant)).toEqual([weekOf(startMs), weekOf(startMs) + WEEK_MS]);
  });

  it("is told exactly once when the object is ended while it is made, and when two alarms make it at once", async () => {
    const { tenantId, tenant } = newTenant();
    const startMs = weekOf(Date.now()) + 3 * 24 * 3_600_000;
    vi.useFakeTimers({ toFake: ["Date"], now: startMs });
    await tenant.register(freshUserId().replace("usr", "str"), "one", theSystem);
    vi.setSystemTime(nextReportMs(startMs) + 60_000);
    for (let round = 0; round < 4; round++) {
      const stub = env.TENANT.getByName(tenantId);
      const alarm = runInDurableObject(stub, (instance) => instance.alarm());
      const ended = runInDurableObject(stub, (_, ctx) => ctx.abort("crash"));
      await Promise.allSettled([alarm, ended]);
      const weeks = await toldWeeks(env.TENANT.getByName(tenantId));
      expect(weeks.length).toBeLessThan(2);
      // Either it was told, or something will tell it: the alarm of the outbox, of the heads, or the report's own.
      if (weeks.length === 0) expect(await alarmOf(env.TENANT.getByName(tenantId))).not.toBeNull();
    }
    const fresh = env.TENANT.getByName(tenantId);
    await Promise.all([
      runInDurableObject(fresh, (instance) => instance.alarm()),
      runInDurableObject(fresh, (instance) => instance.alarm()),
    ]);
    expect(await toldWeeks(fresh)).toEqual([weekOf(startMs)]);
  });

  it("forgets what the rules remember when it says nothing any more", async () => {
    const { tenant } = newTenant();
    await tenant.receiveAudit([failedLogin(freshUserId(), freshAddress())]);
    const states = () =>
      runInDurableObject(
        tenant,
        (_, { storage }) => storage.sql.exec("SELECT rule FROM security_states").toArray().length,
      );
    expect(await states()).toBe(3);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 2 * 3_600_000 });
    await runInDurableObject(tenant, (instance) => instance.alarm());
    expect(await states()).toBe(0);
    expect(await alertsOf(tenant)).toEqual([]);
  });
});
