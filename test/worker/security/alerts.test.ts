import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { describe, expect, it } from "vitest";
import { ObjectDatabase } from "../../../durable-objects/shared/database.ts";
import * as schema from "../../../durable-objects/tenant/schema.ts";
import { SecurityAlerts } from "../../../durable-objects/tenant/security-alerts.ts";
import migrations from "../../../migrations/tenant/migrations.js";
import { verifyChain } from "../../../src/domain/audit/verify.ts";
import { type Notice, noticeSchema } from "../../../src/domain/notices/notice.ts";
import { MOST_ALERTS_OF_RULE } from "../../../src/domain/security/alert.ts";
import type { Finding } from "../../../src/domain/security/finding.ts";
import { freshAddress, freshTenantId } from "../support/people.ts";
import { alertsOf, entriesOf, failedLogin, freshUserId } from "./support.ts";

const sha256 = (data: Uint8Array) => createHash("sha256").update(data).digest("hex");
const newTenant = () => {
  const tenantId = freshTenantId();
  return { tenantId, tenant: env.TENANT.getByName(tenantId) };
};
const times = <T>(count: number, make: (at: number) => T): T[] =>
  Array.from({ length: count }, (_, at) => make(at));

describe("what is detected in the audit chain", () => {
  it("ASVS 16.3.3: raises one alert with its entry, which names a stranger's address only where it can be deleted", async () => {
    const { tenantId, tenant } = newTenant();
    const address = freshAddress();
    await tenant.receiveAudit(times(5, () => failedLogin(freshUserId(), address)));
    const [alert, ...more] = await alertsOf(tenant);
    expect(more).toEqual([]);
    expect(alert).toMatchObject({
      rule: "brute_force",
      severity: "warning",
      state: "open",
      count: 1,
      subject: { kind: "address", id: address, name: null },
    });
    const [entry, ...others] = await entriesOf(tenant, "security.alert_raised");
    expect(others).toEqual([]);
    expect(entry?.who?.address).toBe(address);
    expect(JSON.stringify(entry?.entry)).not.toContain(address);
    expect(entry?.entry.subject).toMatchObject({ kind: "tenant", ref: tenantId });
  });

  it("joins the alert that is open, also after it was acknowledged, and is new once that is resolved", async () => {
    const { tenant } = newTenant();
    const address = freshAddress();
    const attack = (count: number) =>
      tenant.receiveAudit(times(count, () => failedLogin(freshUserId(), address)));
    await attack(7);
    const [first] = await alertsOf(tenant);
    expect(first).toMatchObject({ count: 3 });
    const id = first?.id ?? "";
    const change = (state: "acknowledged" | "resolved") =>
      tenant.changeSecurityAlert(id, { state, note: "ours" }, { kind: "system" });
    expect(await change("acknowledged")).toMatchObject({ value: { state: "acknowledged", note: "ours" } });
    await attack(1);
    expect(await alertsOf(tenant)).toMatchObject([{ id, count: 4, state: "acknowledged" }]);
    expect(await change("resolved")).toMatchObject({ ok: true });
    expect(await change("resolved")).toMatchObject({ error: { code: "already_resolved" } });
    await attack(1);
    expect((await alertsOf(tenant)).map(({ state }) => state)).toEqual(["open", "resolved"]);
    expect(await entriesOf(tenant, "security.alert_changed")).toHaveLength(2);
  });

  it("counts a message once, however often its outbox sends it and whenever the object is aborted", {
    timeout: 60_000,
  }, async () => {
    const { tenantId } = newTenant();
    const address = freshAddress();
    const userId = freshUserId();
    const messages = times(9, () => failedLogin(userId, address));
    for (const afterMs of [0, 1, 2, 4, 8]) {
      // The answer may be lost with the object; then the outbox sends again.
      const sent = env.TENANT.getByName(tenantId).receiveAudit(messages);
      const settled = sent.then(
        () => true,
        () => false,
      );
      await scheduler.wait(afterMs);
      await abortAllDurableObjects();
      await settled;
    }
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.receiveAudit(messages);
    const alerts = await alertsOf(tenant);
    // Nine failures of the person are one too few; those of the address are found from the fifth on.
    expect(alerts.map(({ subject, count }) => [subject.kind, count])).toEqual([["address", 5]]);
    expect(await entriesOf(tenant, "security.alert_raised")).toHaveLength(1);
    expect(await entriesOf(tenant, "login.failed")).toHaveLength(9);
    const { records } = await tenant.auditStretch(0, Number.MAX_SAFE_INTEGER, 100);
    expect(verifyChain(records, [], sha256, tenantId)).toBeNull();
  });

  it("goes on counting after an eviction", async () => {
    const { tenant } = newTenant();
    const address = freshAddress();
    await tenant.receiveAudit(times(4, () => failedLogin(freshUserId(), address)));
    await evictDurableObject(tenant);
    await tenant.receiveAudit([failedLogin(freshUserId(), address)]);
    expect(await alertsOf(tenant)).toHaveLength(1);
  });

  it("becomes one alert of the tenant when the attack comes from everywhere", async () => {
    const { tenantId, tenant } = newTenant();
    for (let attacker = 0; attacker < MOST_ALERTS_OF_RULE + 15; attacker++) {
      const address = freshAddress();
      await tenant.receiveAudit(times(5, () => failedLogin(freshUserId(), address)));
    }
    const alerts = await alertsOf(tenant);
    expect(alerts).toHaveLength(MOST_ALERTS_OF_RULE + 1);
    expect(alerts[0]).toMatchObject({ subject: { kind: "tenant", id: tenantId }, count: 15 });
  });

  it("takes a clock that runs wrong, and entries in any order", async () => {
    const { tenant } = newTenant();
    const address = freshAddress();
    const at = (ms: number) => failedLogin(freshUserId(), address, Date.now() + ms);
    await tenant.receiveAudit([at(0), at(-3_000), at(2_000), at(-1_000), at(500)]);
    expect(await alertsOf(tenant)).toHaveLength(1);
  });

  it("is forgotten with the person", async () => {
    const { tenant } = newTenant();
    const userId = freshUserId();
    await tenant.receiveAudit(times(10, () => failedLogin(userId, freshAddress())));
    expect((await alertsOf(tenant)).map(({ subject }) => subject.id)).toEqual([userId]);
    await tenant.erasePerson({ userId, address: null });
    expect(await alertsOf(tenant)).toEqual([]);
    await tenant.receiveAudit([failedLogin(userId, freshAddress())]);
    expect(await alertsOf(tenant)).toEqual([]);
  });
});

