import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { desc } from "drizzle-orm";
import { drizzle } from "drizzle-orm/durable-sqlite";
import { describe, expect, it } from "vitest";
import { faults } from "../../../durable-objects/trading-account/schema.ts";
import { makeId } from "../../../src/domain/ids.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import type { FakeLink } from "./fake-link.ts";
import {
  accepted,
  delivery,
  filled,
  makeAccount,
  must,
  order,
  orderIn,
  receive,
  settings,
  submitted,
  type TestAccount,
} from "./support.ts";

/** As the object keeps them for whoever looks into its tables, newest first; people are told how many there are. */
async function faultsOf({ id }: TestAccount): Promise<(typeof faults.$inferSelect)[]> {
  return runInDurableObject(accountStub(id), (_, { storage }) =>
    drizzle(storage).select().from(faults).orderBy(desc(faults.id)).all(),
  );
}

async function faultKinds(account: TestAccount): Promise<string[]> {
  return (await faultsOf(account)).map(({ kind }) => kind);
}

/** An account with a ready link and one order that has been given to the agent. */
async function withSentOrder(): Promise<{
  account: TestAccount;
  agent: FakeAgent;
  link: FakeLink;
  orderId: string;
}> {
  const account = await makeAccount();
  const agent = await FakeAgent.pair(account.id);
  const link = await agent.connectReady();
  await receive(account, delivery(account));
  const { orderId } = await link.order();
  return { account, agent, link, orderId };
}

describe("reconciliation", () => {
  it("nothing is sent before the agent has reconciled, nor while its terminal is not ready", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    (await agent.connectReady()).close();
    await receive(account, delivery(account), delivery(account, { symbol: "USDJPY" }));
    const link = await agent.connect();
    expect(await link.isQuiet()).toBe(true);
    link.hello();
    const { reconcileId } = await link.next("reconcile");
    expect(await link.isQuiet()).toBe(true);
    link.send({ type: "reconciled", reconcileId, neverSeen: [] });
    expect(await link.isQuiet()).toBe(true);
    expect(must(await accountStub(account.id).overview()).link).toMatchObject({
      connected: true,
      ready: false,
      reason: { code: "terminal_not_ready" },
    });
    link.terminal();
    const first = await link.order();
    await link.order();
    link.terminal({ ready: false, symbols: [] });
    await receive(account, delivery(account));
    await link.report(first.orderId, accepted, submitted, filled("1"));
    expect(await link.isQuiet()).toBe(true);
    link.terminal();
    await link.order();
  });

  it("an order that agent and terminal never saw is rejected, since it can not have been submitted", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    link.ack();
    await link.report(orderId, accepted);
    link.close();
    agent.journalId = "another-journal";
    await (await agent.connect()).becomeReady([orderId]);
    expect(await order(account, orderId)).toMatchObject({
      state: "rejected",
      door: "agent",
      refusal: { code: "lost_before_submission" },
    });
  });

  it("a frame that the agent acknowledged and lost is not sent again", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    link.ack();
    expect(await link.isQuiet()).toBe(true);
    link.close();
    const next = await agent.connect();
    const { orderIds } = await next.becomeReady([orderId]);
    expect(orderIds).toEqual([orderId]);
    expect((await order(account, orderId)).state).toBe("rejected");
    expect(await next.isQuiet()).toBe(true);
  });

  it("an order that was submitted and that nobody remembers becomes unknown, never rejected", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    await link.report(orderId, accepted, submitted);
    link.close();
    const next = await agent.connect();
    await next.becomeReady([orderId]);
    expect(await order(account, orderId)).toMatchObject({
      state: "unknown",
      refusal: { code: "journal_lost" },
    });
    expect(must(await accountStub(account.id).overview()).alarms).toMatchObject([
      { orderId, code: "unknown" },
    ]);
  });

  it("an unknown order raises an alarm, is asked for again, and is cleared when it is resolved", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    const why = refusal("no_answer", "The terminal did not answer.");
    await link.report(orderId, accepted, submitted, { event: "unknown", refusal: why });
    expect(must(await accountStub(account.id).overview())).toMatchObject({
      alarms: [{ orderId, code: "unknown" }],
      orders: { unknown: 1 },
    });
    await evictDurableObject(accountStub(account.id));
    expect(must(await accountStub(account.id).overview()).alarms).toHaveLength(1);
    link.close();

    const next = await agent.connect();
    const { orderIds } = await next.becomeReady();
    expect(orderIds).toEqual([orderId]);
    // It is not sent again by itself, and it does not hold up its symbol.
    expect(await next.isQuiet()).toBe(true);
    await receive(account, delivery(account));
    const other = await next.order();
    expect(other.orderId).not.toBe(orderId);
    await next.report(orderId, filled("1"));
    expect(await order(account, orderId)).toMatchObject({
      state: "filled",
      refusal: null,
      filledLots: "0.1",
    });
    expect(must(await accountStub(account.id).overview()).alarms).toEqual([]);
  });

  it("a ledger restored from a backup moves its counters up and says so", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    await link.report(orderId, accepted, submitted, filled("1"));
    link.close();
    agent.handledSeq = 40;
    agent.reportSeq = 70;
    agent.ackedReportSeq = 70;
    const next = await agent.connectReady();
    expect(await faultKinds(account)).toEqual(["counter_moved", "counter_moved"]);
    await receive(account, delivery(account));
    const sent = await next.order();
    expect(sent.seq).toBe(41);
    await next.report(sent.orderId, accepted);
    expect(agent.reportSeq).toBe(71);
  });

  it("a journal that lost what the ledger knows is noted, and its old counters are not taken over", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    await link.report(orderId, accepted, submitted, filled("1"));
    link.close();
    const next = await agent.connect();
    next.hello({ handledSeq: 0, reportSeq: 0, ackedReportSeq: 0, journalId: "a-new-journal" });
    await next.next("reconcile");
    expect(await faultKinds(account)).toEqual(["journal_behind"]);
    next.close();
    const again = await agent.upgrade(await agent.token());
    expect(again.status).toBe(101);
  });

  it("new pips start another round, and orders wait for it", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const symbols = { GOLD: { venueSymbol: "XAUUSD", pip: "0.1" } };
    must(await accountStub(account.id).configure({ name: "Test", settings: { ...settings, symbols } }));
    const { reconcileId, pips } = await link.next("reconcile");
    expect(pips).toEqual({ XAUUSD: "0.1" });
    await receive(account, delivery(account));
    expect(await link.isQuiet()).toBe(true);
    link.send({ type: "reconciled", reconcileId, neverSeen: [] });
    await link.order();
  });
});

