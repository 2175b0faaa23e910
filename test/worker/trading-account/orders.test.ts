import { describe, expect, it } from "vitest";
import { makeId } from "../../../src/domain/ids.ts";
import { defaultOrderRules } from "../../../src/domain/order/instruction.ts";
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
  receive,
  settings,
  steps,
  submitted,
} from "./support.ts";

describe("an order's way through the account", () => {
  it("goes from a delivery to a fill, signed for its agent, with the time of every step", async () => {
    const account = await makeAccount();
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    const one = delivery(account);
    await receive(account, one);

    const sent = await link.order();
    expect(sent).toMatchObject({
      seq: 1,
      accountId: account.id,
      agentId: agent.agentId,
      deadlineMs: one.entryDeadlineMs,
      instruction: { kind: "open", symbol: "EURUSD", side: "buy", lots: "0.1" },
    });
    link.ack();
    await link.report(sent.orderId, accepted, submitted);
    await link.report(sent.orderId, filled("1"));

    const { orders, refusal } = await alertOrders(account, one.alertId);
    expect(refusal).toBeNull();
    expect(orders).toHaveLength(1);
    const [done] = orders;
    if (done === undefined) throw new Error("no order");
    expect(done).toMatchObject({ id: sent.orderId, state: "filled", filledLots: "0.1", averagePrice: "1.1" });
    expect(done.deals).toHaveLength(1);
    expect(steps(done)).toEqual(["pending", "sent", "accepted", "submitted", "filled"]);
    expect(done.timeline.slice(1).every(({ epoch }) => epoch === link.epoch)).toBe(true);
    const recorded = done.timeline.map(({ recordedAtMs }) => recordedAtMs);
    expect(recorded).toEqual([...recorded].sort((a, b) => a - b));
    expect(must(await accountStub(account.id).overview()).orders).toMatchObject({
      filled: 1,
      pending: 0,
      sent: 0,
    });
  });

  it("signs the rules that held when the order came, also when it is sent again after they changed", async () => {
    const rules = { ...defaultOrderRules, stops: "widen" as const, deviation: 7 };
    const account = await makeAccount({ rules });
    const agent = await FakeAgent.pair(account.id);
    const link = await agent.connectReady();
    await receive(account, delivery(account));
    const sent = await link.order();
    expect(sent.rules).toEqual(rules);
    const changed = { ...rules, stops: "refuse" as const };
    must(
      await accountStub(account.id).configure({ name: "Test", settings: { ...settings, rules: changed } }),
    );
    link.close();
    agent.handledSeq = 0;
    const again = await agent.connectReady();
    expect(await again.order()).toEqual(sent);
    again.ack();
    await again.report(sent.orderId, accepted, submitted);
    await again.report(sent.orderId, filled("1"));
    await receive(account, delivery(account));
    expect((await again.order()).rules).toEqual(changed);
  });

  it("applies a repeated delivery once, also within one batch", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const one = delivery(account);
    await receive(account, one, one);
    await receive(account, one);
    const sent = await link.order();
    expect(await link.isQuiet()).toBe(true);
    const page = must(await accountStub(account.id).orders({ limit: 10 }));
    expect(page.items.map(({ id }) => id)).toEqual([sent.orderId]);
  });

  it("keeps the first verdict: a refused alert stays refused when its reason is gone", async () => {
    const account = await makeAccount();
    const early = delivery(account);
    await receive(account, early);
    await (await FakeAgent.pair(account.id)).connectReady();
    await receive(account, early);
    expect(await alertOrders(account, early.alertId)).toMatchObject({
      refusal: { code: "account_not_ready" },
      orders: [],
    });
  });

  it("takes a batch whole: orders and refusals side by side", async () => {
    const account = await makeAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    const good = delivery(account);
    const unknown = delivery(account, { symbol: "EURUSF" });
    const paused = delivery(account, { route: { accountId: account.id, symbols: {}, enabled: false } });
    await receive(account, good, unknown, paused);
    expect((await alertOrders(account, good.alertId)).orders).toHaveLength(1);
    expect((await alertOrders(account, unknown.alertId)).refusal).toMatchObject({
      code: "unknown_symbol",
      hint: "did you mean EURUSD?",
    });
    expect((await alertOrders(account, paused.alertId)).refusal).toMatchObject({ code: "route_paused" });
  });

  it("refuses what another tenant's strategy sends", async () => {
    const account = await makeAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    const foreign = delivery(account, { tenantId: makeId("ten", 1, new Uint8Array(16)) });
    await receive(account, foreign);
    expect(await alertOrders(account, foreign.alertId)).toMatchObject({
      refusal: { code: "not_your_account" },
      orders: [],
    });
  });

  it("refuses a delivery of a newer version by its alert, so that it is not repeated for ever", async () => {
    const account = await makeAccount();
    const one = delivery(account);
    const newer: unknown = { ...one, signal: { ...one.signal, legs: [{ action: "hedge" }] } };
    const { applied } = must(await accountStub(account.id).receive(JSON.parse(JSON.stringify([newer]))));
    expect(applied).toEqual([one.alertId]);
    expect((await alertOrders(account, one.alertId)).refusal?.code).toBe("delivery_not_understood");
  });

  it("a flip is two frames back to back, the open after the close, and no other alert comes between", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const flip = delivery(account, { legs: [closeLong, { ...buy, side: "sell" }] });
    const other = delivery(account);
    const elsewhere = delivery(account, { symbol: "USDJPY" });
    await receive(account, flip, other, elsewhere);

    const close = await link.order();
    const open = await link.order();
    expect(close).toMatchObject({
      instruction: { kind: "close", symbol: "EURUSD" },
      deadlineMs: flip.exitDeadlineMs,
    });
    expect(close.after).toBeUndefined();
    expect(open).toMatchObject({ instruction: { kind: "open", side: "sell" }, after: close.orderId });
    expect(open.deadlineMs).toBe(flip.entryDeadlineMs);
    // Another symbol does not wait; the other alert of this one does.
    expect(await link.order()).toMatchObject({ instruction: { symbol: "USDJPY" } });
    expect(await link.isQuiet()).toBe(true);

    await link.report(close.orderId, accepted, submitted, filled("1", { entry: "out", side: "sell" }));
    expect(await link.isQuiet()).toBe(true);
    await link.report(open.orderId, accepted, submitted, filled("2", { side: "sell" }));
    const next = await link.order();
    expect((await order(account, next.orderId)).alertId).toBe(other.alertId);
  });

  it("an instruction for the whole account waits for every symbol and holds all of them up", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const all = delivery(account, { legs: [{ ...closeLong, scope: "account", side: "both" }] });
    await receive(account, delivery(account), all, delivery(account, { symbol: "USDJPY" }));

    const first = await link.order();
    expect(await link.isQuiet()).toBe(true);
    await link.report(first.orderId, accepted, submitted, filled("1"));
    const close = await link.order();
    expect(close.instruction).toMatchObject({ kind: "close", symbol: null });
    expect(await link.isQuiet()).toBe(true);
    await link.report(close.orderId, accepted, submitted, filled("2", { entry: "out" }));
    expect((await link.order()).instruction).toMatchObject({ symbol: "USDJPY" });
  });

  it("a working pending order does not hold up its symbol", async () => {
    const account = await makeAccount();
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const limit = delivery(account, {
      legs: [{ ...buy, type: "limit", entry: { unit: "price", value: "1" } }],
    });
    await receive(account, limit, delivery(account));
    const first = await link.order();
    await link.report(first.orderId, accepted, submitted);
    expect(await link.isQuiet()).toBe(true);
    await link.report(first.orderId, { event: "working", ticket: "55" });
    expect((await link.order()).instruction).toMatchObject({ type: "market" });
    expect(await order(account, first.orderId)).toMatchObject({ state: "working", ticket: "55" });
  });

  it("pages through orders newest first, by symbol and by state", async () => {
    const account = await makeAccount();
    await (await FakeAgent.pair(account.id)).connectReady();
    for (let i = 0; i < 5; i++)
      await receive(account, delivery(account, { symbol: i % 2 ? "USDJPY" : "EURUSD" }));
    const stub = accountStub(account.id);
    const first = must(await stub.orders({ limit: 2 }));
    const second = must(await stub.orders({ limit: 2, before: first.next ?? undefined }));
    const third = must(await stub.orders({ limit: 2, before: second.next ?? undefined }));
    const ids = [...first.items, ...second.items, ...third.items].map(({ id }) => id);
    expect(new Set(ids).size).toBe(5);
    expect(third.next).toBeNull();
    const created = [...first.items, ...second.items, ...third.items].map(({ createdAtMs }) => createdAtMs);
    expect(created).toEqual([...created].sort((a, b) => b - a));
    expect(must(await stub.orders({ limit: 10, symbol: "USDJPY" })).items).toHaveLength(2);
    expect(must(await stub.orders({ limit: 10, state: "filled" })).items).toHaveLength(0);
    expect(await stub.orders({ limit: 10, before: "1; DROP" })).toMatchObject({ ok: false });
  });
});
