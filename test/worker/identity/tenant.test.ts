import { describe, expect, it } from "vitest";
import * as z from "zod";
import { problemOf } from "../support/gateway.ts";
import { confirmedByPasskey, enrolPasskey } from "../support/passkeys.ts";
import {
  as,
  call,
  freshEmail,
  freshTenantId,
  loggedIn,
  logIn,
  makePerson,
  PASSWORD,
} from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";

/** An owner who can confirm changes, of a tenant that owns an account and a strategy. */
async function makeOwner() {
  const holdings = await makeHoldings(freshTenantId());
  const owner = await makePerson(holdings.tenantId, "owner");
  const { passkey } = await enrolPasskey(owner);
  const change = (method: string, path: string, body?: unknown) =>
    confirmedByPasskey(owner, passkey, { method, path, ...(body === undefined ? {} : { body }) });
  return { owner, change, ...holdings };
}

const keySchema = z.object({ id: z.string(), key: z.string() });

describe("an invitation", () => {
  it("ASVS 6.4.1: is for one address, shown once, and can be withdrawn", async () => {
    const { owner, change } = await makeOwner();
    const email = freshEmail("invited");
    const invite = async () =>
      keySchema.parse(await (await change("POST", "/api/access-keys", { role: "viewer", email })).json());
    const first = await invite();
    expect(first.key).toMatch(/^sp_inv_/);
    expect(await (await as(owner, "/api/access-keys")).text()).not.toContain(first.key);
    const signUp = (key: string, by: string) =>
      call("/api/auth/signup", { body: { key, email: by, password: PASSWORD } });
    expect(await problemOf(await signUp(first.key, freshEmail()))).toMatchObject({
      status: 403,
      code: "invalid_key",
    });
    expect((await as(owner, `/api/access-keys/${first.id}`, { method: "DELETE" })).status).toBe(200);
    expect(await problemOf(await signUp(first.key, email))).toMatchObject({ code: "invalid_key" });
    const second = await invite();
    expect((await loggedIn(await signUp(second.key, email))).role).toBe("viewer");
    expect((await as(owner, `/api/access-keys/${second.id}`, { method: "DELETE" })).status).toBe(404);
  });

  it("lets somebody who has a login join a second tenant, and log in to either", async () => {
    const { change, tenantId } = await makeOwner();
    const person = await makePerson(freshTenantId(), "owner");
    const made = await change("POST", "/api/access-keys", { role: "guest", email: person.email });
    const { key } = keySchema.parse(await made.json());
    const joined = await as(person, "/api/auth/join", { body: { key } });
    expect(await joined.json()).toEqual({ tenantId, role: "guest" });
    expect(await loggedIn(await logIn(person.email, { tenantId }))).toMatchObject({
      tenantId,
      role: "guest",
    });
    const home = { tenantId: person.tenantId };
    expect(await loggedIn(await logIn(person.email, home))).toMatchObject({ ...home, role: "owner" });
    const elsewhere = await logIn(person.email, { tenantId: freshTenantId() });
    expect(await problemOf(elsewhere)).toMatchObject({ status: 403, code: "not_a_member" });
  });
});

describe("members", () => {
  it("are changed and removed with a confirmation, and confined to accounts of the tenant", async () => {
    const { owner, change, tenantId, accountId } = await makeOwner();
    const trader = await makePerson(tenantId, "trader");
    const path = `/api/members/${trader.user.id}`;
    const bare = await as(owner, path, { method: "PATCH", body: { role: "viewer" } });
    expect(await problemOf(bare)).toMatchObject({ status: 403, code: "step_up_needed" });
    const foreign = (await makeHoldings(freshTenantId())).accountId;
    const wrong = await change("PATCH", path, { role: "trader", accounts: [foreign] });
    expect(await problemOf(wrong)).toMatchObject({ status: 422, code: "unknown_account_named" });
    expect((await change("PATCH", path, { role: "trader", accounts: [accountId] })).status).toBe(200);
    expect(await (await as(owner, "/api/auth/session")).json()).toMatchObject({ accounts: null });
    expect(await (await as(trader, "/api/auth/session")).json()).toMatchObject({ accounts: [accountId] });
    expect((await as(trader, `/api/accounts/${accountId}`)).status).toBe(200);
    expect((await as(trader, "/api/strategies")).status).toBe(403);
    expect(await (await as(trader, "/api/alerts")).json()).toEqual({ items: [], next: null });
    expect((await change("DELETE", path)).status).toBe(200);
    expect((await as(trader, "/api/accounts")).status).toBe(401);
    expect(await problemOf(await logIn(trader.email))).toMatchObject({ code: "not_a_member" });
  });
});

describe("the sessions of members", () => {
  it("ASVS 7.4.5: are seen and ended by owners and admins, in their own tenant only", async () => {
    const tenantId = freshTenantId();
    const [owner, admin] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "admin")];
    const elsewhere = await makePerson(freshTenantId(), "owner");
    const list = await (await as(admin, "/security/active-sessions")).json<{ items: { userId: string }[] }>();
    expect(list.items.map(({ userId }) => userId).sort()).toEqual([owner.user.id, admin.user.id].sort());
    const end = (by: typeof owner, whose: typeof owner) =>
      as(by, `/api/members/${whose.user.id}/sessions`, { method: "DELETE" });
    expect(await problemOf(await end(admin, owner))).toMatchObject({ status: 403, code: "forbidden" });
    expect(await problemOf(await end(elsewhere, admin))).toMatchObject({
      status: 404,
      code: "unknown_member",
    });
    expect(await (await end(owner, admin)).json()).toEqual({ ended: 1 });
    expect((await as(admin, "/api/accounts")).status).toBe(401);
    expect((await as(owner, "/api/accounts")).status).toBe(200);
  });
});

describe("API tokens", () => {
  it("are made with a confirmation, shown once, never outlive a year, and are revoked at once", async () => {
    const { owner, change, accountId } = await makeOwner();
    const body = {
      name: "Bot",
      scopes: ["orders"],
      accounts: [accountId],
      expiresAtMs: Date.now() + 3_600_000,
    };
    const late = await change("POST", "/api/tokens", { ...body, expiresAtMs: Date.now() + 400 * 86_400_000 });
    expect(await problemOf(late)).toMatchObject({ status: 422, code: "invalid_field" });
    for (const more of [
      { scopes: ["members"] },
      { scopes: [] },
      { addresses: ["10.0.0.0/33"] },
      { role: "owner" },
    ]) {
      expect((await change("POST", "/api/tokens", { ...body, ...more })).status).toBe(422);
    }
    const made = await change("POST", "/api/tokens", body);
    const { id, token } = z.object({ id: z.string(), token: z.string() }).parse(await made.json());
    const headers = { authorization: `Bearer ${token}` };
    expect((await call("/api/accounts", { headers })).headers.get("ratelimit-policy")).toBe(
      '"calls";q=100;w=60',
    );
    const list = await (await as(owner, "/api/tokens")).text();
    expect(list).not.toContain(token);
    expect(list).not.toContain('"hash"');
    expect((await as(owner, `/api/tokens/${id}`, { method: "DELETE" })).status).toBe(200);
    expect((await call("/api/accounts", { headers })).status).toBe(401);
  });
});
