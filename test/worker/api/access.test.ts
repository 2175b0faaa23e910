import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { strategySettingsSchema } from "../../../durable-objects/strategy/settings.ts";
import { makeToken } from "../../../src/domain/access/token.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { accountSettingsSchema } from "../../../src/protocol/delivery.ts";
import { api, buy, makeAccount, makeStrategy, post, problemOf, request } from "../support/gateway.ts";

const randomBytes = (length: number) => crypto.getRandomValues(new Uint8Array(length));
const freshId = (kind: "ten" | "str" | "acc" | "alt" | "ord") => makeId(kind, Date.now(), randomBytes(16));

const paths = (accountId: string, strategyId: string) => [
  "/api/accounts",
  `/api/accounts/${accountId}`,
  `/api/accounts/${accountId}/orders`,
  `/api/accounts/${accountId}/orders/${freshId("ord")}`,
  `/api/accounts/${accountId}/positions`,
  "/api/strategies",
  `/api/strategies/${strategyId}`,
  "/api/alerts",
  `/api/alerts/${freshId("alt")}`,
  "/api/nothing",
];

describe("without a valid token", () => {
  it("nothing under /api is open, for reading or writing", async () => {
    const [accountId, { id: strategyId }] = [await makeAccount(), await makeStrategy()];
    for (const path of paths(accountId, strategyId)) {
      for (const method of ["GET", "POST", "PATCH", "DELETE"]) {
        const response = await request(path, { method });
        expect(response.headers.get("www-authenticate")).toBe("Bearer");
        expect(await problemOf(response)).toMatchObject({ status: 401, code: "unauthorized" });
      }
    }
    const pairing = await request(`/api/accounts/${accountId}/pairing`, { method: "POST" });
    expect(pairing.status).toBe(401);
  });

  it("a well-formed token of the same tenant with other randomness opens nothing", async () => {
    const tenantBody = env.TEST_TOKEN.slice("sp_own_".length, "sp_own_".length + 26);
    for (const token of [
      makeToken("own", tenantBody, randomBytes(32)),
      makeToken("own", freshId("ten").slice(4), randomBytes(32)),
      env.TEST_TOKEN.slice(0, -1),
      `${env.TEST_TOKEN}0`,
      env.TEST_TOKEN.toLowerCase(),
      "sp_own_",
      "x",
    ]) {
      const response = await api("/api/accounts", { headers: { authorization: `Bearer ${token}` } });
      expect(await problemOf(response)).toMatchObject({ status: 401, code: "invalid_token" });
    }
  });

  it("another scheme, a cookie or a query parameter is no way in", async () => {
    const token = env.TEST_TOKEN;
    for (const headers of [
      { authorization: `Basic ${token}` },
      { authorization: token },
      { cookie: `token=${token}` },
    ]) {
      expect((await request(`/api/accounts?token=${token}`, { headers })).status).toBe(401);
    }
  });
});

