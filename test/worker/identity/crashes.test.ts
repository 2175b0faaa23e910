import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, describe, expect, it, vi } from "vitest";
import { makeToken } from "../../../src/domain/access/token.ts";
import { problemOf } from "../support/gateway.ts";
import {
  as,
  call,
  enrolTotp,
  freshEmail,
  freshTenantId,
  type LoggedIn,
  loggedIn,
  logIn,
  makePerson,
  manager,
  PASSWORD,
  randomBytes,
  sha256Hex,
  totpCode,
} from "../support/people.ts";

const userOf = (person: LoggedIn) => env.USER.getByName(person.user.id);
const refresh = (refreshToken: string) => call("/api/auth/refresh", { body: { refreshToken } });

/**
 * Aborts every object `afterMs` after the request went out: what is not committed by then is lost, and so
 * may be the answer. Null: the answer was lost.
 */
async function abortedDuring(request: () => Promise<Response>, afterMs: number): Promise<Response | null> {
  const answer = request();
  const settled = answer.then(
    (response) => (response.status === 500 ? null : response),
    () => null,
  );
  await scheduler.wait(afterMs);
  await abortAllDurableObjects();
  return settled;
}

/** From at once to longer than any of these requests takes without its hash. */
const MOMENTS = [0, 2, 5, 13];

// An object that is aborted in the middle of a request is logged as an error; here that is what is wanted.
const quiet = vi.spyOn(console, "error").mockImplementation(() => undefined);
afterEach(() => quiet.mockClear());

describe("an object that is evicted", { timeout: 60_000 }, () => {
  it("between password and second factor still knows the login that waits", async () => {
    const person = await makePerson(freshTenantId(), "trader");
    const { secret } = await enrolTotp(person);
    const { token } = await (await logIn(person.email)).json<{ token: string }>();
    await evictDurableObject(userOf(person));
    const code = totpCode(secret);
    const session = await loggedIn(await call("/api/auth/second-factor", { body: { token, code } }));
    await evictDurableObject(userOf(person));
    expect((await as(session, "/api/accounts")).status).toBe(200);
    const { token: next } = await (await logIn(person.email)).json<{ token: string }>();
    await evictDurableObject(userOf(person));
    // ASVS 6.5.1: that the code was used is remembered.
    expect((await call("/api/auth/second-factor", { body: { token: next, code } })).status).toBe(401);
  });

  it("remembers the calls that it counted", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    for (let round = 0; round < 100; round++) await as(person, "/api/auth/session");
    // Counts are stored within a second of the call.
    await scheduler.wait(1_100);
    await evictDurableObject(userOf(person));
    expect((await as(person, "/api/auth/session")).status).toBe(429);
    await abortAllDurableObjects();
    // The block was stored at once.
    expect((await as(person, "/api/auth/session")).status).toBe(429);
  });
});

describe("an object that is aborted", { timeout: 60_000 }, () => {
  it("in the middle of a renewal leaves one good refresh token or none, never two", async () => {
    for (const afterMs of MOMENTS) {
      const person = await makePerson(freshTenantId(), "viewer");
      const answer = await abortedDuring(() => refresh(person.refreshToken), afterMs);
      const renewed = answer === null ? null : await loggedIn(answer);
      if (renewed !== null) expect((await as(renewed, "/api/accounts")).status).toBe(200);
      const again = await refresh(person.refreshToken);
      if (again.status === 200) {
        // Nothing had been stored, so the token had not been used.
        expect(renewed).toBeNull();
        continue;
      }
      expect(await problemOf(again)).toMatchObject({ code: "refresh_token_reused" });
      if (renewed !== null) expect((await refresh(renewed.refreshToken)).status).toBe(401);
    }
  });

  it("after a session was ended does not bring it back; in the middle, ending it again ends it", async () => {
    for (const afterMs of MOMENTS) {
      const person = await makePerson(freshTenantId(), "viewer");
      const answer = await abortedDuring(() => as(person, "/api/auth/logout", { method: "POST" }), afterMs);
      if (answer === null) await as(person, "/api/auth/logout", { method: "POST" });
      expect((await as(person, "/api/accounts")).status).toBe(401);
      expect((await refresh(person.refreshToken)).status).toBe(401);
    }
  });

  it("in the middle of a login lets the person log in again", async () => {
    for (const afterMs of [0, 150, 300]) {
      const person = await makePerson(freshTenantId(), "viewer");
      await abortedDuring(() => logIn(person.email), afterMs);
      const session = await loggedIn(await logIn(person.email));
      expect((await as(session, "/api/accounts")).status).toBe(200);
    }
  });

  it("in the middle of a sign-up lets the same person finish, and nobody else", async () => {
    for (const afterMs of [0, 100, 250, 500]) {
      const tenantId = freshTenantId();
      const key = makeToken("key", tenantId.slice(4), randomBytes(32));
      const tenant = env.TENANT.getByName(tenantId);
      const [id, hash] = [sha256Hex(key).slice(0, 32), sha256Hex(key)];
      await tenant.invite({ id, hash, email: null, role: "trader", accounts: null, createdBy: "test" }, null);
      const email = freshEmail();
      const signUp = (by: string) =>
        call("/api/auth/signup", { body: { key, email: by, password: PASSWORD } });
      await abortedDuring(() => signUp(email), afterMs);
      const finished = await loggedIn(await signUp(email));
      expect(finished).toMatchObject({ role: "trader", tenantId });
      expect((await signUp(freshEmail())).status).toBe(403);
      expect(await env.TENANT.getByName(tenantId).members()).toHaveLength(1);
    }
  });

  it("in the middle of losing a role loses it all the same, at the latest by the outbox's next attempt", async () => {
    for (const afterMs of MOMENTS) {
      const tenantId = freshTenantId();
      const admin = await makePerson(tenantId, "admin");
      await makePerson(tenantId, "owner");
      const lower = () =>
        env.TENANT.getByName(tenantId).changeMember(
          admin.user.id,
          { role: "viewer", accounts: null },
          manager("owner"),
        );
      const changed = lower().then(
        ({ ok }) => ok,
        () => false,
      );
      await scheduler.wait(afterMs);
      await abortAllDurableObjects();
      if (!(await changed)) await lower();
      const endMs = Date.now() + 10_000;
      while ((await as(admin, "/api/members")).status !== 403 && Date.now() < endMs) {
        await runDurableObjectAlarm(env.TENANT.getByName(tenantId));
        await scheduler.wait(20);
      }
      expect((await as(admin, "/api/members")).status).toBe(403);
    }
  });
});
