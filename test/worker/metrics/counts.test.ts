import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { type Family, seriesOf, sumOf } from "../../support/exposition.ts";
import { makeReadyAccount } from "../support/agent.ts";
import { buy, makeStrategy, post, until } from "../support/gateway.ts";
import { as, call, freshTenantId, logIn, makePerson, type Person } from "../support/people.ts";
import { crash, stubOf } from "../support/strategy.ts";
import { apiToken, getMetrics, scrape, testTenantId } from "./support.ts";

let token: string;

beforeAll(async () => {
  ({ token } = await apiToken(testTenantId, ["metrics"]));
});

/** The series that count, with their values: what must never go back. */
function counted(families: ReadonlyMap<string, Family>): Map<string, number> {
  const counting = seriesOf(families).filter(({ name }) => /_(total|bucket|count|sum)$/.test(name));
  return new Map(counting.map(({ name, labels, value }) => [JSON.stringify([name, labels]), value]));
}

function expectNotBelow(now: ReadonlyMap<string, Family>, before: ReadonlyMap<string, Family>): void {
  const values = counted(now);
  for (const [series, value] of counted(before)) {
    expect(values.get(series) ?? -1, series).toBeGreaterThanOrEqual(value);
  }
}

describe("alerts", () => {
  it("are counted by verdict and reason, over evictions and crashes, each once", async () => {
    const { accountId } = await makeReadyAccount();
    const strategy = await makeStrategy({ routes: [{ accountId }] });
    const of = (families: ReadonlyMap<string, Family>, verdict: string, reason = "") =>
      sumOf(families, "sallyport_alerts_total", { strategy: strategy.id, verdict, reason });
    const body = buy(strategy.secret);
    await post(strategy.id, body);
    await post(strategy.id, body);
    await post(strategy.id, buy(strategy.secret, { symbol: "NOWHERE" }));
    await post(strategy.id, buy("sp_hook_wrong"));
    const first = await scrape(token);
    expect(of(first, "accepted")).toBe(1);
    expect(of(first, "duplicate")).toBe(1);
    expect(of(first, "refused", "unknown_symbol")).toBe(1);
    expect(sumOf(first, "sallyport_alerts_total", { strategy: strategy.id })).toBe(3);

    await evictDurableObject(stubOf(strategy));
    await post(strategy.id, buy(strategy.secret, { id: "another" }));
    await crash(strategy);
    const second = await scrape(token);
    expect(of(second, "accepted")).toBe(2);
    expect(sumOf(second, "sallyport_alerts_total", { strategy: strategy.id })).toBe(4);
    expectNotBelow(second, first);
  });

  it("write nothing for it: what is counted is stored when somebody asks", async () => {
    const strategy = await makeStrategy();
    const rows = () =>
      runInDurableObject(stubOf(strategy), (_, { storage }) =>
        storage.sql.exec("SELECT state FROM metric_counters").toArray(),
      );
    await post(strategy.id, buy(strategy.secret));
    expect(await rows()).toEqual([]);
    await scrape(token);
    const [stored, ...more] = await rows();
    expect(more).toEqual([]);
    await scrape(token);
    expect(await rows()).toEqual([stored]);
  });
});