describe("another tenant's", () => {
  const theirs = { tenantId: freshId("ten"), accountId: freshId("acc"), strategyId: freshId("str") };
  let alertId: string;

  beforeAll(async () => {
    const { tenantId, accountId, strategyId } = theirs;
    const tenant = env.TENANT.getByName(tenantId);
    const settings = accountSettingsSchema.parse({});
    await env.TRADING_ACCOUNT.getByName(accountId).create({
      id: accountId,
      tenantId,
      name: "Theirs",
      settings,
    });
    await tenant.register(accountId, "Theirs", { kind: "system" });
    const { secret } = await env.STRATEGY.getByName(strategyId).create({
      strategyId,
      tenantId,
      settings: strategySettingsSchema.parse({}),
    });
    await tenant.register(strategyId, "Theirs", { kind: "system" });
    ({ alertId } = await (await post(strategyId, buy(secret ?? ""))).json<{ alertId: string }>());
  });

  it("account, strategy and alert answer as if they did not exist", async () => {
    const { accountId, strategyId } = theirs;
    for (const path of [
      `/api/accounts/${accountId}`,
      `/api/accounts/${accountId}/orders`,
      `/api/accounts/${accountId}/orders/${freshId("ord")}`,
      `/api/accounts/${accountId}/positions`,
      `/api/strategies/${strategyId}`,
      `/api/alerts/${alertId}`,
    ]) {
      const response = await api(path);
      const missing = await api(path.replace(/(acc|str|alt)_[0-9A-Z]{26}/, (_, kind) => freshId(kind)));
      expect(response.status).toBe(404);
      expect(await response.json()).toEqual(await missing.json());
    }
  });

  it("account and strategy cannot be changed, paired or routed to", async () => {
    const { accountId, strategyId } = theirs;
    const change = { method: "PATCH", body: { name: "Mine now" } };
    expect((await api(`/api/accounts/${accountId}`, change)).status).toBe(404);
    expect((await api(`/api/strategies/${strategyId}`, change)).status).toBe(404);
    expect((await api(`/api/accounts/${accountId}/pairing`, { method: "POST" })).status).toBe(404);
    const settings = { routes: [{ accountId }] };
    const made = await api("/api/strategies", { method: "POST", body: { name: "Mine", settings } });
    expect(await problemOf(made)).toMatchObject({ status: 422, code: "unknown_route_account" });
    const mine = await makeStrategy();
    const changed = await api(`/api/strategies/${mine.id}`, { method: "PATCH", body: { settings } });
    expect(await problemOf(changed)).toMatchObject({ status: 422, code: "unknown_route_account" });
  });

  it("resources and alerts are on no list", async () => {
    for (const path of ["/api/accounts", "/api/strategies", "/api/alerts?limit=200"]) {
      const text = await (await api(path)).text();
      for (const id of [theirs.accountId, theirs.strategyId, alertId]) expect(text).not.toContain(id);
    }
  });
});

describe("every answer", () => {
  it("forbids caching, sniffing, framing and referrers, and asks for HTTPS only over HTTPS", async () => {
    for (const response of [
      await api("/api/accounts"),
      await request("/healthz"),
      await request("/nowhere"),
    ]) {
      const header = (name: string) => response.headers.get(name);
      expect(header("cache-control")).toBe("no-store");
      expect(header("x-content-type-options")).toBe("nosniff");
      expect(header("referrer-policy")).toBe("no-referrer");
      expect(header("content-security-policy")).toContain("frame-ancestors 'none'");
      expect(header("strict-transport-security")).toContain("max-age=63072000; includeSubDomains");
      expect(header("access-control-allow-origin")).toBeNull();
    }
    const plain = await request("http://gateway.test/healthz");
    expect(plain.headers.get("strict-transport-security")).toBeNull();
  });

  it("to an address that is not there is a problem document", async () => {
    expect(await problemOf(await request("/nowhere"))).toMatchObject({ status: 404, code: "not_found" });
    expect(await problemOf(await api("/api/nowhere"))).toMatchObject({ status: 404, code: "not_found" });
  });
});

describe("GET /agent/link", () => {
  it("answers a request that is no upgrade, and an account that is not there, without making an object", async () => {
    const link = `/agent/link?account=${freshId("acc")}`;
    expect((await request(link)).status).toBe(426);
    for (const path of [link, "/agent/link", "/agent/link?account=x", `${link}&account=${freshId("acc")}`]) {
      const response = await request(path, { headers: { upgrade: "websocket", authorization: "Bearer x" } });
      expect(await problemOf(response)).toMatchObject({ status: 404, code: "unknown_account" });
    }
  });

  it("wants a token of the paired agent", async () => {
    const response = await request(`/agent/link?account=${await makeAccount()}`, {
      headers: { upgrade: "websocket", authorization: `Bearer ${env.TEST_TOKEN}` },
    });
    expect(response.status).toBe(401);
    expect(response.webSocket).toBeNull();
  });
});

describe("POST /agent/pair", () => {
  it("refuses a code that is wrong in form or unknown, alike", async () => {
    const pair = (code: string) =>
      request("/agent/pair", {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({ code, key: { kty: "OKP", crv: "Ed25519", x: "A".repeat(43) }, proof: "x" }),
      });
    const random = freshId("acc").slice(4);
    for (const code of [
      `${freshId("acc").slice(4)}-${random}`,
      `${(await makeAccount()).slice(4)}-${random}`,
      "!".repeat(53),
    ]) {
      expect(await problemOf(await pair(code))).toMatchObject({ status: 401, code: "invalid_code" });
    }
    expect(await problemOf(await pair("short"))).toMatchObject({ status: 422, code: "invalid_field" });
  });
});
