import { abortAllDurableObjects, evictDurableObject, runDurableObjectAlarm } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Outbox } from "../../../durable-objects/shared/outbox.ts";
import { TradingAccount } from "../../../durable-objects/trading-account/index.ts";
import { makeReadyAccount } from "../support/agent.ts";
import { alertsOf, api, buy, makeStrategy, post, problemOf, storyOf, until } from "../support/gateway.ts";
import { crash, delivered, ordersOf, stubOf } from "../support/strategy.ts";

let accountId: string;
beforeAll(async () => {
  accountId = (await makeReadyAccount()).accountId;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const make = () => makeStrategy({ routes: [{ accountId }] });

describe("an account that does not answer", () => {
  it("when its profile is needed: 503, since nothing was stored", async () => {
    const strategy = await make();
    vi.spyOn(TradingAccount.prototype, "profile").mockImplementationOnce(() => {
      throw new Error("down");
    });
    expect(await problemOf(await post(strategy.id, buy(strategy.secret)))).toMatchObject({ status: 503 });
    expect(await alertsOf(strategy.id)).toEqual([]);
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(202);
  });

  it("gets the delivery again by alarm, also when the strategy was evicted in between", async () => {
    const strategy = await make();
    const receive = vi.spyOn(TradingAccount.prototype, "receive").mockImplementation(() => {
      throw new Error("down");
    });
    const { alertId } = await (await post(strategy.id, buy(strategy.secret))).json<{ alertId: string }>();
    await until("a first attempt", async () => (receive.mock.calls.length > 0 ? true : undefined));
    expect(await ordersOf(alertId)).toEqual([]);
    expect((await storyOf(alertId)).alert).toMatchObject({ outcome: "pending", final: false });
    const view = await (await api(`/api/strategies/${strategy.id}`)).json();
    expect(view).toMatchObject({ undelivered: { rows: 1, parked: 0 } });
    await evictDurableObject(stubOf(strategy));
    receive.mockRestore();
    await runDurableObjectAlarm(stubOf(strategy));
    expect(await delivered(alertId)).toHaveLength(1);
    await until("the row is confirmed", async () => {
      const after = await (await api(`/api/strategies/${strategy.id}`)).json<{
        undelivered: { rows: number };
      }>();
      return after.undelivered.rows === 0 ? true : undefined;
    });
  });

  it("after it committed gets the delivery again and makes nothing of it", async () => {
    const agent = await makeReadyAccount();
    const strategy = await makeStrategy({ routes: [{ accountId: agent.accountId }] });
    const receive = TradingAccount.prototype.receive;
    const broken = vi.spyOn(TradingAccount.prototype, "receive").mockImplementationOnce(function (
      this: TradingAccount,
      deliveries,
    ) {
      receive.call(this, deliveries);
      throw new Error("the answer is lost");
    });
    const { alertId } = await (await post(strategy.id, buy(strategy.secret))).json<{ alertId: string }>();
    await delivered(alertId);
    await until("a second delivery", async () => {
      await runDurableObjectAlarm(stubOf(strategy));
      return broken.mock.calls.length > 1 ? true : undefined;
    });
    expect(await ordersOf(alertId)).toHaveLength(1);
    await until("the order frame", async () => agent.received.find(({ type }) => type === "order"));
    expect(agent.received.filter(({ type }) => type === "order")).toHaveLength(1);
  });

  it("gets what waited in the order in which it was accepted, many in one call", async () => {
    const strategy = await make();
    const receive = vi.spyOn(TradingAccount.prototype, "receive").mockImplementation(() => {
      throw new Error("down");
    });
    const ids: string[] = [];
    for (let i = 0; i < 10; i++) {
      const response = await post(strategy.id, buy(strategy.secret, { id: `n${i}` }));
      ids.push((await response.json<{ alertId: string }>()).alertId);
    }
    receive.mockRestore();
    const working = vi.spyOn(TradingAccount.prototype, "receive");
    await until("all are delivered", async () => {
      await runDurableObjectAlarm(stubOf(strategy));
      const { undelivered } = await stubOf(strategy)
        .overview()
        .then((view) => view ?? { undelivered: { rows: -1 } });
      return undelivered.rows === 0 ? true : undefined;
    });
    // Other strategies of this file may repeat what they were cut off from.
    const calls = working.mock.calls
      .map(([deliveries]) => deliveries.filter((delivery) => delivery.strategyId === strategy.id))
      .filter((deliveries) => deliveries.length > 0);
    expect(calls.flat().map(({ alertId }) => alertId)).toEqual(ids);
    expect(calls.length).toBeLessThan(10);
  });
});

describe("a strategy that ends between commit and delivery", () => {
  it("delivers by its alarm, once", async () => {
    const strategy = await make();
    const deliver = vi.spyOn(Outbox.prototype, "deliver").mockImplementation(() => undefined);
    const { alertId } = await (await post(strategy.id, buy(strategy.secret))).json<{ alertId: string }>();
    await abortAllDurableObjects();
    deliver.mockRestore();
    expect(await runDurableObjectAlarm(stubOf(strategy))).toBe(true);
    expect(await delivered(alertId)).toHaveLength(1);
  });

  it("while the delivery is under way delivers again, and the account applies it once", async () => {
    const strategy = await make();
    const receive = TradingAccount.prototype.receive;
    const arrived: string[] = [];
    let letGo = () => {};
    const held = new Promise<void>((resolve) => {
      letGo = resolve;
    });
    // By reflection, because the real one is not asynchronous.
    Reflect.set(
      TradingAccount.prototype,
      "receive",
      async function (this: TradingAccount, deliveries: Parameters<typeof receive>[0]) {
        const answer = receive.call(this, deliveries);
        arrived.push(...deliveries.map(({ strategyId }) => strategyId));
        await held;
        return answer;
      },
    );
    try {
      const { alertId } = await (await post(strategy.id, buy(strategy.secret))).json<{ alertId: string }>();
      await delivered(alertId);
      await crash(strategy);
      letGo();
      await until("a second delivery", async () => {
        await runDurableObjectAlarm(stubOf(strategy));
        return arrived.filter((id) => id === strategy.id).length > 1 ? true : undefined;
      });
      expect(await ordersOf(alertId)).toHaveLength(1);
    } finally {
      Reflect.set(TradingAccount.prototype, "receive", receive);
    }
  });
});