describe("a notice", () => {
  it("is told with each new alert, and not with what joins it", async () => {
    const { tenantId, tenant } = newTenant();
    await tenant.register(freshUserId().replace("usr", "str"), "one", { kind: "system" });
    const told = await runInDurableObject(tenant, (_, ctx) => {
      const notices: Notice[] = [];
      const { db } = new ObjectDatabase(ctx, schema, migrations);
      const alerts = new SecurityAlerts({
        db,
        tenantId: () => tenantId,
        audit: { record: () => undefined },
        notices: { tell: (notice) => void notices.push(noticeSchema.parse(notice)) },
        nameOf: () => "one",
      });
      const finding: Finding = {
        rule: "brute_force",
        severity: "warning",
        subject: { kind: "address", id: "192.0.2.1" },
        cause: "Many attempts.",
        advice: "Look.",
        atMs: Date.now(),
      };
      for (let at = 0; at < 3; at++) alerts.raise(finding, Date.now());
      alerts.raise({ ...finding, subject: { kind: "address", id: "192.0.2.2" } }, Date.now());
      return notices;
    });
    expect(told).toHaveLength(2);
    expect(told[0]).toMatchObject({ kind: "security", severity: "warning", text: "Many attempts." });
    expect(new Set((await alertsOf(tenant)).map(({ id }) => id))).toEqual(new Set(told.map(({ id }) => id)));
  });
});
