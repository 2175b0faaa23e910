import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { SCRAPE_LIMIT } from "../../../src/domain/access/limits.ts";
import { routeRows } from "../../../src/domain/access/route-permissions.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { readExposition, seriesOf, sumOf } from "../../support/exposition.ts";
import { api, problemOf, request } from "../support/gateway.ts";
import { call, freshTenantId, makePerson, type Person, randomBytes } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { apiToken, getMetrics, scrape } from "./support.ts";

const tenantId = freshTenantId();
let owner: Person;
let token: string;

beforeAll(async () => {
  owner = await makePerson(tenantId, "owner");
  ({ token } = await apiToken(tenantId, ["metrics"]));
  // A sign-up has a hash that is slow on purpose.
}, 60_000);

describe("GET /metrics", () => {
  it("answers a scrape token in the format of Prometheus, never to be cached", async () => {
    const response = await getMetrics(token);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toBe("text/plain; version=0.0.4; charset=utf-8");
    expect(response.headers.get("cache-control")).toBe("no-store");
    const families = readExposition(await response.text(), "prometheus");
    expect(sumOf(families, "sallyport_active_sessions")).toBe(1);
  });

  it("answers in OpenMetrics when that is asked for, with the same series", async () => {
    const accept = "application/openmetrics-text;version=1.0.0;q=0.5,text/plain;version=0.0.4;q=0.4";
    const response = await getMetrics(token, { accept });
    expect(response.headers.get("content-type")).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    const text = new TextDecoder().decode(await response.arrayBuffer());
    const open = readExposition(text, "openmetrics");
    const names = (families: typeof open) => [...new Set(seriesOf(families).map(({ name }) => name))];
    expect(names(open)).toEqual(names(await scrape(token)));
  });

  it("ASVS 8.2.1: is closed to whoever has no token, another scope, a session, or the bootstrap token", async () => {
    const { token: trading } = await apiToken(tenantId, ["orders", "trade", "metrics"]);
    expect(await problemOf(await call("/metrics"))).toMatchObject({ status: 401, code: "unauthorized" });
    expect(await problemOf(await getMetrics(trading))).toMatchObject({ status: 403, code: "forbidden" });
    for (const other of [owner.accessToken, env.TEST_TOKEN]) {
      expect((await getMetrics(other)).status).toBe(401);
    }
    const cookie = `__Host-sp_access=${owner.accessToken}`;
    expect((await call("/metrics", { headers: { cookie } })).status).toBe(401);
    expect((await request(`/metrics?token=${token}`)).status).toBe(401);
  });

  it("is closed to a token that was made up, was revoked, has ended, or comes from a wrong address", async () => {
    const nobody = makeToken("api", tenantId.slice(4), randomBytes(32));
    const nowhere = makeToken("api", freshTenantId().slice(4), randomBytes(32));
    const { token: ended } = await apiToken(tenantId, ["metrics"], { expiresAtMs: Date.now() - 1 });
    const { token: revoked, id } = await apiToken(tenantId, ["metrics"]);
    await env.TENANT.getByName(tenantId).revokeApiToken(id, { actor: "test", address: null });
    for (const bad of [nobody, nowhere, ended, revoked, `${token}x`]) {
      const problem = await problemOf(await getMetrics(bad));
      expect(problem).toMatchObject({ status: 401, code: "invalid_token" });
    }
    const { token: elsewhere } = await apiToken(tenantId, ["metrics"], { addresses: ["203.0.113.7"] });
    expect((await problemOf(await getMetrics(elsewhere))).code).toBe("address_not_allowed");
  });

  it("lets a server that asks every 5 s go on, and asks one that asks without a pause to wait", async () => {
    const { token: eager } = await apiToken(tenantId, ["metrics"]);
    const statuses: number[] = [];
    for (let n = 0; n <= SCRAPE_LIMIT.limit; n++) statuses.push((await getMetrics(eager)).status);
    expect(statuses.slice(0, 24)).toEqual(new Array(24).fill(200));
    expect(statuses.at(-1)).toBe(429);
  });
});

describe("a token with the scope metrics", () => {
  it("opens no route of the API", async () => {
    const { accountId, strategyId } = await makeHoldings(tenantId);
    const { token: scraper } = await apiToken(tenantId, ["metrics"]);
    const guarded = routeRows.filter(({ needs }) => needs !== "public").slice(0, 25);
    for (const { method, path } of guarded) {
      const named = path.replace(":accountId", accountId).replace(":strategyId", strategyId);
      const response = await call(named, { method, headers: { authorization: `Bearer ${scraper}` } });
      expect(response.status, `${method} ${path}`).toBe(403);
    }
  });

  it("has no other scope, and is not confined to accounts, whose metrics would say less than they seem to", async () => {
    const expiresAtMs = Date.now() + 60_000;
    const body = { name: "prometheus", scopes: ["metrics", "trade"], expiresAtMs };
    expect((await problemOf(await api("/api/tokens", { method: "POST", body }))).code).toBe("invalid_field");
    const account = await makeHoldings(tenantId);
    const confined = { ...body, scopes: ["metrics"], accounts: [account.accountId] };
    expect((await problemOf(await api("/api/tokens", { method: "POST", body: confined }))).code).toBe(
      "invalid_field",
    );
    const good = await api("/api/tokens", { method: "POST", body: { ...body, scopes: ["metrics"] } });
    expect(good.status).toBe(201);
    const { token: made } = await good.json<{ token: string }>();
    expect((await getMetrics(made)).status).toBe(200);
  });
});

describe("another tenant's", () => {
  it("ASVS 8.4.1: objects are in no scrape, also when an id was put on the wrong list", async () => {
    const theirs = await makeHoldings(freshTenantId());
    const mine = await makeHoldings(tenantId);
    const tenant = env.TENANT.getByName(tenantId);
    await tenant.register(theirs.accountId, "Stolen", { kind: "system" });
    await tenant.register(theirs.strategyId, "Stolen", { kind: "system" });
    const families = await scrape((await apiToken(tenantId, ["metrics"])).token);
    expect(sumOf(families, "sallyport_up", { account: mine.accountId })).toBe(1);
    expect(sumOf(families, "sallyport_up", { strategy: mine.strategyId })).toBe(1);
    expect(sumOf(families, "sallyport_up", { account: theirs.accountId })).toBe(0);
    expect(sumOf(families, "sallyport_agent_connected", { account: theirs.accountId })).toBeUndefined();
    expect(sumOf(families, "sallyport_strategy_halted", { strategy: theirs.strategyId })).toBeUndefined();
  });
});
