import { abortAllDurableObjects, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { createHash } from "node:crypto";
import { afterEach, describe, expect, it, vi } from "vitest";
import * as z from "zod";
import { makeToken } from "../../../src/domain/access/token.ts";
import { makeDraft } from "../../../src/domain/audit/make-draft.ts";
import { verifyChain } from "../../../src/domain/audit/verify.ts";
import { wholeChain } from "../audit/support.ts";
import { rowsOf } from "../support/alarms.ts";
import { problemOf, until } from "../support/gateway.ts";
import { confirmedByPasskey, enrolPasskey } from "../support/passkeys.ts";
import {
  as,
  call,
  confirmed,
  freshEmail,
  freshTenantId,
  type LoggedIn,
  loggedIn,
  logIn,
  makePerson,
  PASSWORD,
  type Person,
  randomBytes,
  sha256Hex,
} from "../support/people.ts";

const DAY_MS = 86_400_000;
const deletion = { method: "DELETE", path: "/api/me" };
const deleteMe = (person: LoggedIn) => confirmed(person, deletion, { password: PASSWORD });
const stepUpSchema = z.object({ token: z.string() });

/** The token of a deletion that the person has confirmed and not made yet. */
async function confirmation(person: LoggedIn): Promise<string> {
  const begun = await as(person, "/api/auth/step-up", { body: deletion });
  const { token } = stepUpSchema.parse(await begun.json());
  const proved = await as(person, "/api/auth/step-up/proof", { body: { token, password: PASSWORD } });
  if (proved.status !== 200) throw new Error(`${proved.status}`);
  return token;
}

const userOf = (person: LoggedIn) => env.USER.getByName(person.user.id);

afterEach(() => {
  vi.restoreAllMocks();
  vi.useRealTimers();
});

const sha256 = (data: Uint8Array): string => createHash("sha256").update(data).digest("hex");

/** Everything that the tenant's object stores, as text. */
function storedText(tenantId: string): Promise<string> {
  return runInDurableObject(env.TENANT.getByName(tenantId), (_instance, { storage }) => {
    const tables = storage.sql
      .exec("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '\\_%' ESCAPE '\\'")
      .toArray();
    return JSON.stringify(tables.map(({ name }) => storage.sql.exec(`SELECT * FROM "${name}"`).toArray()));
  });
}

/** Lets the person's outbox run until the tenant holds nothing of them but under a pseudonym. */
async function forgottenBy(tenantId: string, { user, email }: Person): Promise<void> {
  await until("the tenant has forgotten the person", async () => {
    await runDurableObjectAlarm(env.USER.getByName(user.id));
    const text = await storedText(tenantId);
    const members = await env.TENANT.getByName(tenantId).members();
    const gone = !text.includes(email) && members.every(({ userId }) => userId !== user.id);
    return gone || undefined;
  });
}

/** A key for somebody to come in by. */
async function keyTo(tenantId: string, role: "owner" | "trader" | "guest"): Promise<string> {
  const key = makeToken("key", tenantId.slice(4), randomBytes(32));
  const [id, hash] = [sha256Hex(key).slice(0, 32), sha256Hex(key)];
  await env.TENANT.getByName(tenantId).invite(
    { id, hash, email: null, role, accounts: null, createdBy: "test" },
    null,
  );
  return key;
}

const exportSchema = z.looseObject({
  format: z.literal("sallyport-person"),
  person: z.looseObject({ email: z.string(), sessions: z.array(z.looseObject({ id: z.string() })) }),
  tenants: z.array(
    z.looseObject({ tenantId: z.string(), audit: z.array(z.looseObject({ action: z.string() })) }),
  ),
});

describe("GET /api/me/export", { timeout: 60_000 }, () => {
  it("ASVS 14.2.6: is everything of the person, no secret, and nothing of anybody else", async () => {
    const tenantId = freshTenantId();
    const [owner, other] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "trader")];
    const elsewhere = await makePerson(freshTenantId(), "owner");
    const { passkey } = await enrolPasskey(owner);
    const path = `/api/members/${other.user.id}`;
    const change = { method: "PATCH", path, body: { role: "viewer" } };
    expect((await confirmedByPasskey(owner, passkey, change)).status).toBe(200);
    const text = await until("the entries have come", async () => {
      const { records } = await env.TENANT.getByName(tenantId).auditStretch(0, 100, 100);
      const actions = records.map(({ entry }) => entry.action);
      if (!actions.includes("passkey.added") || !actions.includes("member.changed")) return undefined;
      const response = await as(owner, "/api/me/export");
      expect(response.headers.get("cache-control")).toBe("no-store");
      return await response.text();
    });
    const read = exportSchema.parse(JSON.parse(text));
    expect(read.person.email).toBe(owner.email);
    expect(read.person.sessions.map(({ id }) => id)).toEqual([owner.sessionId]);
    const actions = read.tenants.flatMap(({ audit }) => audit.map(({ action }) => action));
    for (const action of ["member.entered", "session.begun", "passkey.added", "member.changed"]) {
      expect(actions).toContain(action);
    }
    expect(read.tenants.map((tenant) => tenant.tenantId)).toEqual([tenantId]);
    for (const foreign of [other, elsewhere]) {
      expect(text).not.toContain(foreign.email);
      expect(text).not.toContain(foreign.user.id);
    }
    expect(text).not.toContain(elsewhere.tenantId);
    expect(text).not.toMatch(/scrypt|csrfKey|publicKey|"hash"|salt|sp_/);
  });

  it("is made once in ten minutes, and recorded where the person is a member", async () => {
    const person = await makePerson(freshTenantId(), "guest");
    expect((await as(person, "/api/me/export")).status).toBe(200);
    const again = await as(person, "/api/me/export");
    expect(Number(again.headers.get("retry-after"))).toBeGreaterThan(500);
    expect(await problemOf(again)).toMatchObject({ status: 429, code: "rate_limited" });
    await until("it is recorded", async () => {
      const records = await wholeChain(env.TENANT.getByName(person.tenantId));
      return records.find(({ entry }) => entry.action === "person.exported");
    });
  });
});

