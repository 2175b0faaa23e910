import { abortAllDurableObjects, evictDurableObject } from "cloudflare:test";
import { describe, expect, it } from "vitest";
import type { AccountStop, ClosingWish, Stopped } from "../../../src/domain/emergency/account-stop.ts";
import { makeId } from "../../../src/domain/ids.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import { until } from "../../support/until.ts";
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

function newStop(reason = "news"): Stopped {
  const id = makeId("stp", Date.now(), crypto.getRandomValues(new Uint8Array(26)));
  return { stopId: id, by: "usr_1", reason, sinceMs: Date.now() };
}

function word(
  { tenantId }: TestAccount,
  version: number,
  stopped: Stopped | null,
  closing: ClosingWish | null = null,
) {
  return JSON.stringify({ tenantId, version, stopped, closing } satisfies AccountStop);
}

/** As `word`, told to the account. */
async function tell(...args: Parameters<typeof word>): Promise<void> {
  must(await accountStub(args[0].id).applyStop([word(...args)]));
}

async function view({ id }: TestAccount) {
  return must(await accountStub(id).stopView());
}

async function hibernate({ id }: TestAccount): Promise<void> {
  const stub = accountStub(id);
  await stub.exists();
  await evictDurableObject(stub, { webSockets: "hibernate" });
}

const position: Position = {
  ...{ position: "91", symbol: "EURUSD", lots: "0.1", openPrice: "1.1", stopLoss: null, takeProfit: null },
  ...{ side: "long", magic: "1", orderId: null, openedAtMs: 1 },
};
const nothing = { code: "nothing_to_do", message: "There is nothing." };

describe("an emergency stop at door one", () => {
  it("refuses entries, lets closes go, and says why", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    const stop = newStop("the market is broken");
    await tell(account, 1, stop);
    await link.next("halt");
    const [entry, exit] = [delivery(account), delivery(account, { legs: [closeLong] })];
    await receive(account, entry, exit);
    expect(await alertOrders(account, entry.alertId)).toMatchObject({
      orders: [],
      refusal: { code: "trading_stopped", message: expect.stringContaining("the market is broken") },
    });
    expect((await link.order()).instruction.kind).toBe("close");
  });

  it("of a flip lets the close go and rejects the open", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    await tell(account, 1, newStop());
    await link.next("halt");
    const flip = delivery(account, { legs: [closeLong, { ...buy, side: "sell" }] });
    await receive(account, flip);
    expect((await link.order()).instruction.kind).toBe("close");
    const { orders } = await alertOrders(account, flip.alertId);
    expect(orders.map(({ state, refusal }) => [state, refusal?.code])).toEqual([
      ["sent", undefined],
      ["rejected", "trading_stopped"],
    ]);
  });

  it("rejects entries that wait in the queue, and keeps closes there", async () => {
    const account = await makeAccount();
    const waiting = [delivery(account), delivery(account, { legs: [closeLong] })] as const;
    const agent = await FakeAgent.pair(account.id);
    (await agent.connectReady()).close();
    await receive(account, ...waiting);
    await tell(account, 1, newStop());
    const states = await Promise.all(waiting.map(async ({ alertId }) => alertOrders(account, alertId)));
    expect(states.map(({ orders }) => [orders[0]?.state, orders[0]?.refusal?.code])).toEqual([
      ["rejected", "trading_stopped"],
      ["pending", undefined],
    ]);
  });

  it("survives eviction and reset, and what is older than the latest word changes nothing", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    (await agent.connectReady()).close();
    const stop = newStop();
    await tell(account, 2, stop);
    await hibernate(account);
    expect((await view(account)).stopped).toEqual(stop);
    await abortAllDurableObjects();
    await tell(account, 1, null);
    await tell(account, 2, null);
    expect((await view(account)).stopped).toEqual(stop);
    const entry = delivery(account);
    await receive(account, entry);
    expect((await alertOrders(account, entry.alertId)).refusal?.code).toBe("trading_stopped");
    await tell(account, 3, null);
    const later = delivery(account);
    await receive(account, later);
    expect((await alertOrders(account, later.alertId)).orders).toMatchObject([{ state: "pending" }]);
  });

  it("of another tenant is refused (P7)", async () => {
    const [account, other] = [await makeAccount(), await makeAccount()];
    const told = await accountStub(account.id).applyStop([word(other, 1, newStop())]);
    expect(told).toMatchObject({ ok: false, error: { code: "stop_not_understood" } });
    expect((await view(account)).stopped).toBeNull();
  });

  it("stands in the overview of the account", async () => {
    const account = await makeAccount();
    const stop = newStop();
    await tell(account, 1, stop);
    expect(must(await accountStub(account.id).overview()).stop).toMatchObject({
      stopped: stop,
      agent: "none",
    });
  });
});

