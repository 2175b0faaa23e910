import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeToken } from "../../../src/domain/access/token.ts";
import { problemOf } from "../support/gateway.ts";
import {
  as,
  call,
  confirmed,
  enrolTotp,
  freshTenantId,
  loggedIn,
  logIn,
  makePerson,
  manager,
  type Person,
  randomBytes,
  sha256Hex,
  totpCode,
} from "../support/people.ts";
import { entriesOf } from "./support.ts";

const lock = (by: Person, userId: string, more: Record<string, unknown> = {}) =>
  as(by, "/security/lock-account", { body: { userId, reason: "left the firm", ...more } });
const locker = { who: { kind: "system" }, role: "owner" } as const;
const request = (userId: string) => ({ userId, reason: "test", untilMs: null, revokeTokens: false });

afterEach(() => {
  vi.useRealTimers();
});

async function joinSecond(person: Person, tenantId: string): Promise<void> {
  const key = makeToken("key", tenantId.slice(4), randomBytes(32));
  const [id, hash] = [sha256Hex(key).slice(0, 32), sha256Hex(key)];
  const invite = { id, hash, email: null, role: "trader", accounts: null, createdBy: "test" } as const;
  await env.TENANT.getByName(tenantId).invite(invite, null);
  expect((await as(person, "/api/auth/join", { body: { key } })).status).toBe(200);
}

async function makeApiToken(tenantId: string, createdBy: string) {
  const token = makeToken("api", tenantId.slice(4), randomBytes(32));
  const id = sha256Hex(token).slice(0, 32);
  const about = { id, hash: sha256Hex(token), name: "bot", prefix: "sp_api_", createdBy } as const;
  const rights = { scopes: ["orders"], accounts: null, addresses: null } as const;
  const expiresAtMs = Date.now() + 60_000;
  await env.TENANT.getByName(tenantId).makeApiToken({ ...about, ...rights, expiresAtMs }, null);
  return { id, headers: { authorization: `Bearer ${token}` } };
}

