import { abortAllDurableObjects, evictDurableObject, runInDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import { accountStub } from "./account-stub.ts";
import { FakeAgent } from "./fake-agent.ts";
import type { FakeLink } from "./fake-link.ts";
import {
  accepted,
  alertOrders,
  delivery,
  filled,
  makeAccount,
  must,
  order,
  orderIn,
  receive,
  steps,
  submitted,
  type TestAccount,
} from "./support.ts";

const full = ["pending", "sent", "accepted", "submitted", "filled"];

/** Drops the object's memory and keeps its sockets, as hibernation does. */
async function hibernate({ id }: TestAccount): Promise<void> {
  const stub = accountStub(id);
  // One that sleeps already cannot be evicted.
  await stub.exists();
  await evictDurableObject(stub, { webSockets: "hibernate" });
}

describe("eviction between every two steps of an order", () => {
  it("is noticed by nobody: the socket stays, the order goes on where it stood", async () => {
    const account = await makeAccount();
    await hibernate(account);
    const agent = await FakeAgent.pair(account.id);
    await hibernate(account);
    const link = await agent.connect();
    await hibernate(account);
    link.hello();
    const { reconcileId } = await link.next("reconcile");
    await hibernate(account);
    link.terminal();
    expect(await link.isQuiet()).toBe(true);
    await hibernate(account);
    const [first, second] = [delivery(account), delivery(account)];
    await receive(account, first, second);
    await hibernate(account);
    link.send({ type: "reconciled", reconcileId, neverSeen: [] });
    const one = await link.order();
    await hibernate(account);
    link.ack();
    expect(await link.isQuiet()).toBe(true);
    for (const event of [accepted, submitted, filled("1")]) {
      await hibernate(account);
      await link.report(one.orderId, event);
    }
    expect(steps(await order(account, one.orderId))).toEqual(full);
    await hibernate(account);
    const two = await link.order();
    expect(two.seq).toBe(2);
    await hibernate(account);
    await receive(account, first, second);
    expect(await link.isQuiet()).toBe(true);
    await link.report(two.orderId, accepted, submitted, filled("2"));
    await hibernate(account);
    expect(must(await accountStub(account.id).overview())).toMatchObject({
      orders: { filled: 2, pending: 0, sent: 0 },
      link: { connected: true, ready: true, epoch: link.epoch },
      faults: 0,
    });
  });
});

describe("an abort between two steps of an order", () => {
  /** Resets the object; its sockets are gone as well. */
  async function crash(link: FakeLink): Promise<void> {
    await abortAllDurableObjects();
    await link.closedWith();
  }

  it("after receive, before the dispatch: the order goes out on the next link", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const first = await agent.connectReady();
    first.close();
    const one = delivery(account);
    await receive(account, one);
    await crash(first);
    const link = await agent.connectReady();
    const sent = await link.order();
    const [stored] = (await alertOrders(account, one.alertId)).orders;
    expect(stored).toMatchObject({ id: sent.orderId, state: "sent", seq: 1 });
  });

  it("after sent, the frame lost: the same frame is sent again, byte for byte, and asked for nowhere", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const before = await agent.connectReady();
    await receive(account, delivery(account));
    const lost = await before.next("order");
    await crash(before);
    const link = await agent.connect();
    const reconcile = await link.becomeReady();
    expect(reconcile.orderIds).toEqual([]);
    expect(await link.next("order")).toEqual(lost);
    expect(await link.isQuiet()).toBe(true);
  });

  it("after sent, the acknowledgement lost: the agent's hello stands for it, nothing is sent again", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const before = await agent.connectReady();
    await receive(account, delivery(account));
    const sent = await before.order();
    await crash(before);
    const link = await agent.connect();
    const reconcile = await link.becomeReady();
    expect(reconcile.orderIds).toEqual([sent.orderId]);
    expect(await link.isQuiet()).toBe(true);
    await link.report(sent.orderId, accepted, submitted, filled("1"));
    expect(steps(await order(account, sent.orderId))).toEqual(full);
  });

  it("after a report, the acknowledgement lost: the report is repeated, acknowledged, and counted once", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const before = await agent.connectReady();
    await receive(account, delivery(account));
    const sent = await before.order();
    before.tell(sent.orderId, accepted, submitted, filled("1"));
    await orderIn(account, sent.orderId, "filled");
    await crash(before);

    const link = await agent.connect();
    link.hello();
    await link.next("reconcile");
    agent.reportSeq = 0;
    link.tell(sent.orderId, accepted, submitted, filled("1"));
    expect((await link.next("ack")).seq).toBe(3);
    const stored = await order(account, sent.orderId);
    expect(steps(stored)).toEqual(full);
    expect(stored.filledLots).toBe("0.1");
    expect(must(await accountStub(account.id).overview()).faults).toBe(0);
  });

  it("during reconciliation: the next link reconciles anew, and an answer to the old round counts for nothing", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const before = await agent.connectReady();
    await receive(account, delivery(account));
    const sent = await before.order();
    await before.report(sent.orderId, accepted, submitted);
    before.close();
    const second = await agent.connect();
    second.hello();
    const stale = await second.next("reconcile");
    await crash(second);

    const link = await agent.connect();
    link.hello();
    const { reconcileId, orderIds } = await link.next("reconcile");
    expect(orderIds).toEqual([sent.orderId]);
    expect(reconcileId).toBeGreaterThan(stale.reconcileId);
    link.send({ type: "reconciled", reconcileId: stale.reconcileId, neverSeen: [sent.orderId] });
    expect(await link.isQuiet()).toBe(true);
    expect((await order(account, sent.orderId)).state).toBe("submitted");
  });

  it("at any single step of two orders of one symbol: both are carried out once, in order, and nothing is left", async () => {
    for (let crashAt = 0; crashAt < 9; crashAt++) {
      const account = await makeAccount();
      const agent = await FakeAgent.pair(account.id);
      let link = await agent.connectReady();
      let step = 0;
      const mayCrash = async (): Promise<void> => {
        if (step++ !== crashAt) return;
        await crash(link);
        link = await agent.connectReady();
      };
      const one = delivery(account);
      await receive(account, one);
      await mayCrash();
      const sent = await link.order();
      await mayCrash();
      link.ack();
      await mayCrash();
      for (const event of [accepted, submitted, filled("1")]) {
        await link.report(sent.orderId, event);
        await mayCrash();
      }
      await receive(account, one);
      await mayCrash();
      await receive(account, delivery(account));
      await mayCrash();
      const next = await link.order();
      await mayCrash();
      await link.report(next.orderId, accepted, submitted, filled("2"));
      expect(await link.isQuiet()).toBe(true);
      expect([sent.seq, next.seq]).toEqual([1, 2]);
      for (const id of [sent.orderId, next.orderId]) expect(steps(await order(account, id))).toEqual(full);
      const { orders, faults } = must(await accountStub(account.id).overview());
      expect({ orders, faults }).toMatchObject({ orders: { filled: 2, pending: 0, sent: 0 }, faults: 0 });
    }
  });
});

describe("a transaction that fails", () => {
  it("leaves nothing behind, in storage or in memory, and the same delivery can come again", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    (await agent.connectReady()).close();
    const [one, two] = [delivery(account), delivery(account)];
    const stub = accountStub(account.id);
    await runInDurableObject(stub, (_instance, { storage }) => {
      const { sql } = storage;
      const exec = sql.exec.bind(sql);
      let inserts = 0;
      Object.defineProperty(sql, "exec", {
        value: (...args: Parameters<typeof sql.exec>) => {
          if (args[0].startsWith('insert into "orders"') && ++inserts === 2) throw new Error("disk is full");
          return exec(...args);
        },
      });
    });
    const failed = await accountStub(account.id)
      .receive([one, two])
      .then(
        () => false,
        () => true,
      );
    expect(failed).toBe(true);

    expect(must(await accountStub(account.id).orders({ limit: 10 })).items).toEqual([]);
    await receive(account, one, two);
    const link = await agent.connectReady();
    const first = await link.order();
    await link.report(first.orderId, accepted, submitted, filled("1"));
    const second = await link.order();
    expect([first.seq, second.seq]).toEqual([1, 2]);
  });
});
