import { evictDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Strategy } from "../../../durable-objects/strategy/index.ts";
import { TradingAccount } from "../../../durable-objects/trading-account/index.ts";
import { connectAgent, factsOf, makeReadyAccount } from "../support/agent.ts";
import { buy, makeStrategy, post, problemOf } from "../support/gateway.ts";
import { delivered, stubOf } from "../support/strategy.ts";

let accountId: string;
beforeAll(async () => {
  accountId = (await makeReadyAccount()).accountId;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const make = () => makeStrategy({ routes: [{ accountId }] });

describe("a strategy that was evicted", () => {
  it("still knows its duplicates, its settings and that it is halted", async () => {
    const strategy = await make();
    await post(strategy.id, buy(strategy.secret));
    await post(strategy.id, buy(strategy.secret, { id: "a" }));
    await evictDurableObject(stubOf(strategy));
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(200);
    expect((await post(strategy.id, buy(strategy.secret, { id: "a" }))).status).toBe(200);
    await post(strategy.id, JSON.stringify({ secret: strategy.secret, action: "halt" }));
    await evictDurableObject(stubOf(strategy));
    const problem = await problemOf(await post(strategy.id, buy(strategy.secret, { id: "b" })));
    expect(problem.code).toBe("strategy_halted");
  });

  it("needs no account to judge the next alert: one request to each object, no more", async () => {
    const strategy = await make();
    await post(strategy.id, buy(strategy.secret, { id: "a" }));
    await evictDurableObject(stubOf(strategy));
    const profile = vi.spyOn(TradingAccount.prototype, "profile");
    const receive = vi.spyOn(TradingAccount.prototype, "receive");
    const hook = vi.spyOn(Strategy.prototype, "receive");
    const { alertId } = await (await post(strategy.id, buy(strategy.secret, { id: "b" }))).json<{
      alertId: string;
    }>();
    await delivered(alertId);
    const deliveries = receive.mock.calls.filter(([[first]]) => first?.strategyId === strategy.id);
    expect([hook.mock.calls, deliveries, profile.mock.calls].map(({ length }) => length)).toEqual([1, 1, 0]);
  });

  it("judges by the symbols of the terminal that its account has now", async () => {
    const agent = await makeReadyAccount();
    const strategy = await makeStrategy({ routes: [{ accountId: agent.accountId }] });
    const send = (symbol: string, id: string) => post(strategy.id, buy(strategy.secret, { symbol, id }));
    expect((await send("USDCHF", "a")).status).toBe(422);
    agent.close();
    await connectAgent(agent.accountId, [factsOf("USDCHF")]);
    expect((await send("USDCHF", "b")).status).toBe(202);
  });
});
