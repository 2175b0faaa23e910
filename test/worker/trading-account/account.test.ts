import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { makeId } from "../../../src/domain/ids.ts";
import type { PendingOrderFacts, Position } from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import { eurusd, usdjpy } from "./fake-link.ts";
import { delivery, makeAccount, must, newIds, settings } from "./support.ts";

function position(ticket: string, over: Partial<Position> = {}): Position {
  return {
    position: ticket,
    symbol: "EURUSD",
    side: "long",
    lots: "0.1",
    openPrice: "1.1",
    stopLoss: null,
    takeProfit: null,
    magic: "0",
    orderId: null,
    openedAtMs: 1,
    ...over,
  };
}

describe("an account", () => {
  it("that nobody created refuses everything and leaves nothing behind", async () => {
    const account = newIds();
    const stub = accountStub(account.id);
    expect(await stub.exists()).toBe(false);
    const answers = [
      await stub.profile(),
      await stub.overview(),
      await stub.receive([delivery(account)]),
      await stub.makePairingCode(),
      await stub.configure({ name: "x", settings }),
      await stub.ordersOfAlerts([]),
      await stub.orders({ limit: 1 }),
      await stub.order(makeId("ord", 1, new Uint8Array(16))),
      await stub.positions(),
    ];
    for (const answer of answers)
      expect(answer).toMatchObject({ ok: false, error: { code: "unknown_account" } });
    const tables = await runInDurableObject(stub, (_instance, { storage }) =>
      storage.sql
        .exec("SELECT name FROM sqlite_master WHERE name NOT LIKE '\\_cf\\_%' ESCAPE '\\'")
        .toArray(),
    );
    expect(tables).toEqual([]);
  });

  it("is created once; a repeat by its tenant changes nothing, another tenant is refused", async () => {
    const account = await makeAccount({ suffix: ".r" });
    const { id, tenantId } = account;
    const stub = accountStub(id);
    must(await stub.create({ id, tenantId, name: "Another", settings }));
    expect(must(await stub.overview())).toMatchObject({ name: "Test", settings: { suffix: ".r" } });
    const stranger = makeId("ten", 5, new Uint8Array(16));
    expect(await stub.create({ id, tenantId: stranger, name: "Mine", settings })).toMatchObject({
      ok: false,
      error: { code: "account_exists" },
    });
  });

  it("refuses settings that contradict themselves or are none", async () => {
    const { id, tenantId } = newIds();
    const stub = accountStub(id);
    const wrong = { ...settings, minLots: "2", maxLots: "1" };
    expect(await stub.create({ id, tenantId, name: "x", settings: wrong })).toMatchObject({
      ok: false,
      error: { code: "invalid_settings" },
    });
    expect(await stub.exists()).toBe(false);
    const other = newIds().id;
    expect(await stub.create({ id: other, tenantId, name: "x", settings })).toMatchObject({ ok: false });
    must(await stub.create({ id, tenantId, name: "x", settings: {} }));
    expect(must(await stub.profile()).settings).toEqual(settings);
    expect(await stub.configure({ name: "x", settings: wrong })).toMatchObject({ ok: false });
    expect(await stub.configure({ name: "x", settings: { minLots: "1e3" } })).toMatchObject({ ok: false });
  });

  it("raises the version of its profile with every change of settings and symbols, and only then", async () => {
    const account = await makeAccount();
    const stub = accountStub(account.id);
    expect(must(await stub.profile())).toMatchObject({ accountId: account.id, version: 1, facts: [] });
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    expect(must(await stub.profile())).toMatchObject({ version: 2, facts: [eurusd, usdjpy] });
    link.terminal({ positions: [position("1")] });
    expect(await link.isQuiet()).toBe(true);
    expect(must(await stub.profile()).version).toBe(2);
    link.terminal({ symbols: [{ ...eurusd, maxLots: "50" }] });
    expect(await link.isQuiet()).toBe(true);
    await evictDurableObject(stub);
    expect(must(await stub.profile())).toMatchObject({ version: 3, facts: [{ ...eurusd, maxLots: "50" }] });
    expect(must(await stub.configure({ name: "New", settings }))).toMatchObject({ version: 4 });
    expect(must(await stub.receive([delivery(account)])).profileVersion).toBe(4);
  });

  it("says why its link is not ready, step by step", async () => {
    const account = await makeAccount();
    const stub = accountStub(account.id);
    const reason = async (): Promise<string | undefined> => must(await stub.overview()).link.reason?.code;
    expect(await reason()).toBe("agent_not_paired");
    const agent = await FakeAgent.pair(account.id);
    expect(await reason()).toBe("agent_not_connected");
    const link = await agent.connect();
    expect(await reason()).toBe("reconciling");
    link.hello();
    const { reconcileId } = await link.next("reconcile");
    link.send({ type: "reconciled", reconcileId, neverSeen: [] });
    await until("the reason", 5_000, async () => (await reason()) === "terminal_not_ready" || undefined, 2);
    link.terminal();
    expect(await link.isQuiet()).toBe(true);
    const ready = must(await stub.overview());
    expect(ready.link).toMatchObject({
      connected: true,
      ready: true,
      agentVersion: "1.2.3",
      agentId: agent.agentId,
    });
    expect(ready.link.reason).toBeUndefined();
    expect(ready.terminal).toMatchObject({
      account: { login: "1", currency: "USD" },
      symbols: 2,
      positions: 0,
    });
    link.close();
    await until("the end", 5_000, async () => (await reason()) === "agent_not_connected" || undefined, 2);
    expect(must(await stub.overview()).link.sinceMs).not.toBeNull();
  });

  it("shows the positions as last reported, also while the terminal is away and after it slept", async () => {
    const account = await makeAccount();
    const stub = accountStub(account.id);
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const tickets = async (): Promise<string[]> =>
      must(await stub.positions())
        .positions.map((one) => one.position)
        .sort();
    link.terminal({ positions: [position("1"), position("2")] });
    expect(await link.isQuiet()).toBe(true);
    expect(await tickets()).toEqual(["1", "2"]);
    link.terminal({ positions: [position("2", { lots: "0.2" }), position("3")] });
    expect(await link.isQuiet()).toBe(true);
    link.terminal({ ready: false, symbols: [], positions: [] });
    expect(await link.isQuiet()).toBe(true);
    await evictDurableObject(stub);
    expect(await tickets()).toEqual(["2", "3"]);
    expect(must(await stub.positions()).positions.find((one) => one.position === "2")?.lots).toBe("0.2");
  });

  it("shows what Sallyport did not make as external, and pending orders and open questions too", async () => {
    const account = await makeAccount();
    const stub = accountStub(account.id);
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const orderId = makeId("ord", 1, new Uint8Array(16));
    const pending: PendingOrderFacts = {
      ...{ ticket: "20", symbol: "EURUSD", lots: "0.1", price: "1.07" },
      side: "buy",
      kind: "limit",
      ...{ stopLimit: null, stopLoss: null, takeProfit: null, expiresAtMs: null, magic: "0" },
      ...{ orderId: null, external: true },
    };
    const reason = { code: "outcome_unknown", message: "Nobody knows." };
    const figures = {
      margin: "10",
      freeMargin: "9990",
      leverage: 100,
      mode: "netting",
      kind: "demo",
    } as const;
    link.terminal({
      account: {
        ...{ login: "1", server: "Paper", currency: "USD", balance: "10000", equity: "10000" },
        ...{ ...figures, obstacle: "algo_trading_off" },
      },
      positions: [position("1"), { ...position("2"), orderId: null, external: true }],
      pendings: [pending],
      unsettled: [{ orderId, step: 0, reason, lookups: 3 }],
    });
    expect(await link.isQuiet()).toBe(true);
    await evictDurableObject(stub);
    const shown = must(await stub.positions());
    expect(shown.positions.filter(({ external }) => external).map((one) => one.position)).toEqual(["2"]);
    expect(shown.pendings).toEqual([pending]);
    expect(must(await stub.overview()).terminal).toMatchObject({
      account: { ...figures, obstacle: "algo_trading_off" },
      pendings: 1,
      unsettled: [{ orderId, lookups: 3, reason: { code: "outcome_unknown" } }],
    });
    link.terminal({ unsettled: [] });
    expect(await link.isQuiet()).toBe(true);
    expect(must(await stub.overview()).terminal?.unsettled).toEqual([]);
  });

  it("answers for an alert and an order that it never had", async () => {
    const account = await makeAccount();
    const stub = accountStub(account.id);
    const { alertId } = delivery(account);
    expect(must(await stub.ordersOfAlerts([alertId]))).toEqual([{ alertId, refusal: null, orders: [] }]);
    expect(await stub.order(makeId("ord", 1, new Uint8Array(16)))).toMatchObject({
      ok: false,
      error: { code: "unknown_order" },
    });
  });
});
