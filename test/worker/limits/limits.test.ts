import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { makeToken } from "../../../src/domain/access/token.ts";
import { makeReadyAccount } from "../support/agent.ts";
import { api, buy, makeStrategy, post, problemOf, storyOf } from "../support/gateway.ts";
import {
  as,
  call,
  confirmed,
  enrolTotp,
  freshAddress,
  freshTenantId,
  logIn,
  makePerson,
  type Person,
  randomBytes,
  sha256Hex,
  totpCode,
} from "../support/people.ts";

const USUAL = { callsPerMinute: null, tradesPerSecond: null };
const system = { kind: "system" } as const;

function setLimits(
  tenantId: string,
  person: { callsPerMinute: number | null; tradesPerSecond: number | null },
) {
  const wanted = { person, program: person };
  return env.TENANT.getByName(tenantId).configureLimits(wanted, system);
}

async function makeApiToken(tenantId: string): Promise<Record<string, string>> {
  const token = makeToken("api", tenantId.slice(4), randomBytes(32));
  await env.TENANT.getByName(tenantId).makeApiToken(
    {
      id: sha256Hex(token).slice(0, 32),
      hash: sha256Hex(token),
      name: "test",
      prefix: "sp_api_",
      scopes: ["orders"],
      accounts: null,
      addresses: null,
      createdBy: "test",
      expiresAtMs: Date.now() + 60_000,
    },
    null,
  );
  return { authorization: `Bearer ${token}` };
}

/** Calls until one is refused; how many were not, and the answer that refused. */
async function exhaust(ask: () => Promise<Response>, most: number): Promise<[number, Response]> {
  for (let passed = 0; passed <= most; passed++) {
    const answer = await ask();
    if (answer.status === 429) return [passed, answer];
  }
  throw new Error(`${most} calls were let through`);
}

let owner: Person;
let secret: string;

beforeAll(async () => {
  owner = await makePerson(freshTenantId(), "owner");
  secret = (await enrolTotp(owner)).secret;
}, 60_000);

describe("the tenant's own limits", () => {
  it("ASVS 2.3.2: are set with a fresh confirmation, hold from the next call on, and are recorded", async () => {
    const body = { person: { callsPerMinute: 140, tradesPerSecond: 2 }, program: USUAL };
    const path = "/api/settings/limits";
    const unconfirmed = await as(owner, path, { method: "PUT", body });
    expect(await problemOf(unconfirmed)).toMatchObject({ status: 403, code: "step_up_needed" });
    const set = await confirmed(owner, { method: "PUT", path, body }, { code: totpCode(secret) });
    expect(set.status).toBe(200);
    const shown = await as(owner, path);
    expect(shown.headers.get("ratelimit-policy")).toBe('"calls";q=140;w=60');
    expect(await shown.json()).toEqual({
      set: body,
      limits: { ...body, program: { callsPerMinute: 100, tradesPerSecond: 5 } },
      ceilings: { callsPerMinute: 150, tradesPerSecond: 8 },
    });
    const page = await as(owner, "/security/audit-log?action=limits.changed");
    const { items } = await page.json<{ items: { who: unknown; changes: unknown[] }[] }>();
    expect(items).toHaveLength(1);
    expect(items[0]).toMatchObject({ who: { kind: "person", id: owner.user.id } });
    expect(items[0]?.changes).toContainEqual({
      field: "person.callsPerMinute",
      before: "null",
      after: "140",
    });
  });

  it("are refused above the operator's, and by whom they do not concern", async () => {
    const above = { person: { callsPerMinute: 151, tradesPerSecond: 1 }, program: USUAL };
    const refused = await api("/api/settings/limits", { method: "PUT", body: above });
    expect(await problemOf(refused)).toMatchObject({ status: 422, code: "limit_above_operators" });
    const trader = await makePerson(owner.tenantId, "trader");
    const answer = await as(trader, "/api/settings/limits");
    expect(await problemOf(answer)).toMatchObject({ code: "forbidden" });
  });

  it("count in their own tenant: whoever is in two has each one's limits there", async () => {
    const [one, other] = [freshTenantId(), freshTenantId()];
    const person = await makePerson(one, "viewer");
    const key = makeToken("key", other.slice(4), randomBytes(32));
    await env.TENANT.getByName(other).invite(
      {
        id: sha256Hex(key).slice(0, 32),
        hash: sha256Hex(key),
        email: null,
        role: "viewer",
        accounts: null,
        createdBy: "test",
      },
      null,
    );
    await setLimits(one, { callsPerMinute: 20, tradesPerSecond: null });
    expect((await as(person, "/api/auth/join", { body: { key } })).status).toBe(200);
    await setLimits(other, { callsPerMinute: 30, tradesPerSecond: null });
    const there = await (await logIn(person.email, { tenantId: other })).json<{ accessToken: string }>();
    const [passed, refused] = await exhaust(() => as(person, "/api/auth/session"), 30);
    // Joining was a call as well.
    expect(passed).toBe(19);
    expect(refused.headers.get("ratelimit-policy")).toBe('"calls";q=20;w=60');
    const [elsewhere, also] = await exhaust(() => as(there, "/api/auth/session"), 40);
    expect(elsewhere).toBe(30);
    expect(also.headers.get("ratelimit-policy")).toBe('"calls";q=30;w=60');
  });

  it("hold for each API token by itself", async () => {
    const tenantId = freshTenantId();
    await setLimits(tenantId, { callsPerMinute: 20, tradesPerSecond: null });
    const [first, second] = [await makeApiToken(tenantId), await makeApiToken(tenantId)];
    const [passed] = await exhaust(() => call("/api/accounts", { headers: first }), 30);
    expect(passed).toBe(20);
    expect((await call("/api/accounts", { headers: second })).status).toBe(200);
  });

  it("reach a person by the newest message, whatever order they come in", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    const user = env.USER.getByName(person.user.id);
    const message = (version: number, callsPerMinute: number) =>
      JSON.stringify({
        tenantId: person.tenantId,
        role: "viewer",
        accounts: null,
        limits: { callsPerMinute, tradesPerSecond: null },
        version,
      });
    await user.applyMemberships([message(9, 60)]);
    await user.applyMemberships([message(8, 120)]);
    const answer = await as(person, "/api/auth/session");
    expect(answer.headers.get("ratelimit-policy")).toBe('"calls";q=60;w=60');
  });
});