describe("an emergency stop on the agent link", () => {
  it("is sent before reconcile at every connection, also when the agent has it already", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    await tell(account, 1, newStop());
    expect((await view(account)).agent).toBe("offline");
    for (const version of [0, 1]) {
      const link = await agent.connect();
      link.hello({ halt: { version, stopped: null } });
      expect(await agent.halt((await link.next("halt")).jws)).toMatchObject({ version: 1 });
      await link.next("reconcile");
      link.close();
    }
  });

  it("is confirmed by the agent, and told again after a lost word", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    const stop = newStop();
    await tell(account, 1, stop);
    const first = await link.next("halt");
    expect(await agent.halt(first.jws)).toMatchObject({ version: 1, stopped: stop });
    expect(await view(account)).toMatchObject({ agent: "told", agentAtMs: null });
    await hibernate(account);
    // The object that wakes does not know what the one before it sent.
    expect(await link.next("halt")).toEqual(first);
    link.send({ type: "halted", version: 1 });
    await until(
      "the confirmation",
      5_000,
      async () => (await view(account)).agent === "confirmed" || undefined,
    );
    await hibernate(account);
    expect(await link.isQuiet()).toBe(true);
    link.close();
    await until("the end", 5_000, async () => !(await view(account)).agentConnected || undefined);
    expect((await view(account)).agent).toBe("confirmed");
    await tell(account, 2, null);
    expect(await view(account)).toMatchObject({ agent: "offline", agentAtMs: null });
  });

  it("is not sent to an agent that knows none, which is said", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connect();
    await link.becomeReady([], { halt: undefined });
    await tell(account, 1, newStop());
    expect(await link.isQuiet()).toBe(true);
    expect((await view(account)).agent).toBe("too_old");
  });

  it("of an account that was restored from a backup stays in force: the more careful side holds", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const stop = newStop();
    const link = await agent.connect();
    link.hello({ halt: { version: 7, stopped: stop } });
    expect(await agent.halt((await link.next("halt")).jws)).toMatchObject({ version: 8, stopped: stop });
    expect((await view(account)).stopped).toEqual(stop);
    await tell(account, 1, null);
    await link.next("reconcile");
    expect(await agent.halt((await link.next("halt")).jws)).toMatchObject({ version: 9, stopped: null });
  });
});

