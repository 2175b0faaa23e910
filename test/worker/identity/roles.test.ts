import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { app } from "../../../src/app.ts";
import { may } from "../../../src/domain/access/may.ts";
import { type MemberRole, memberRoleSchema, scopeSchema } from "../../../src/domain/access/roles.ts";
import { type RouteRow, routeRows } from "../../../src/domain/access/route-permissions.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { problemOf } from "../support/gateway.ts";
import {
  as,
  call,
  freshTenantId,
  makePerson,
  manager,
  type Person,
  randomBytes,
  sha256Hex,
} from "../support/people.ts";
import { type Holdings, makeHoldings, pathFor } from "../support/walk.ts";

/** Every route under these paths as the router knows it; what is registered for all methods is middleware. */
const routes = app.routes.filter(
  ({ path, method }) => /^\/(api|security|emergency|accounts|udf)(\/|$)/.test(path) && method !== "ALL",
);

describe("the rows of the routes", () => {
  it("are there for every route that the router has, and for no other", () => {
    const known = [...new Set(routes.map(({ method, path }) => `${method} ${path}`))].sort();
    expect(routeRows.map(({ method, path }) => `${method} ${path}`).sort()).toEqual(known);
  });
});

const tenants = [freshTenantId(), freshTenantId()] as const;
let mine: Holdings;
let theirs: Holdings;
const people = new Map<MemberRole, Person>();

beforeAll(async () => {
  [mine, theirs] = [await makeHoldings(tenants[0]), await makeHoldings(tenants[1])];
  for (const role of memberRoleSchema.options) people.set(role, await makePerson(tenants[0], role));
  // Five sign-ups, each with a hash that is slow on purpose.
}, 60_000);

/** Codes that say that the request got past the doors of role and tenant. */
const PASSED = new Set([
  "unsupported_media_type",
  "idempotency_key_needed",
  "step_up_needed",
  "unknown_order",
  "unknown_alert",
  "not_found",
  "unknown_member",
  "upgrade_required",
]);

/** What this principal is answered: whether the role let it through. A body is never sent. */
async function outcome(row: RouteRow, holdings: Holdings, headers: Record<string, string>): Promise<string> {
  const path = pathFor(row.path, holdings, `usr_${"0".repeat(26)}`);
  const response = await call(path, { method: row.method, headers });
  if (response.status < 300) return "passed";
  const { code } = await problemOf(response);
  return PASSED.has(code) ? "passed" : code;
}

/** The walk leaves out what would end the session that walks. */
const walked = routeRows.filter(
  ({ needs, path }) => needs !== "public" && path !== "/api/auth/logout" && path !== "/api/me/sessions",
);

describe("every route", () => {
  it.each(memberRoleSchema.options)(
    "ASVS 8.2.1: answers a %s what the matrix says, in the own tenant",
    async (role) => {
      const person = people.get(role);
      if (person === undefined) throw new Error("nobody has this role");
      const rights = { role, scopes: [], accounts: null };
      for (const row of walked) {
        const { needs } = row;
        if (needs === "public") continue;
        const allowed =
          needs === "person" || may(rights, needs, row.path.includes(":accountId") ? mine.accountId : null);
        const answer = await outcome(row, mine, { authorization: `Bearer ${person.accessToken}` });
        expect(answer, `${row.method} ${row.path}`).toBe(allowed ? "passed" : "forbidden");
      }
    },
  );

  it.each(memberRoleSchema.options)("ASVS 8.4.1: hides another tenant's things from a %s", async (role) => {
    // Somebody new: both walks together are more calls than a person has in a minute.
    const person = await makePerson(tenants[0], role);
    for (const row of walked.filter(({ path }) => /:(account|strategy)Id/.test(path))) {
      const answer = await outcome(row, theirs, { authorization: `Bearer ${person.accessToken}` });
      // A confirmation is asked for before anything is looked up, and tells nothing.
      const hidden = ["forbidden", "unknown_account", "unknown_strategy"];
      if (row.confirm === undefined) expect(hidden, `${row.method} ${row.path}`).toContain(answer);
    }
  });

  it("ASVS 8.3.1: answers nobody who is nobody", async () => {
    for (const row of walked) expect(await outcome(row, mine, {}), row.path).toBe("unauthorized");
  });
});

