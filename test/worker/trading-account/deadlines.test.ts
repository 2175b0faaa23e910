import { evictDurableObject, runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { until } from "../../support/until.ts";
import { alarmSoon } from "../support/alarms.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import {
  accepted,
  alertOrders,
  buy,
  closeLong,
  delivery,
  filled,
  makeAccount,
  must,
  order,
  orderIn,
  receive,
  submitted,
  type TestAccount,
} from "./support.ts";

/** An account whose terminal reported once, so that alerts can be planned, and whose agent is away. */
async function withAgentAway(): Promise<{ account: TestAccount; agent: FakeAgent }> {
  const account = await makeAccount();
  const agent = await FakeAgent.pair(account.id);
  const link = await agent.connectReady();
  link.close();
  await until("a lost link", 5_000, async () => {
    return !must(await accountStub(account.id).overview()).link.connected || undefined;
  });
  return { account, agent };
}

/** Waits until the audit entries of making and pairing the account are delivered, and its alarm is off. */
async function auditDelivered(account: TestAccount): Promise<void> {
  const stub = accountStub(account.id);
  await until("no alarm", 5_000, async () => {
    await runDurableObjectAlarm(stub);
    return (await alarmSoon(stub)) === null || undefined;
  });
}

describe("deadlines", () => {
  it("an order whose agent is away expires at the gateway by itself, and is not sent afterwards", async () => {
    const { account, agent } = await withAgentAway();
    const one = delivery(account, { entryDeadlineMs: Date.now() + 300 });
    await receive(account, one);
    const [pending] = (await alertOrders(account, one.alertId)).orders;
    if (pending === undefined) throw new Error("no order");
    expect(pending.state).toBe("pending");
    const expired = await orderIn(account, pending.id, "expired");
    expect(expired).toMatchObject({ door: "gateway", refusal: { code: "deadline_passed" } });
    expect(expired.changedAtMs).toBeGreaterThan(one.entryDeadlineMs);
    const link = await agent.connectReady();
    expect(await link.isQuiet()).toBe(true);
  });

  it("an order that waited for a terminal that cannot trade says so when it expires", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const hint = "press the button";
    const reason = { code: "terminal_cannot_trade", message: "The terminal cannot trade: it is off.", hint };
    link.terminal({ ready: false, reason });
    expect(await link.isQuiet()).toBe(true);
    const one = delivery(account, { entryDeadlineMs: Date.now() + 300 });
    await receive(account, one);
    const [pending] = (await alertOrders(account, one.alertId)).orders;
    if (pending === undefined) throw new Error("no order");
    const expired = await orderIn(account, pending.id, "expired");
    expect(expired).toMatchObject({ door: "gateway", refusal: { code: "terminal_cannot_trade", hint } });
  });

  it("the alarm is kept by an object that sleeps", async () => {
    const { account } = await withAgentAway();
    const one = delivery(account, { entryDeadlineMs: Date.now() + 300 });
    await receive(account, one);
    await evictDurableObject(accountStub(account.id));
    await until("the alarm", 5_000, async () => {
      const rows = await runInDurableObject(accountStub(account.id), (_instance, { storage }) =>
        storage.sql.exec("SELECT state FROM orders").toArray(),
      );
      return rows[0]?.["state"] === "expired" || undefined;
    });
  });

  it("an order that comes after its deadline expires at once", async () => {
    const { account } = await withAgentAway();
    const late = delivery(account, { entryDeadlineMs: Date.now() - 1 });
    await receive(account, late);
    expect((await alertOrders(account, late.alertId)).orders).toMatchObject([
      { state: "expired", door: "gateway" },
    ]);
  });

  it("a flip that waited too long still closes and does not open", async () => {
    const { account, agent } = await withAgentAway();
    const flip = delivery(account, {
      legs: [closeLong, { ...buy, side: "sell" }],
      entryDeadlineMs: Date.now() + 150,
    });
    await receive(account, flip);
    await until("the deadline", 5_000, () => Date.now() > flip.entryDeadlineMs || undefined);
    const link = await agent.connectReady();
    const close = await link.order();
    expect(close.instruction.kind).toBe("close");
    expect(await link.isQuiet()).toBe(true);
    const { orders } = await alertOrders(account, flip.alertId);
    expect(orders.map(({ state }) => state)).toEqual(["sent", "expired"]);
  });

  it("an order that expires in the queue lets the ones behind it move up", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const short = delivery(account, { entryDeadlineMs: Date.now() + 200 });
    await receive(account, delivery(account), short, delivery(account));
    const first = await link.order();
    const [waiting] = (await alertOrders(account, short.alertId)).orders;
    await orderIn(account, waiting?.id ?? "", "expired");
    await link.report(first.orderId, accepted, submitted, filled("1"));
    const third = await link.order();
    expect(third.orderId).not.toBe(waiting?.id);
  });

  it("one alarm serves many orders", async () => {
    const { account } = await withAgentAway();
    await auditDelivered(account);
    const atMs = (): Promise<number | null> =>
      runInDurableObject(accountStub(account.id), (_instance, { storage }) => storage.getAlarm());
    const first = delivery(account, { entryDeadlineMs: Date.now() + 20_000 });
    await receive(account, first);
    expect(await atMs()).toBe(first.entryDeadlineMs + 1);
    await receive(account, delivery(account));
    expect(await atMs()).toBe(first.entryDeadlineMs + 1);
    await receive(account, delivery(account, { entryDeadlineMs: Date.now() + 10_000 }));
    expect(await atMs()).toBeLessThan(first.entryDeadlineMs);
  });

  it("an order that is still under way a minute after its deadline raises an alarm, until it is settled", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await auditDelivered(account);
    await receive(account, delivery(account));
    const { orderId } = await link.order();
    const stub = accountStub(account.id);
    await runInDurableObject(stub, (_instance, { storage }) => {
      storage.sql.exec("UPDATE orders SET deadline_ms = ?", Date.now() - 61_000);
    });
    await evictDurableObject(stub);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(must(await stub.overview()).alarms).toMatchObject([{ orderId, code: "unsettled" }]);
    // It may be at the venue, so the gateway must not end it by itself.
    expect((await order(account, orderId)).state).toBe("sent");
    // Nothing is left to be done; what wakes the object later only asks whether the agent is still there.
    expect(await alarmSoon(stub)).toBeGreaterThan(Date.now() + 60_000);
    await link.report(orderId, accepted, submitted);
    expect(must(await stub.overview()).alarms).toHaveLength(1);
    await link.report(orderId, filled("1"));
    expect(must(await stub.overview()).alarms).toEqual([]);
  });

  it("a working order is no reason to wake up or to raise an alarm", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    await auditDelivered(account);
    await receive(
      account,
      delivery(account, { legs: [{ ...buy, type: "limit", entry: { unit: "price", value: "1" } }] }),
    );
    const { orderId } = await link.order();
    await link.report(orderId, accepted, submitted, { event: "working", ticket: "5" });
    const stub = accountStub(account.id);
    expect(await runDurableObjectAlarm(stub)).toBe(true);
    expect(must(await stub.overview()).alarms).toEqual([]);
    expect(await alarmSoon(stub)).toBeNull();
  });
});
