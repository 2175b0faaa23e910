import { runDurableObjectAlarm, runInDurableObject } from "cloudflare:test";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { Strategy } from "../../../durable-objects/strategy/index.ts";
import { makeReadyAccount } from "../support/agent.ts";
import { alertsOf, buy, makeStrategy, post, problemOf, type TestStrategy } from "../support/gateway.ts";
import { delivered, stubOf } from "../support/strategy.ts";

let accountId: string;
beforeAll(async () => {
  accountId = (await makeReadyAccount()).accountId;
});
afterEach(() => {
  vi.restoreAllMocks();
});

const make = () => makeStrategy({ routes: [{ accountId }] });

/** The next request to the hook runs `receive` as usual; then `end` decides how its instance ends. */
async function breakNextReceive(
  strategy: TestStrategy,
  end: (ctx: DurableObjectState) => Promise<void> | void,
) {
  const ctx = await runInDurableObject(stubOf(strategy), (_, state) => state);
  const receive = Strategy.prototype.receive;
  vi.spyOn(Strategy.prototype, "receive").mockImplementationOnce(async function (this: Strategy, request) {
    const answer = await receive.call(this, request);
    await end(ctx);
    return answer;
  });
}

describe("a strategy that ends between receipt and answer", () => {
  it("after the alert was durable: 202 all the same, and the order reaches the account once", async () => {
    const strategy = await make();
    await breakNextReceive(strategy, async (ctx) => {
      await ctx.storage.sync();
      ctx.abort("crash");
    });
    const response = await post(strategy.id, buy(strategy.secret));
    expect(response.status).toBe(202);
    const { alertId } = await response.json<{ alertId: string }>();
    expect(await alertsOf(strategy.id)).toHaveLength(1);
    await runDurableObjectAlarm(stubOf(strategy));
    expect(await delivered(alertId)).toHaveLength(1);
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(200);
  });

  it("after a refusal or a duplicate was durable: the same answer as without the crash", async () => {
    const strategy = await make();
    const end = async (ctx: DurableObjectState) => {
      await ctx.storage.sync();
      ctx.abort("crash");
    };
    await breakNextReceive(strategy, end);
    const refused = await post(strategy.id, buy(strategy.secret, { lots: "99" }));
    expect((await problemOf(refused)).code).toBe("volume_too_large");
    await post(strategy.id, buy(strategy.secret));
    await breakNextReceive(strategy, end);
    const duplicate = await post(strategy.id, buy(strategy.secret));
    expect(duplicate.status).toBe(200);
    expect(await duplicate.json()).toMatchObject({ verdict: "duplicate" });
  });

  it("before anything was durable: 503, nothing is listed, and the resend is a new alert", async () => {
    const strategy = await make();
    await breakNextReceive(strategy, (ctx) => ctx.abort("crash"));
    const response = await post(strategy.id, buy(strategy.secret));
    expect(response.headers.get("retry-after")).toBe("5");
    expect(await problemOf(response)).toMatchObject({ status: 503, code: "unavailable" });
    expect(await alertsOf(strategy.id)).toEqual([]);
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(202);
  });

  it("before anything was done: 503", async () => {
    const strategy = await make();
    vi.spyOn(Strategy.prototype, "receive").mockRejectedValueOnce(new Error("storage is down"));
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(503);
    expect(await alertsOf(strategy.id)).toEqual([]);
  });

  it("and cannot even be asked: 503, and the resend of what was stored is a duplicate", async () => {
    const strategy = await make();
    await breakNextReceive(strategy, async (ctx) => {
      await ctx.storage.sync();
      ctx.abort("crash");
    });
    vi.spyOn(Strategy.prototype, "find").mockRejectedValue(new Error("overloaded"));
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(503);
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(200);
    expect(await alertsOf(strategy.id)).toHaveLength(2);
  });
});
