import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Strategy } from "../../../durable-objects/strategy/index.ts";
import { strategySettingsSchema } from "../../../durable-objects/strategy/settings.ts";
import { makeId } from "../../../src/domain/ids.ts";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { freshTenantId, randomBytes } from "../support/people.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { accepted, buy, delivery, makeAccount, must, receive } from "../trading-account/support.ts";
import { alertsOf, entriesOf, raised } from "./support.ts";

const MINUTE_MS = 60_000;
/** The beginning of a minute some hours ago, so that no second minute begins while a test counts one. */
const startMs = () => Math.floor(Date.now() / MINUTE_MS) * MINUTE_MS - 300 * MINUTE_MS;

interface TestSource {
  readonly tenantId: string;
  readonly stub: () => DurableObjectStub<Strategy>;
  /** One alert that is received at this time; refused unless it only concerns the strategy. */
  readonly send: (atMs: number, action?: "resume" | "buy") => Promise<string>;
}

let sent = 0;

async function makeSource(): Promise<TestSource> {
  const [tenantId, strategyId] = [freshTenantId(), makeId("str", Date.now(), randomBytes(16))];
  const stub = () => env.STRATEGY.getByName(strategyId);
  const made = await stub().create({ strategyId, tenantId, settings: strategySettingsSchema.parse({}) });
  await env.TENANT.getByName(tenantId).register(strategyId, "Source", { kind: "system" });
  const send = async (receivedAtMs: number, action: "resume" | "buy" = "resume") => {
    const order = action === "buy" ? { symbol: "EURUSD", lots: "0.1" } : {};
    const text = JSON.stringify({ secret: made.secret, action, id: `n${++sent}`, ...order });
    const body = new TextEncoder().encode(text);
    const request = { body, headers: {}, address: "192.0.2.1", certificate: null };
    return (await stub().receive({ ...request, receivedAtMs, random: randomBytes(8) })).verdict;
  };
  return { tenantId, stub, send };
}

/** Two hours with an alert every six minutes. */
async function quietHours({ send }: TestSource, fromMs: number): Promise<number> {
  for (let at = 0; at < 20; at++) expect(await send(fromMs + at * 6 * MINUTE_MS)).toBe("accepted");
  return fromMs + 120 * MINUTE_MS;
}

const tenantOf = ({ tenantId }: { tenantId: string }) => env.TENANT.getByName(tenantId);

describe("a strategy", { timeout: 60_000 }, () => {
  it("that is flooded raises one alert, also when its object slept before, and goes on accepting", async () => {
    const source = await makeSource();
    const floodMs = await quietHours(source, startMs());
    await evictDurableObject(source.stub());
    for (let at = 0; at < 60; at++) expect(await source.send(floodMs + at)).toBe("accepted");
    const alert = await raised(source.tenantId, "sudden_volume");
    expect(alert).toMatchObject({ count: 1, subject: { kind: "strategy", name: "Source" } });
    expect(alert.cause).toMatch(/^30 alerts came within a minute, where 0\.\d a minute are usual\.$/);
    expect(await entriesOf(tenantOf(source), "security.unusual_activity")).toHaveLength(1);
  });

  it("that is new raises none, however much comes", async () => {
    const source = await makeSource();
    const fromMs = startMs();
    for (let at = 0; at < 100; at++) await source.send(fromMs + at);
    expect(await entriesOf(tenantOf(source), "security.unusual_activity")).toEqual([]);
  });

  it("whose alerts are refused one after another raises one, even when its object sleeps in between", async () => {
    const source = await makeSource();
    const fromMs = startMs();
    for (let at = 0; at < 10; at++) {
      expect(await source.send(fromMs + at * 50_000, "buy")).toBe("refused");
      if (at < 9) expect(await alertsOf(tenantOf(source))).toEqual([]);
      await evictDurableObject(source.stub());
    }
    expect(await raised(source.tenantId, "error_burst")).toMatchObject({
      cause: '10 of 10 alerts failed within ten minutes, the last with "no_route".',
    });
  });

  it("writes the same rows for an alert as without being watched", async () => {
    const source = await makeSource();
    const floodMs = await quietHours(source, startMs());
    let written = 0;
    await runInDurableObject(source.stub(), (_, { storage }) => {
      const exec = storage.sql.exec.bind(storage.sql);
      Object.defineProperty(storage.sql, "exec", {
        configurable: true,
        value: (...args: Parameters<typeof exec>) => {
          const cursor = exec(...args);
          written += cursor.rowsWritten;
          return cursor;
        },
      });
    });
    const rows: number[] = [];
    for (let at = 0; at < 29; at++) {
      const before = written;
      await source.send(floodMs + at);
      rows.push(written - before);
    }
    // The alert, its index entry for the id, the strategy's own row for `resume`; the first one notes the secret's use.
    expect(new Set(rows.slice(1)).size).toBe(1);
    expect(rows.at(-1)).toBe(3);
  });
});

describe("a trading account", { timeout: 60_000 }, () => {
  const order = (lots: string) => ({ legs: [{ ...buy, size: { unit: "lots" as const, value: lots } }] });

  it("whose order is far larger than usual raises an alert, also when its object slept before", async () => {
    const account = await makeAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    const tenant = env.TENANT.getByName(account.tenantId);
    for (let at = 0; at < 22; at++)
      await receive(account, delivery(account, order(at % 2 === 0 ? "0.1" : "0.2")));
    await receive(account, delivery(account, { symbol: "USDJPY", ...order("5") }));
    await evictDurableObject(accountStub(account.id));
    await receive(account, delivery(account, order("0.3")));
    expect(await entriesOf(tenant, "security.unusual_activity")).toEqual([]);
    await receive(account, delivery(account, order("5")));
    const alert = await raised(account.tenantId, "unusual_size");
    expect(alert.cause).toBe("An order of 5 lots of EURUSD came, where 0.2 lots are usual.");
    await receive(account, delivery(account, order("9")));
    expect(await entriesOf(tenant, "security.unusual_activity")).toHaveLength(1);
  });

  it("does not count a delivery twice that its strategy repeats", async () => {
    const account = await makeAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    const once = delivery(account, order("0.1"));
    for (let at = 0; at < 25; at++) await receive(account, once);
    await receive(account, delivery(account, order("5")));
    expect(must(await accountStub(account.id).overview()).orders).toMatchObject({ rejected: 0 });
    const { items } = must(await accountStub(account.id).orders({ limit: 50 }));
    expect(items).toHaveLength(2);
    expect(await entriesOf(env.TENANT.getByName(account.tenantId), "security.unusual_activity")).toEqual([]);
  });

  it("whose orders are rejected one after another raises one alert, with the code", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const rejected: OrderEvent = {
      event: "rejected",
      door: "agent",
      refusal: { code: "no_money", message: "There is not enough margin." },
    };
    for (let at = 0; at < 12; at++) {
      await receive(account, delivery(account));
      const { orderId } = await link.order();
      await link.report(orderId, accepted, rejected);
    }
    const alert = await raised(account.tenantId, "error_burst");
    expect(alert.cause).toContain('10 of 10 orders failed within ten minutes, the last with "no_money"');
    expect(alert.subject).toMatchObject({ kind: "account", id: account.id });
  });
});