describe("people", () => {
  const tenantId = freshTenantId();
  let owner: Person;
  let own: string;
  beforeAll(async () => {
    owner = await makePerson(tenantId, "owner");
    ({ token: own } = await apiToken(tenantId, ["metrics"]));
  }, 60_000);

  it("are counted with their calls and refusals, under a pseudonym, over evictions", async () => {
    await as(owner, "/api/accounts");
    await as(owner, "/api/nothing");
    await as(owner, "/api/tokens", { method: "POST", body: {} });
    const first = await scrape(own);
    expect(sumOf(first, "sallyport_api_calls_total", { caller: "person" })).toBe(2);
    expect(sumOf(first, "sallyport_api_refusals_total", { code: "step_up_needed" })).toBe(1);
    expect(sumOf(first, "sallyport_active_sessions")).toBe(1);
    const text = await (await getMetrics(own)).text();
    expect(text).toMatch(/member="psn_[0-9A-Z]{26}"/);
    expect(text).not.toContain(owner.user.id);
    expect(text).not.toContain(owner.email);

    await evictDurableObject(env.USER.getByName(owner.user.id));
    await evictDurableObject(env.TENANT.getByName(tenantId));
    await as(owner, "/api/accounts");
    const second = await scrape(own);
    expect(sumOf(second, "sallyport_api_calls_total", { caller: "person" })).toBe(3);
    expectNotBelow(second, first);
  });

  it("are not lost when nobody asks: counts are stored within seconds, and a crash loses no more", async () => {
    // A stub of its own each time: one whose object crashed is good for nothing.
    const user = () => env.USER.getByName(owner.user.id);
    const stored = () =>
      runInDurableObject(user(), (_, { storage }) =>
        JSON.stringify(storage.sql.exec("SELECT state FROM metric_counters").toArray()),
      );
    const before = await stored();
    await as(owner, "/api/accounts");
    const endMs = Date.now() + 15_000;
    while ((await stored()) === before) {
      if (Date.now() > endMs) throw new Error("not stored within 15 s");
      await scheduler.wait(100);
    }
    const counts = await stored();
    const ended = runInDurableObject(user(), (_, ctx) => ctx.abort("crash"));
    await expect(ended).rejects.toThrow("crash");
    expect(await stored()).toBe(counts);
    expect(sumOf(await scrape(own), "sallyport_api_calls_total", { caller: "person" })).toBe(4);
  });

  it("are counted in each of their tenants apart", async () => {
    const other = freshTenantId();
    const { token: foreign } = await apiToken(other, ["metrics"]);
    await makePerson(other, "viewer");
    const families = await scrape(foreign);
    expect(sumOf(families, "sallyport_api_calls_total", { caller: "person" })).toBeUndefined();
    expect(sumOf(families, "sallyport_active_sessions")).toBe(1);
  });

  it("give failed logins and other security events by what the audit log records, each once", async () => {
    await logIn(owner.email, { password: "not the right one" });
    const failed = await until("the failure is in the chain", async () => {
      const families = await scrape(own);
      return sumOf(families, "failed_logins_total") === undefined ? undefined : families;
    });
    expect(sumOf(failed, "failed_logins_total")).toBe(1);
    const event = { event_type: "login.failed", severity: "warning" };
    expect(sumOf(failed, "security_events_total", event)).toBe(1);
    await evictDurableObject(env.TENANT.getByName(tenantId));
    const again = await scrape(own);
    expect(sumOf(again, "failed_logins_total")).toBe(1);
    expect(sumOf(again, "security_events_total", { event_type: "member.entered" })).toBe(1);
    expectNotBelow(again, failed);
  });

  it("give the time that it took to let them in, which comes with their next call", async () => {
    await logIn(owner.email);
    await as(owner, "/api/accounts");
    const families = await scrape(own);
    for (const method of ["password", "access_token"]) {
      expect(sumOf(families, "auth_duration_seconds_count", { method }) ?? 0, method).toBeGreaterThan(0);
    }
    const second = await scrape(own);
    expect(sumOf(second, "auth_duration_seconds_count", { method: "api_token" }) ?? 0).toBeGreaterThan(0);
  });

  it("that come with API tokens are counted together, good ones and bad ones", async () => {
    const before = await scrape(own);
    const { token: reader } = await apiToken(tenantId, ["orders"]);
    await call("/api/accounts", { headers: { authorization: `Bearer ${reader}` } });
    await call("/api/accounts", { headers: { authorization: `Bearer ${await unknownToken(tenantId)}` } });
    const after = await scrape(own);
    const calls = (families: typeof before) =>
      sumOf(families, "sallyport_api_calls_total", { caller: "token" }) ?? 0;
    // The second scrape itself is one.
    expect(calls(after) - calls(before)).toBe(2);
    expect(sumOf(after, "sallyport_api_refusals_total", { caller: "token", code: "invalid_token" })).toBe(1);
  });
});

async function unknownToken(tenantId: string): Promise<string> {
  const { id, token: made } = await apiToken(tenantId, ["orders"]);
  await env.TENANT.getByName(tenantId).revokeApiToken(id, { actor: "test", address: null });
  return made;
}