describe("DELETE /api/me", { timeout: 120_000 }, () => {
  it("ASVS 7.5.3, 14.2.7: takes a confirmation, and everything of the person away", async () => {
    const tenantId = freshTenantId();
    await makePerson(tenantId, "owner");
    const person = await makePerson(tenantId, "trader");
    const bare = await as(person, "/api/me", { method: "DELETE" });
    expect(await problemOf(bare)).toMatchObject({ code: "step_up_needed" });
    const deleted = await deleteMe(person);
    expect(await deleted.json()).toEqual({ status: "deleted" });
    expect((await as(person, "/api/auth/session")).status).toBe(401);
    const refreshed = await call("/api/auth/refresh", { body: { refreshToken: person.refreshToken } });
    expect(refreshed.status).toBe(401);
    // ASVS 6.3.8: the same answer as for somebody who never was here.
    const answers = await Promise.all([person.email, freshEmail()].map(async (email) => logIn(email)));
    const [gone, stranger] = await Promise.all(answers.map((answer) => answer.text()));
    expect(answers.map(({ status }) => status)).toEqual([401, 401]);
    expect(gone).toBe(stranger);
    await forgottenBy(tenantId, person);
    const records = await wholeChain(env.TENANT.getByName(tenantId));
    expect(verifyChain(records, [], sha256, tenantId)).toBeNull();
    expect(JSON.stringify(records)).not.toContain(person.user.id);
    expect(records.map(({ entry }) => entry.action)).toContain("person.erased");
    expect(records.map(({ entry }) => entry.action)).toContain("person.pseudonymised");
    for (const table of ["person", "sessions", "passkeys", "known_addresses", "consents", "refresh_tokens"]) {
      expect(await rowsOf(userOf(person), table), table).toBe(0);
    }
  });

  it("lets the same address sign up again, as somebody new", async () => {
    const tenantId = freshTenantId();
    await makePerson(tenantId, "owner");
    const person = await makePerson(tenantId, "trader");
    expect((await deleteMe(person)).status).toBe(200);
    await forgottenBy(tenantId, person);
    const key = await keyTo(tenantId, "guest");
    const again = await until("the tenants have confirmed", async () => {
      const answer = await call("/api/auth/signup", {
        body: { key, email: person.email, password: PASSWORD },
      });
      return answer.status === 503 ? undefined : await loggedIn(answer);
    });
    expect(again.role).toBe("guest");
    const { items } = await (await as(again, "/api/me/sessions")).json<{ items: unknown[] }>();
    expect(items).toHaveLength(1);
    const read = exportSchema.parse(await (await as(again, "/api/me/export")).json());
    expect(read.person.sessions).toHaveLength(1);
    expect(JSON.stringify(read)).not.toContain(person.sessionId);
    // The old tokens are nobody's.
    expect((await as(person, "/api/accounts")).status).toBe(401);
    // A message from before cannot bring the old role back.
    const stale = { tenantId, role: "trader", accounts: null, version: 1 };
    await userOf(person).applyMemberships([JSON.stringify(stale)]);
    expect((await as(again, "/api/alerts")).status).toBe(403);
  });

  it("is refused for the only owner, with what to do, and changes nothing", async () => {
    const owner = await makePerson(freshTenantId(), "owner");
    await makePerson(owner.tenantId, "admin");
    const refused = await problemOf(await deleteMe(owner));
    expect(refused).toMatchObject({ status: 409, code: "last_owner" });
    expect(refused.hint).toContain("owner");
    expect((await as(owner, "/api/members")).status).toBe(200);
    expect(await loggedIn(await logIn(owner.email))).toMatchObject({ role: "owner" });
  });

  it("of two owners at once leaves one of them", async () => {
    const tenantId = freshTenantId();
    const owners = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "owner")];
    const answers = await Promise.all(owners.map(deleteMe));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 409]);
    await until("one is left", async () => {
      const members = await env.TENANT.getByName(tenantId).members();
      return members.length === 1 ? members : undefined;
    });
  });

  it("that breaks off anywhere has happened or not, and when it has, the tenants hear of it", async () => {
    vi.spyOn(console, "error").mockImplementation(() => undefined);
    for (const afterMs of [0, 2, 5, 13]) {
      const tenantId = freshTenantId();
      await makePerson(tenantId, "owner");
      const person = await makePerson(tenantId, "trader");
      const token = await confirmation(person);
      const answer = as(person, "/api/me", { method: "DELETE", headers: { "x-step-up": token } }).then(
        ({ status }) => status,
        () => 0,
      );
      await scheduler.wait(afterMs);
      await abortAllDurableObjects();
      const status = await answer;
      const still = (await rowsOf(userOf(person), "person")) === 1;
      if (status === 200) expect(still).toBe(false);
      // What was not deleted is whole, and can be deleted.
      if (still) {
        expect(await userOf(person).tenantIds()).toEqual([tenantId]);
        expect((await userOf(person).erase(person.sessionId, Date.now() + 1_000)).ok).toBe(true);
      }
      await abortAllDurableObjects();
      await forgottenBy(tenantId, person);
      const records = await wholeChain(env.TENANT.getByName(tenantId));
      expect(verifyChain(records, [], sha256, tenantId)).toBeNull();
    }
  });

  it("is told to the tenants once more a day later, and then the object is empty", async () => {
    const tenantId = freshTenantId();
    await makePerson(tenantId, "owner");
    const person = await makePerson(tenantId, "trader");
    expect((await deleteMe(person)).status).toBe(200);
    await forgottenBy(tenantId, person);
    // An entry of an account that was on its way when the person was deleted.
    const who = { kind: "person", id: person.user.id, name: null, address: "203.0.113.7" } as const;
    const draft = makeDraft({ action: "account.renamed", who }, Date.now(), randomBytes(16));
    await env.TENANT.getByName(tenantId).receiveAudit([JSON.stringify(draft)]);
    expect(await storedText(tenantId)).toContain("203.0.113.7");
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + DAY_MS + 1_000 });
    await runDurableObjectAlarm(userOf(person));
    await until("it is forgotten too", async () => {
      await runDurableObjectAlarm(userOf(person));
      return (await storedText(tenantId)).includes("203.0.113.7") ? undefined : true;
    });
    vi.setSystemTime(Date.now() + DAY_MS + 1_000);
    await runDurableObjectAlarm(userOf(person));
    expect(await rowsOf(userOf(person), "sqlite_master WHERE name = 'person'")).toBe(0);
    expect((await logIn(person.email)).status).toBe(401);
  });
});