describe("a member who is locked", { timeout: 60_000 }, () => {
  it("ASVS 7.4.2, 8.3.2: can do nothing from the very next call on, with any session, and is told why", async () => {
    const tenantId = freshTenantId();
    const [owner, member] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "trader")];
    const second = await loggedIn(await logIn(member.email));
    expect((await as(second, "/api/accounts")).status).toBe(200);
    const answer = await lock(owner, member.user.id);
    expect(answer.status).toBe(200);
    expect(await answer.json()).toMatchObject({
      userId: member.user.id,
      lock: { untilMs: null, reason: "left the firm", by: owner.user.id },
      apiTokens: [],
    });
    const refused = { status: 403, code: "member_locked" };
    for (const session of [member, second]) {
      expect(await problemOf(await as(session, "/api/accounts"))).toMatchObject(refused);
      expect(await problemOf(await as(session, "/api/me/sessions"))).toMatchObject(refused);
    }
    expect(await env.USER.getByName(member.user.id).tenantSessions(tenantId)).toEqual([]);
    expect(await problemOf(await logIn(member.email))).toMatchObject(refused);
    const renewal = await call("/api/auth/refresh", { body: { refreshToken: member.refreshToken } });
    expect(await problemOf(renewal)).toMatchObject(refused);
    // The words for a wrong password are the same as ever: nobody learns of the lock without it.
    const wrong = await logIn(member.email, { password: "not the right one at all" });
    expect(await problemOf(wrong)).toMatchObject({ status: 401, code: "wrong_credentials" });
    const [entry] = await entriesOf(env.TENANT.getByName(tenantId), "person.locked");
    expect(entry?.entry).toMatchObject({ verdict: "done", reason: "left the firm" });
    expect(entry?.subject?.id).toBe(member.user.id);
    expect((await as(owner, "/api/accounts")).status).toBe(200);
  });

  it("stays so after evictions and a change of role, until somebody unlocks with a confirmation", async () => {
    const tenantId = freshTenantId();
    const [owner, member] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "trader")];
    const { secret } = await enrolTotp(owner);
    await lock(owner, member.user.id);
    const tenant = env.TENANT.getByName(tenantId);
    await evictDurableObject(env.USER.getByName(member.user.id));
    await evictDurableObject(tenant);
    await tenant.changeMember(member.user.id, { role: "viewer", accounts: null }, manager("owner"));
    expect((await logIn(member.email)).status).toBe(403);
    const body = { userId: member.user.id };
    const unlock = { method: "POST", path: "/security/unlock-account", body };
    expect(await problemOf(await as(owner, unlock.path, { body }))).toMatchObject({ code: "step_up_needed" });
    const unlocked = await confirmed(owner, unlock, { code: totpCode(secret) });
    expect(await unlocked.json()).toMatchObject({ userId: member.user.id, role: "viewer", lock: null });
    expect((await as(await loggedIn(await logIn(member.email)), "/api/accounts")).status).toBe(200);
    // The session of before stays ended.
    expect(await problemOf(await as(member, "/api/accounts"))).toMatchObject({ code: "session_ended" });
    expect(await entriesOf(tenant, "person.unlocked")).toHaveLength(1);
    expect(await tenant.unlockMember(member.user.id, locker)).toMatchObject({
      error: { code: "not_locked" },
    });
  });

  it("ASVS 8.4.1: is locked in this tenant only", async () => {
    const [here, there] = [freshTenantId(), freshTenantId()];
    const member = await makePerson(here, "trader");
    await joinSecond(member, there);
    const other = await loggedIn(await logIn(member.email, { tenantId: there }));
    await env.TENANT.getByName(here).lockMember(request(member.user.id), locker);
    expect((await as(other, "/api/accounts")).status).toBe(200);
    // Without naming a tenant the login leads to the one that is open.
    expect((await loggedIn(await logIn(member.email))).tenantId).toBe(there);
    expect((await logIn(member.email, { tenantId: here })).status).toBe(403);
    const stranger = await makePerson(freshTenantId(), "owner");
    expect(await problemOf(await lock(stranger, member.user.id))).toMatchObject({
      status: 404,
      code: "unknown_member",
    });
  });

  it("is let in again by itself when the minutes are over", async () => {
    const tenantId = freshTenantId();
    const member = await makePerson(tenantId, "trader");
    const untilMs = Date.now() + 10 * 60_000;
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.lockMember({ ...request(member.user.id), untilMs }, locker);
    expect((await logIn(member.email)).status).toBe(403);
    expect((await tenant.members())[0]?.lock).toMatchObject({ untilMs });
    vi.useFakeTimers({ toFake: ["Date"], now: untilMs });
    expect((await logIn(member.email)).status).toBe(200);
    expect((await tenant.members())[0]?.lock).toBeNull();
  });

  it("leaves API tokens behind, which are named, and end when that is asked", async () => {
    const tenantId = freshTenantId();
    const [owner, member] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "admin")];
    const [theirs, others] = [
      await makeApiToken(tenantId, member.user.id),
      await makeApiToken(tenantId, owner.user.id),
    ];
    const named = await (await lock(owner, member.user.id)).json();
    expect(named).toMatchObject({ apiTokens: [{ id: theirs.id, name: "bot", revoked: false }] });
    expect((await call("/api/accounts", { headers: theirs.headers })).status).toBe(200);
    const revoked = await (await lock(owner, member.user.id, { revoke_tokens: true })).json();
    expect(revoked).toMatchObject({ apiTokens: [{ id: theirs.id, revoked: true }] });
    expect((await call("/api/accounts", { headers: theirs.headers })).status).toBe(401);
    expect((await call("/api/accounts", { headers: others.headers })).status).toBe(200);
    expect(await entriesOf(env.TENANT.getByName(tenantId), "token.revoked")).toHaveLength(1);
  });

  it("is not locked any more when they were removed and come back", async () => {
    const tenantId = freshTenantId();
    const member = await makePerson(tenantId, "trader");
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.lockMember(request(member.user.id), locker);
    await tenant.changeMember(member.user.id, null, manager("owner"));
    const other = freshTenantId();
    // Somebody without a tenant cannot log in; the second one is where they accept the new key.
    const key = makeToken("key", other.slice(4), randomBytes(32));
    const [id, hash] = [sha256Hex(key).slice(0, 32), sha256Hex(key)];
    const invite = { id, hash, email: null, role: "trader", accounts: null, createdBy: "test" } as const;
    await env.TENANT.getByName(other).invite(invite, null);
    const { email } = member;
    const signUp = { key, email, password: "gravel tulip sonar mitten" };
    const back: Person = { ...(await loggedIn(await call("/api/auth/signup", { body: signUp }))), email };
    await joinSecond(back, tenantId);
    expect((await logIn(email, { tenantId })).status).toBe(200);
  });
});

