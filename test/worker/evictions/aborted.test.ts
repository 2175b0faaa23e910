import {
  abortAllDurableObjects,
  evictDurableObject,
  runDurableObjectAlarm,
  runInDurableObject,
} from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { Vault } from "../../../durable-objects/shared/vault.ts";
import { accountSettingsSchema } from "../../../src/protocol/delivery.ts";
import { until } from "../support/gateway.ts";
import {
  as,
  call,
  enrolTotp,
  freshTenantId,
  loggedIn,
  logIn,
  makePerson,
  type Person,
  totpCode,
} from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";

const system = { kind: "system" } as const;
/** From at once to longer than any of these calls takes. */
const MOMENTS = [0, 1, 3, 8];

// An object that is aborted in the middle of a call is logged as an error; here that is what is wanted.
const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
afterEach(() => quiet.mockClear());

/** Aborts every object `afterMs` after the call began; null: its answer was lost. */
async function abortedDuring<T>(work: () => Promise<T>, afterMs: number): Promise<T | null> {
  const settled = work().then(
    (value) => value,
    () => null,
  );
  await scheduler.wait(afterMs);
  await abortAllDurableObjects();
  return settled;
}

async function entries(tenantId: string, action: string) {
  const { records } = await env.TENANT.getByName(tenantId).auditStretch(0, Number.MAX_SAFE_INTEGER, 1_000);
  return records.map(({ entry }) => entry).filter((entry) => entry.action === action);
}

describe("ASVS 2.3.3: an account that is aborted while its settings change", () => {
  it("has changed them and told so, or neither", async () => {
    const { tenantId, accountId } = await makeHoldings(freshTenantId());
    const account = () => env.TRADING_ACCOUNT.getByName(accountId);
    const settingsOf = (maxLots: string) => accountSettingsSchema.parse({ maxLots });
    for (const [round, afterMs] of MOMENTS.entries()) {
      const settings = settingsOf(String(round + 1));
      await abortedDuring(
        async () => (await account().configure({ name: "Walk", settings }, system)).ok,
        afterMs,
      );
    }
    const end = await account().configure({ name: "Walk", settings: settingsOf("7") }, system);
    expect(end.ok).toBe(true);
    const told = await until("the last entry", async () => {
      await runDurableObjectAlarm(account());
      const all = await entries(tenantId, "account.settings_changed");
      return all.at(-1)?.changes[0]?.after === "7" ? all : undefined;
    });
    // Each entry begins where the one before it ended: none is missing, none tells of what did not happen.
    let maxLots: string | null = "10";
    for (const { changes } of told) {
      expect(changes).toHaveLength(1);
      expect(changes[0]).toMatchObject({ field: "maxLots", before: maxLots });
      maxLots = changes[0]?.after ?? null;
    }
  });
});

/** The oldest key of the ring, under which earlier secrets are sealed. */
function oldVault(): { id: string; vault: Vault } {
  const [oldest] = z.array(z.object({ id: z.string(), key: z.string() })).parse(JSON.parse(env.VAULT_KEYS));
  if (oldest === undefined) throw new Error("the ring is empty");
  return { id: oldest.id, vault: new Vault(JSON.stringify([oldest])) };
}

const sealedTotp = (userId: string) =>
  runInDurableObject(env.USER.getByName(userId), (_, { storage }) =>
    String(storage.sql.exec("SELECT totp_secret FROM person").one()["totp_secret"]),
  );

async function sealUnderOldKey(userId: string, secret: string): Promise<void> {
  const user = env.USER.getByName(userId);
  const sealed = oldVault().vault.seal(secret, `totp|${userId}`);
  await runInDurableObject(user, (_, { storage }) => {
    storage.sql.exec("UPDATE person SET totp_secret = ?", sealed);
  });
  await evictDurableObject(user);
}