describe("an API token", () => {
  const makeApiToken = async (
    scopes: (typeof scopeSchema.options)[number][],
    more: { accounts?: string[]; addresses?: string[]; expiresAtMs?: number } = {},
  ) => {
    const token = makeToken("api", tenants[0].slice(4), randomBytes(32));
    const id = sha256Hex(token).slice(0, 32);
    await env.TENANT.getByName(tenants[0]).makeApiToken(
      {
        id,
        hash: sha256Hex(token),
        name: "test",
        prefix: "sp_api_",
        scopes,
        accounts: more.accounts ?? null,
        addresses: more.addresses ?? null,
        createdBy: "test",
        expiresAtMs: more.expiresAtMs ?? Date.now() + 60_000,
      },
      null,
    );
    return { id, headers: { authorization: `Bearer ${token}` } };
  };

  it("may do on each route what its scopes allow, never more than a trader, and nothing of a person's", async () => {
    for (const scopes of [
      [],
      ["orders"],
      [...scopeSchema.options],
    ] satisfies (typeof scopeSchema.options)[number][][]) {
      const { headers } = await makeApiToken(scopes);
      for (const row of walked) {
        const { needs, or = null } = row;
        if (needs === "public") continue;
        const account = row.path.includes(":accountId") ? mine.accountId : null;
        const rights = { role: "api", scopes, accounts: null } as const;
        const either = or !== null && may(rights, or, account);
        const allowed = needs !== "person" && (may(rights, needs, account) || either);
        expect(await outcome(row, mine, headers), `${scopes} ${row.path}`).toBe(
          allowed ? "passed" : "forbidden",
        );
      }
    }
  });

  it("that is confined to accounts sees those, and not what is about all of them", async () => {
    const other = await makeHoldings(tenants[0]);
    const { headers } = await makeApiToken(["orders"], { accounts: [mine.accountId] });
    const list = await call("/api/accounts", { headers });
    const { items } = await list.json<{ items: { id: string }[] }>();
    expect(items.map(({ id }) => id)).toEqual([mine.accountId]);
    expect((await call(`/api/accounts/${mine.accountId}`, { headers })).status).toBe(200);
    const hidden = await call(`/api/accounts/${other.accountId}`, { headers });
    expect(await problemOf(hidden)).toMatchObject({ status: 404, code: "unknown_account" });
    expect((await call("/api/alerts", { headers })).status).toBe(200);
    expect(await problemOf(await call("/api/strategies", { headers }))).toMatchObject({ code: "forbidden" });
  });

  it("is good from its addresses only, until it ends or is revoked, and shows its last use", async () => {
    const { id, headers } = await makeApiToken(["orders"], { addresses: ["203.0.113.0/24"] });
    const from = (address: string) => call("/api/accounts", { headers, address });
    expect((await from("203.0.113.9")).status).toBe(200);
    expect(await problemOf(await from("203.0.114.9"))).toMatchObject({
      status: 403,
      code: "address_not_allowed",
    });
    const tenant = env.TENANT.getByName(tenants[0]);
    const listed = (await tenant.apiTokens()).find((token) => token.id === id);
    expect(listed).toMatchObject({ lastAddress: "203.0.113.9" });
    expect(listed?.lastUsedAtMs).toBeGreaterThan(Date.now() - 60_000);
    expect(await tenant.revokeApiToken(id, { actor: "test", address: null })).toBe(true);
    expect(await problemOf(await from("203.0.113.9"))).toMatchObject({ status: 401, code: "invalid_token" });
    const ended = await makeApiToken(["orders"], { expiresAtMs: Date.now() - 1 });
    expect((await call("/api/accounts", { headers: ended.headers })).status).toBe(401);
  });

  it("of another tenant, with this tenant's id written in, is none", async () => {
    const token = makeToken("api", tenants[0].slice(4), randomBytes(32));
    const refused = await call("/api/accounts", { headers: { authorization: `Bearer ${token}` } });
    expect(await problemOf(refused)).toMatchObject({ status: 401, code: "invalid_token" });
  });
});

describe("a role that was lowered a moment ago", () => {
  it("ASVS 8.3.2: is lowered for the very next call with the old token", async () => {
    const tenantId = freshTenantId();
    const [owner, admin] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "admin")];
    expect((await as(admin, "/api/members")).status).toBe(200);
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.changeMember(admin.user.id, { role: "viewer", accounts: null }, manager("owner"));
    expect((await as(admin, "/api/members")).status).toBe(403);
    expect((await as(admin, "/api/accounts")).status).toBe(200);
    await tenant.changeMember(admin.user.id, null, manager("owner"));
    expect((await as(admin, "/api/accounts")).status).toBe(401);
    expect((await as(owner, "/api/accounts")).status).toBe(200);
  });

  it("cannot be the last owner's, and nobody takes away a role above their own", async () => {
    const tenantId = freshTenantId();
    const [owner, admin] = [await makePerson(tenantId, "owner"), await makePerson(tenantId, "admin")];
    const tenant = env.TENANT.getByName(tenantId);
    const lower = { role: "viewer" as const, accounts: null };
    expect(await tenant.changeMember(owner.user.id, lower, manager("admin"))).toMatchObject({
      error: { code: "forbidden" },
    });
    expect(await tenant.changeMember(owner.user.id, null, manager("owner"))).toMatchObject({
      error: { code: "last_owner" },
    });
    const raise = await tenant.changeMember(
      admin.user.id,
      { role: "owner", accounts: null },
      manager("admin"),
    );
    expect(raise).toMatchObject({ error: { code: "forbidden" } });
  });
});