describe("nobody", { timeout: 60_000 }, () => {
  it("locks an owner as an admin, themselves, or the last owner; what is refused is recorded", async () => {
    const tenantId = freshTenantId();
    const [owner, admin] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "admin")];
    expect(await problemOf(await lock(admin, owner.user.id))).toMatchObject({
      status: 403,
      code: "forbidden",
    });
    expect(await problemOf(await lock(admin, admin.user.id))).toMatchObject({
      status: 409,
      code: "own_membership",
    });
    const tenant = env.TENANT.getByName(tenantId);
    expect(await tenant.lockMember(request(owner.user.id), locker)).toMatchObject({
      error: { code: "last_owner" },
    });
    const codes = (await entriesOf(tenant, "person.locked")).map(({ entry }) => entry.code);
    expect(codes).toEqual(["forbidden", "own_membership", "last_owner"]);
    expect((await as(owner, "/api/accounts")).status).toBe(200);
    expect((await lock(owner, admin.user.id, { minutes: 0 })).status).toBe(422);
    expect((await lock(owner, admin.user.id, { reason: " " })).status).toBe(422);
    expect((await lock(owner, admin.user.id, { forever: true })).status).toBe(422);
  });

  it("may leave only locked owners behind: the last one who is not locked can be neither lowered nor removed", async () => {
    const tenantId = freshTenantId();
    const [owner, other] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "owner")];
    const tenant = env.TENANT.getByName(tenantId);
    expect(await tenant.lockMember(request(other.user.id), locker)).toMatchObject({ ok: true });
    for (const change of [null, { role: "viewer", accounts: null }] as const) {
      expect(await tenant.changeMember(owner.user.id, change, manager("owner"))).toMatchObject({
        error: { code: "last_owner" },
      });
    }
    expect(await tenant.changeMember(other.user.id, null, manager("owner"))).toMatchObject({ ok: true });
  });
});

describe("a lock that is cut short", { timeout: 60_000 }, () => {
  it("by an abort takes hold all the same, at the latest by the outbox's next attempt", async () => {
    const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const afterMs of [0, 2, 5, 13]) {
      const tenantId = freshTenantId();
      const member = await makePerson(tenantId, "trader");
      const doLock = () => env.TENANT.getByName(tenantId).lockMember(request(member.user.id), locker);
      const done = doLock().then(
        ({ ok }) => ok,
        () => false,
      );
      await scheduler.wait(afterMs);
      await abortAllDurableObjects();
      if (!(await done)) await doLock();
      const endMs = Date.now() + 10_000;
      while ((await as(member, "/api/accounts")).status !== 403 && Date.now() < endMs) {
        await runDurableObjectAlarm(env.TENANT.getByName(tenantId));
        await scheduler.wait(20);
      }
      expect(await problemOf(await as(member, "/api/accounts"))).toMatchObject({ code: "member_locked" });
    }
    quiet.mockRestore();
  });
});
