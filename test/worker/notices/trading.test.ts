import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { describe, expect, it } from "vitest";
import type { Notice } from "../../../src/domain/notices/notice.ts";
import type { Refusal } from "../../../src/domain/refusal.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
import { alarmSoon } from "../support/alarms.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { accepted, delivery, makeAccount, must, receive, submitted } from "../trading-account/support.ts";

async function ready() {
  const account = await makeAccount();
  const agent = await FakeAgent.pair(account.id);
  return { account, agent, link: await agent.connectReady() };
}

type Ready = Awaited<ReturnType<typeof ready>>;

type TestNotice = Pick<Notice, "kind" | "severity" | "title" | "text">;

async function notices({ account }: Pick<Ready, "account">): Promise<TestNotice[]> {
  return [...(await env.TENANT.getByName(account.tenantId).notices({ limit: 50, before: null }))];
}

/** Waits until the tenant has so many; the account's outbox has nothing left then. */
function told(from: Pick<Ready, "account">, count: number): Promise<TestNotice[]> {
  return until(`${count} notices`, 10_000, async () => {
    const all = await notices(from);
    return all.length >= count ? all : undefined;
  });
}

const held: Position = {
  ...{ position: "91", symbol: "EURUSD", side: "long", lots: "0.1", openPrice: "1.1" },
  ...{ stopLoss: null, takeProfit: null, magic: "1", orderId: null, openedAtMs: 1 },
};
const doubt: Refusal = { code: "outcome_unknown", message: "The terminal cannot say." };

async function lost({ account, link }: Ready): Promise<void> {
  link.close();
  await until("a lost link", 5_000, async () => {
    return !must(await accountStub(account.id).overview()).link.connected || undefined;
  });
}

/** Makes the loss `minutes` older, and lets the object wake as it would then. */
async function later({ account }: Ready, minutes: number): Promise<void> {
  const stub = accountStub(account.id);
  await runInDurableObject(stub, (_instance, { storage }) =>
    storage.sql.exec("UPDATE link SET disconnected_at_ms = disconnected_at_ms - ?", minutes * 60_000),
  );
  await evictDurableObject(stub);
  await runDurableObjectAlarm(stub);
}

describe("a notice of kind trading", () => {
  it("is told when an outcome becomes unknown, once for all that did together, and once for each order", async () => {
    const one = await ready();
    const [first, second] = [delivery(one.account), delivery(one.account, { symbol: "USDJPY" })];
    await receive(one.account, first, second);
    const ids = [(await one.link.order()).orderId, (await one.link.order()).orderId];
    one.link.ack();
    const unknown = { event: "unknown", refusal: doubt } as const;
    for (const id of ids) await one.link.report(id, accepted, submitted);
    const items = ids.map((orderId) => ({
      ...{ seq: ++one.agent.reportSeq, orderId, atMs: Date.now(), event: unknown },
    }));
    one.link.send({ type: "reports", items });
    await one.link.next("ack");
    const [notice] = await told(one, 1);
    expect(notice).toMatchObject({ kind: "trading", severity: "critical" });
    for (const id of ids) expect(notice?.text).toContain(id);
    expect(notice?.text).toContain(doubt.message);
    // It is looked for and not found again: no news.
    await one.link.report(ids[0] ?? "", unknown);
    expect(await one.link.isQuiet()).toBe(true);
    expect(await notices(one)).toHaveLength(1);
  });

  it("is told when the agent is away for minutes while something stands at the broker, once for each absence", async () => {
    const one = await ready();
    one.link.terminal({ positions: [held] });
    expect(await one.link.isQuiet()).toBe(true);
    await lost(one);
    expect(await alarmSoon(accountStub(one.account.id)), "it wakes by itself").not.toBeNull();
    await later(one, 1);
    expect(await notices(one), "a short loss is no news").toEqual([]);
    await later(one, 3);
    const [notice] = await told(one, 1);
    expect(notice).toMatchObject({ kind: "trading", severity: "critical" });
    expect(notice?.text).toContain("1 positions");
    await later(one, 60);
    await later(one, 60);
    expect(await notices(one)).toHaveLength(1);
    const back = { ...one, link: await one.agent.connectReady() };
    back.link.terminal({ positions: [held] });
    expect(await back.link.isQuiet()).toBe(true);
    await lost(back);
    await later(back, 4);
    expect(await told(back, 2)).toHaveLength(2);
  });

  it("is not told of an agent that is away while nothing stands, and nothing wakes for it", async () => {
    const one = await ready();
    await lost(one);
    const stub = accountStub(one.account.id);
    await until("a rest", 5_000, async () => {
      await runDurableObjectAlarm(stub);
      return (await alarmSoon(stub)) === null || undefined;
    });
    await later(one, 60);
    expect(await notices(one)).toEqual([]);
  });

  it("is told when a person or a loss limit stops entries on the trading host, once until that ended", async () => {
    const one = await ready();
    const policy = (...codes: string[]) => ({
      policy: {
        ...{ state: "loaded" as const, limits: [] },
        stops: codes.map((code) => ({ code, message: `Because of ${code}.` })),
      },
    });
    const report = async (...codes: string[]) => {
      one.link.terminal(policy(...codes));
      expect(await one.link.isQuiet()).toBe(true);
    };
    await report("policy_halted");
    await report("policy_halted", "trading_stopped");
    const [halt] = await told(one, 1);
    expect(halt).toMatchObject({ kind: "trading", severity: "warning", text: "Because of policy_halted." });
    await report("policy_halted", "policy_daily_loss");
    expect((await told(one, 2))[0]).toMatchObject({ severity: "critical" });
    await report();
    await report("policy_halted");
    expect(await told(one, 3)).toHaveLength(3);
  });

  it("that cannot be read is not taken, so that it stays where it came from", async () => {
    const one = await ready();
    const tenant = env.TENANT.getByName(one.account.tenantId);
    for (const text of ["", "{", "null", JSON.stringify({ id: "x" })]) {
      expect(await tenant.receiveNotices([text])).toBe(false);
    }
    expect(await notices(one)).toEqual([]);
  });
});