/** What every answer under a limit says (ASVS 2.4.1). */
function expectLimitHeaders(answer: Response, name: string): void {
  expect(answer.headers.get("ratelimit-policy")).toContain(`"${name}";q=`);
  expect(answer.headers.get("ratelimit")).toContain(`"${name}";r=`);
  if (answer.status === 429) expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
}

describe("an answer under a limit", () => {
  it("ASVS 2.4.1: says what is left, refused for the limit, refused for something else, or not", async () => {
    const person = await makePerson(freshTenantId(), "viewer");
    await setLimits(person.tenantId, { callsPerMinute: 20, tradesPerSecond: null });
    const fine = await as(person, "/api/accounts");
    expectLimitHeaders(fine, "calls");
    const forbidden = await as(person, "/api/members");
    expect(forbidden.status).toBe(403);
    expect(forbidden.headers.get("ratelimit")).toBe('"calls";r=18;t=60');
    const [, refused] = await exhaust(() => as(person, "/api/accounts"), 30);
    expectLimitHeaders(refused, "calls");
    expect(refused.headers.get("ratelimit")).toBe('"calls";r=0;t=30');
    expect(await problemOf(refused)).toMatchObject({ code: "rate_limited" });
  });

  it("is the same for logins, and for an address that is blocked", async () => {
    const address = freshAddress();
    const attempt = () => call("/api/auth/second-factor", { body: { token: "x", code: "000000" }, address });
    expectLimitHeaders(await attempt(), "logins");
    const [passed, refused] = await exhaust(attempt, 6);
    expect(passed).toBe(4);
    expectLimitHeaders(refused, "logins");
    const blocked = freshAddress();
    for (let round = 0; round < 5; round++) await env.ADDRESS_GUARD.getByName(blocked).failed();
    const stopped = await call("/api/auth/second-factor", {
      body: { token: "x", code: "000000" },
      address: blocked,
    });
    expect(stopped.status).toBe(429);
    expectLimitHeaders(stopped, "failed-logins");
    expect(Number(stopped.headers.get("retry-after"))).toBeGreaterThan(1_700);
  });

  it("is the same at a hook with a limit of its own; what it refused never reaches the ledger", async () => {
    const { accountId } = await makeReadyAccount();
    const routes = [{ accountId }];
    const strategy = await makeStrategy({ alertsPerMinute: 1, routes });
    const first = await post(strategy.id, buy(strategy.secret, { id: "one" }));
    expectLimitHeaders(first, "alerts");
    const refused = await post(strategy.id, buy(strategy.secret, { id: "two" }));
    expect(refused.status).toBe(429);
    expectLimitHeaders(refused, "alerts");
    const { alertId } = await problemOf(refused);
    expect((await storyOf(alertId ?? "")).orders).toEqual([]);
    const orders = await api(`/api/accounts/${accountId}/orders`);
    const { items } = await orders.json<{ items: { alertId: string }[] }>();
    expect(items.every((order) => order.alertId !== alertId)).toBe(true);
  });
});