describe("ASVS 13.3.4: the secret of an authenticator app", () => {
  it("goes under the newest key by keys:rotate, also that of somebody who left, and opens as before", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    const { secret } = await enrolTotp(owner);
    const leaver = await makePerson(owner.tenantId, "trader");
    const { secret: other } = await enrolTotp(leaver);
    const tenant = env.TENANT.getByName(owner.tenantId);
    await tenant.changeMember(leaver.user.id, null, { actor: "test", address: null, role: "owner" });
    await sealUnderOldKey(owner.user.id, secret);
    await sealUnderOldKey(leaver.user.id, other);
    const { id } = oldVault();
    expect(await sealedTotp(owner.user.id)).toContain(`v1.${id}.`);
    const answer = await as(owner, "/security/keys/rewrap", { body: {} });
    expect(await answer.json()).toEqual({ rewrapped: 2, failed: [], next: null });
    expect(await sealedTotp(owner.user.id)).not.toContain(`v1.${id}.`);
    expect(await sealedTotp(leaver.user.id)).not.toContain(`v1.${id}.`);
    const again = await as(owner, "/security/keys/rewrap", { body: {} });
    expect(await again.json()).toMatchObject({ rewrapped: 0 });
    const { token } = await (await logIn(owner.email)).json<{ token: string }>();
    await loggedIn(await call("/api/auth/second-factor", { body: { token, code: totpCode(secret) } }));
    const told = await until("both entries", async () => {
      const all = await entries(owner.tenantId, "keys.rewrapped");
      return all.length >= 2 ? all : undefined;
    });
    expect(told).toHaveLength(2);
  });

  it("aborted in the middle of that is under one key or the other, opens, and is told of once", async () => {
    const person = await makePerson(freshTenantId(), "owner");
    const { secret } = await enrolTotp(person);
    const user = () => env.USER.getByName(person.user.id);
    await sealUnderOldKey(person.user.id, secret);
    for (const afterMs of MOMENTS) {
      await abortedDuring(() => user().rewrapSecrets(person.tenantId, system), afterMs);
      const sealed = await sealedTotp(person.user.id);
      expect(new Vault(env.VAULT_KEYS).open(sealed, `totp|${person.user.id}`)).toBe(secret);
    }
    await user().rewrapSecrets(person.tenantId, system);
    const told = await until("the entry", async () => {
      await runDurableObjectAlarm(user());
      const all = await entries(person.tenantId, "keys.rewrapped");
      return all.length > 0 ? all : undefined;
    });
    expect(told).toHaveLength(1);
  });
});

describe("a tenant that is aborted while its limits change", () => {
  it("has the old ones or the new ones, and its people's objects come to know which", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const tenant = () => env.TENANT.getByName(person.tenantId);
    for (const [round, afterMs] of MOMENTS.entries()) {
      const limits = { callsPerMinute: 101 + round, tradesPerSecond: null };
      await abortedDuring(
        async () => (await tenant().configureLimits({ person: limits, program: limits }, system)).ok,
        afterMs,
      );
    }
    const last = { callsPerMinute: 140, tradesPerSecond: null };
    await tenant().configureLimits({ person: last, program: last }, system);
    await until("the person's object knows", async () => {
      await runDurableObjectAlarm(tenant());
      const answer = await as(person, "/api/auth/session");
      return answer.headers.get("ratelimit-policy") === '"calls";q=140;w=60' ? true : undefined;
    });
    let before: string | null = "null";
    for (const { changes } of await entries(person.tenantId, "limits.changed")) {
      expect(changes[0]).toMatchObject({ field: "person.callsPerMinute", before });
      before = changes[0]?.after ?? null;
    }
    expect(before).toBe("140");
  });
});

describe("a confirmation that is aborted while it is proved", () => {
  it("costs at most a renewal: the session lives, and nothing is confirmed by half", {
    timeout: 60_000,
  }, async () => {
    for (const afterMs of MOMENTS) {
      const owner: Person = await makePerson(freshTenantId(), "owner");
      const { secret } = await enrolTotp(owner);
      const change = { method: "POST", path: "/api/access-keys", body: { role: "viewer" } };
      const begun = await as(owner, "/api/auth/step-up", { body: change });
      const { token } = await begun.json<{ token: string }>();
      const proof = { token, code: totpCode(secret) };
      const proved = await abortedDuring(async () => {
        const answer = await as(owner, "/api/auth/step-up/proof", { body: proof });
        return answer.status === 200 ? await answer.json<{ accessToken: string }>() : null;
      }, afterMs);
      const headers = { "x-step-up": token };
      const made = (by: { accessToken: string }) => as(by, change.path, { body: change.body, headers });
      expect((await made(owner)).status).toBe(403);
      if (proved !== null) expect((await made(proved)).status).toBe(201);
      const renewed = await call("/api/auth/refresh", { body: { refreshToken: owner.refreshToken } });
      expect((await as(await loggedIn(renewed), "/api/accounts")).status).toBe(200);
    }
  });
});