describe("closing everything", () => {
  const wish = ({ stopId }: Stopped): ClosingWish => ({ stopId, repeat: true });

  it("cancels and closes by orders of the ledger, once however often it is told", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    const stop = newStop();
    await tell(account, 1, stop, wish(stop));
    await tell(account, 1, stop, wish(stop));
    await tell(account, 2, stop, wish(stop));
    await link.next("halt");
    const cancel = await link.order();
    expect(cancel.instruction).toEqual({ kind: "cancel", symbol: null, side: "both", types: [] });
    expect(await link.isQuiet()).toBe(true);
    await link.report(cancel.orderId, accepted, submitted, { event: "filled", deals: [] });
    const close = await link.order();
    expect(close.instruction).toMatchObject({ kind: "close", symbol: null, amount: { unit: "all" } });
    await link.report(close.orderId, accepted, submitted, filled("1", { entry: "out", side: "sell" }));
    expect(await order(account, close.orderId)).toMatchObject({
      source: { kind: "stop", stopId: stop.stopId, round: 1 },
      ...{ alertId: null, strategyId: null, state: "filled" },
    });
    expect((await view(account)).closing).toMatchObject({ state: "flat", round: 1, left: { positions: 0 } });
  });

  it("goes on in another round when something is left, and not while an outcome is unknown (P2)", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    const stop = newStop();
    await tell(account, 1, stop, wish(stop));
    await link.next("halt");
    const cancel = await link.order();
    await link.report(cancel.orderId, accepted, { event: "rejected", door: "agent", refusal: nothing });
    const close = await link.order();
    await link.report(close.orderId, accepted, submitted, { event: "unknown", refusal: nothing });
    link.terminal({ positions: [position] });
    expect(await link.isQuiet()).toBe(true);
    expect((await view(account)).closing).toMatchObject({ state: "unknown", left: { positions: 1 } });
    await link.report(close.orderId, { event: "rejected", door: "venue", refusal: nothing });
    expect((await view(account)).closing?.state).toBe("not_flat");
    const again = await until("the next round", 10_000, async () => {
      const { closing } = await view(account);
      return closing?.round === 2 ? closing : undefined;
    });
    expect(again.orders.map(({ id }) => id)).not.toContain(close.orderId);
  });

  it("waits for an agent that is away until the deadline, and begins anew when it is back", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const stop = newStop();
    await tell(account, 1, stop, wish(stop));
    const { closing } = await view(account);
    expect(closing).toMatchObject({ state: "waiting_for_agent", left: null });
    const [id = ""] = closing?.orders.map((one) => one.id) ?? [];
    expect(await order(account, id)).toMatchObject({ state: "pending", source: { round: 1 } });
    const link = await agent.connect();
    link.hello({ halt: { version: 0, stopped: null } });
    await link.next("halt");
    const { reconcileId } = await link.next("reconcile");
    link.terminal({ positions: [position] });
    link.send({ type: "reconciled", reconcileId, neverSeen: [] });
    expect((await link.order()).orderId).toBe(id);
  });

  it("leaves what Sallyport did not open unless the account's rules say otherwise", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    const stop = newStop();
    link.terminal({ positions: [{ ...position, external: true }] });
    expect(await link.isQuiet()).toBe(true);
    await tell(account, 1, stop, wish(stop));
    expect((await view(account)).closing).toMatchObject({ left: { positions: 0 }, external: 1 });
  });

  it("that was not sent yet ends with the lifting", async () => {
    const account = await makeAccount();
    const stop = newStop();
    await tell(account, 1, stop, wish(stop));
    const ids = (await view(account)).closing?.orders.map(({ id }) => id) ?? [];
    expect(ids).toHaveLength(2);
    await tell(account, 2, null);
    for (const id of ids) {
      expect((await orderIn(account, id, "rejected")).refusal?.code).toBe("stop_lifted");
    }
    expect((await view(account)).closing).toBeNull();
  });

  it("of an object that is reset between two steps happens once", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const before = await agent.connectReady();
    const stop = newStop();
    await tell(account, 1, stop, wish(stop));
    await before.next("halt");
    const cancel = await before.order();
    before.ack();
    expect(await before.isQuiet()).toBe(true);
    await abortAllDurableObjects();
    await before.closedWith();
    await tell(account, 1, stop, wish(stop));
    const link = await agent.connect();
    link.hello({ halt: { version: 1, stopped: stop } });
    await link.next("halt");
    const { reconcileId, orderIds } = await link.next("reconcile");
    expect(orderIds).toEqual([cancel.orderId]);
    link.terminal();
    link.send({ type: "reconciled", reconcileId, neverSeen: [] });
    await link.report(cancel.orderId, accepted, submitted, { event: "filled", deals: [] });
    const close = await link.order();
    expect(close.instruction.kind).toBe("close");
    expect((await view(account)).closing?.orders).toHaveLength(2);
  });
});