describe("DELETE /api/members/{userId}/personal-data", { timeout: 60_000 }, () => {
  it("ASVS 14.2.7: makes the tenant forget a member, and touches no other tenant", async () => {
    const tenantId = freshTenantId();
    const [owner, member] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "trader")];
    const home = freshTenantId();
    const joined = await as(member, "/api/auth/join", { body: { key: await keyTo(home, "owner") } });
    expect(joined.status).toBe(200);
    const { passkey } = await enrolPasskey(owner);
    const erase = (userId: string) =>
      confirmedByPasskey(owner, passkey, {
        method: "DELETE",
        path: `/api/members/${userId}/personal-data`,
      });
    expect(await problemOf(await erase(`usr_${"0".repeat(26)}`))).toMatchObject({ code: "unknown_member" });
    expect(await problemOf(await erase(owner.user.id))).toMatchObject({ status: 409, code: "last_owner" });
    expect(await (await erase(member.user.id)).json()).toEqual({ status: "erased" });
    expect((await as(member, "/api/accounts")).status).toBe(401);
    await until("what was on its way has come", async () => {
      const records = await wholeChain(env.TENANT.getByName(tenantId));
      const text = JSON.stringify(records);
      return text.includes(member.user.id) || text.includes(member.email) ? undefined : true;
    });
    // Of somebody who left, it may be asked for again.
    expect((await erase(member.user.id)).status).toBe(200);
    expect(await storedText(tenantId)).not.toContain(member.email);
    expect(await loggedIn(await logIn(member.email))).toMatchObject({ tenantId: home, role: "owner" });
    expect(await storedText(home)).toContain(member.email);
  });

  it("is not for an admin to do to an owner", async () => {
    const tenantId = freshTenantId();
    await makePerson(tenantId, "owner");
    const owner = await makePerson(tenantId, "owner");
    const by = { actor: "test", address: null, role: "admin" } as const;
    const refused = await env.TENANT.getByName(tenantId).eraseMember(owner.user.id, by);
    expect(refused).toMatchObject({ ok: false, error: { code: "forbidden" } });
  });
});