describe("reports", () => {
  it("one that the machine does not allow becomes a fault, changes nothing, and is acknowledged", async () => {
    const { account, link, orderId } = await withSentOrder();
    await link.report(orderId, accepted, submitted, filled("1"));
    await link.report(orderId, accepted);
    await link.report(orderId, filled("2"));
    await link.report(orderId, { event: "sent", seq: 9 });
    expect(await order(account, orderId)).toMatchObject({ state: "filled", filledLots: "0.1", seq: 1 });
    const seen = await faultsOf(account);
    expect(seen).toHaveLength(3);
    expect(seen[2]).toMatchObject({ kind: "illegal_transition", orderId, event: JSON.stringify(accepted) });
    expect(must(await accountStub(account.id).overview()).faults).toBe(3);
  });

  it("one about an order that the account does not have becomes a fault", async () => {
    const { account, link } = await withSentOrder();
    const nobody = makeId("ord", 1, new Uint8Array(16));
    await link.report(nobody, accepted);
    expect(await faultKinds(account)).toEqual(["unknown_order"]);
  });

  it("a gap closes the link; what came before it counts", async () => {
    const { account, agent, link, orderId } = await withSentOrder();
    const items = [
      { seq: 1, orderId, atMs: Date.now(), event: accepted },
      { seq: 3, orderId, atMs: Date.now(), event: submitted },
    ];
    link.send({ type: "reports", items });
    expect((await link.next("ack")).seq).toBe(1);
    expect(await link.closedWith()).toBe(4004);
    expect((await order(account, orderId)).state).toBe("accepted");
    agent.reportSeq = 1;
    const next = await agent.connectReady();
    await next.report(orderId, submitted);
  });

  it("when a leg fails at the gateway, the legs behind it that are still there fail with it", async () => {
    const account = await makeAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    const legs = [delivery(account).signal.legs, delivery(account).signal.legs].flat();
    const late = delivery(account, { legs, entryDeadlineMs: Date.now() - 1 });
    await receive(account, late);
    const { items } = must(await accountStub(account.id).orders({ limit: 10, state: "rejected" }));
    expect(items).toMatchObject([{ leg: 1, door: "gateway", refusal: { code: "previous_leg_failed" } }]);
  });

  it("deals count once, also when a report repeats them under a new number", async () => {
    const { account, link, orderId } = await withSentOrder();
    const part = filled("1");
    if (part.event !== "filled") throw new Error("not a fill");
    await link.report(orderId, accepted, submitted, { event: "partially_filled", deals: part.deals });
    await link.report(orderId, { event: "partially_filled", deals: part.deals });
    await link.report(orderId, filled("2", { lots: "0.2" }));
    expect(await orderIn(account, orderId, "filled")).toMatchObject({ filledLots: "0.3" });
  });
});
