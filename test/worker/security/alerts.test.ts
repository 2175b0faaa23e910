import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env, exports } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import { ObjectDatabase } from "../../../durable-objects/shared/database.ts";
import * as schema from "../../../durable-objects/tenant/schema.ts";
import { SecurityAlerts } from "../../../durable-objects/tenant/security-alerts.ts";
import migrations from "../../../migrations/tenant/migrations.js";
import { verifyChain } from "../../../src/domain/audit/verify.ts";
import { type Notice, noticeSchema } from "../../../src/domain/notices/notice.ts";
import { MOST_ALERTS_OF_RULE } from "../../../src/domain/security/alert.ts";
import type { Finding } from "../../../src/domain/security/finding.ts";
import { ORIGIN, problemOf } from "../support/gateway.ts";
import {
  as,
  freshAddress,
  freshTenantId,
  loggedIn,
  makePerson,
  PASSWORD,
  type Person,
} from "../support/people.ts";
import { alertsOf, entriesOf, failedLogin, freshUserId, raised } from "./support.ts";

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
    await tenant.forgetInAudit(userId);
    expect(await alertsOf(tenant)).toEqual([]);
    await tenant.receiveAudit([failedLogin(userId, freshAddress())]);
    expect(await alertsOf(tenant)).toEqual([]);
  });
});

const itemSchema = z.looseObject({
  id: z.string(),
  rule: z.string(),
  state: z.string(),
  severity: z.string(),
});
const pageSchema = z.object({ items: z.array(itemSchema), next: z.string().nullable() });

describe("the list of unusual activity", () => {
  const { tenantId, tenant } = newTenant();
  let owner: Person;
  let stranger: Person;
  const page = async (who: Person, query = "") =>
    pageSchema.parse(await (await as(who, `/security/unusual-activity${query}`)).json());
  const patch = (who: Person, id: string, body: unknown) =>
    as(who, `/security/unusual-activity/${id}`, { method: "PATCH", body });

  beforeAll(async () => {
    [owner, stranger] = [await makePerson(tenantId, "owner"), await makePerson(freshTenantId(), "owner")];
    for (let attacker = 0; attacker < 3; attacker++) {
      const address = freshAddress();
      await tenant.receiveAudit(times(5, () => failedLogin(freshUserId(), address)));
    }
  }, 60_000);

  it("is read page by page, the newest first, and filtered", async () => {
    const all = await page(owner);
    expect(all.items).toHaveLength(3);
    const first = await page(owner, "?limit=2");
    const second = await page(owner, `?limit=2&cursor=${first.next}`);
    expect([...first.items, ...second.items]).toEqual(all.items);
    expect(second.next).toBeNull();
    expect((await page(owner, "?rule=brute_force&state=open&severity=warning")).items).toHaveLength(3);
    expect((await page(owner, "?rule=new_device")).items).toEqual([]);
    expect((await page(owner, "?state=resolved")).items).toEqual([]);
    expect((await as(owner, "/security/unusual-activity?state=wild")).status).toBe(422);
  });

  it("is acknowledged and resolved with a note, by name", async () => {
    const id = (await page(owner)).items[0]?.id ?? "";
    const taken = await patch(owner, id, { state: "acknowledged", note: "looking at it" });
    expect(await taken.json()).toMatchObject({
      state: "acknowledged",
      note: "looking at it",
      changedBy: owner.user.id,
    });
    expect((await patch(owner, id, { state: "resolved" })).status).toBe(200);
    expect(await problemOf(await patch(owner, id, { state: "acknowledged" }))).toMatchObject({
      status: 409,
      code: "already_resolved",
    });
    expect(await problemOf(await patch(owner, id, { state: "open" }))).toMatchObject({
      code: "invalid_field",
    });
    expect((await page(owner, "?state=open")).items).toHaveLength(2);
  });

  it("ASVS 8.4.1: of another tenant cannot be seen, nor changed, nor told from one that does not exist", async () => {
    const id = (await page(owner)).items[1]?.id ?? "";
    expect((await page(stranger)).items).toEqual([]);
    const theirs = await problemOf(await patch(stranger, id, { state: "resolved" }));
    const nobodys = await problemOf(await patch(stranger, `sec_${"0".repeat(26)}`, { state: "resolved" }));
    expect(theirs).toEqual(nobodys);
    expect(theirs).toMatchObject({ status: 404, code: "not_found" });
    expect((await page(owner, "?state=open")).items.map((item) => item.id)).toContain(id);
  });
});

describe("a login", { timeout: 60_000 }, () => {
  const logInFrom = async (email: string, agent: string, country: string | null) => {
    const init: RequestInit = {
      method: "POST",
      headers: {
        "content-type": "application/json",
        "user-agent": agent,
        "cf-connecting-ip": freshAddress(),
      },
      body: JSON.stringify({ email, password: PASSWORD }),
    };
    // What Cloudflare says of the client; the types of a request that is made have no such field.
    Object.assign(init, country === null ? {} : { cf: { country } });
    await loggedIn(await exports.default.fetch(new Request(`${ORIGIN}/api/auth/login`, init)));
  };

  it("with a device that was never seen is an alert, the first one and those with known ones are not", async () => {
    const { tenantId, tenant } = newTenant();
    const person = await makePerson(tenantId, "trader");
    await logInFrom(person.email, "curl/8.9.1", null);
    await logInFrom(person.email, "curl/8.10.0", null);
    const alert = await raised(tenantId, "new_device");
    expect(alert.subject).toMatchObject({ kind: "person", id: person.user.id, name: person.email });
    expect(alert.cause).toContain("curl");
    expect(alert.count).toBe(1);
    expect(await entriesOf(tenant, "session.begun")).toHaveLength(3);
  });

  it("from a country that was never seen is an alert, and the country stands where it can be deleted", async () => {
    const { tenantId, tenant } = newTenant();
    const person = await makePerson(tenantId, "trader");
    for (const country of ["DE", "DE", "BR"]) await logInFrom(person.email, "curl/8.9.1", country);
    const alert = await raised(tenantId, "new_country");
    expect(alert.cause).toContain("the country BR");
    expect(alert.count).toBe(1);
    const last = (await entriesOf(tenant, "session.begun")).at(-1);
    expect(last?.who?.agent).toBe("curl, BR");
    expect(JSON.stringify(last?.entry)).not.toContain("BR");
    const states = await runInDurableObject(tenant, (_, { storage }) =>
      JSON.stringify(
        storage.sql.exec("SELECT state FROM security_states WHERE rule = 'new_country'").toArray(),
      ),
    );
    expect(states).not.toContain("BR");
    expect(states).toMatch(/[0-9a-f]{64}/);
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
