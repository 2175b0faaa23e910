import { beforeAll, describe, expect, it } from "vitest";
import { makeReadyAccount, type TestAgent } from "../support/agent.ts";
import {
  alertsOf,
  answer,
  api,
  buy,
  makeAccount,
  makeStrategy,
  post,
  problemOf,
  storyOf,
  until,
} from "../support/gateway.ts";

let agent: TestAgent;
const routes = () => [{ accountId: agent.accountId }];
beforeAll(async () => {
  agent = await makeReadyAccount();
});

describe("an accepted alert", () => {
  it("is answered 202 and becomes the orders of its route, with the time of every step", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const firedAtMs = Date.now() - 2_000;
    const body = buy(strategy.secret, { time: new Date(firedAtMs).toISOString() });
    const { alertId, verdict } = await answer(await post(strategy.id, body), 202);
    expect(verdict).toBe("accepted");
    const story = await until("the order is sent", async () => {
      const read = await storyOf(alertId);
      return read.orders[0]?.state === "sent" ? read : undefined;
    });
    expect(story.alert).toMatchObject({ outcome: "pending", final: false });
    expect(story.signal).toMatchObject({ dialect: "sallyport", symbol: "EURUSD", firedAtMs });
    expect(story.orders).toHaveLength(1);
    expect(story.orders[0]).toMatchObject({ accountId: agent.accountId, alertId, leg: 0 });
    expect(story.timeline.map(({ step }) => step)).toEqual([
      "fired",
      "received",
      "verdict",
      "pending",
      "sent",
    ]);
    const times = story.timeline.map(({ at }) => at);
    expect(times).toEqual(times.toSorted((a, b) => a - b));
  });

  it("of several routes goes where it is taken, and says why it went nowhere else", async () => {
    const small = await makeReadyAccount({ maxLots: "0.05" });
    const accountIds = [small.accountId, agent.accountId];
    const strategy = await makeStrategy({ routes: accountIds.map((accountId) => ({ accountId })) });
    const { alertId } = await answer(await post(strategy.id, buy(strategy.secret)), 202);
    const { alert, orders } = await until("the order", async () => {
      const story = await storyOf(alertId);
      return story.orders.length > 0 ? story : undefined;
    });
    expect(alert.routes).toMatchObject([
      { accountId: small.accountId, refusal: { code: "volume_too_large" } },
      { accountId: agent.accountId, refusal: null },
    ]);
    expect(orders.map(({ accountId }) => accountId)).toEqual([agent.accountId]);
  });
});

describe("a route", () => {
  it("is needed", async () => {
    const strategy = await makeStrategy();
    expect((await problemOf(await post(strategy.id, buy(strategy.secret)))).code).toBe("no_route");
  });

  it("that is paused refuses, and another one's reason is the one told", async () => {
    const paused = { accountId: agent.accountId, enabled: false };
    const strategy = await makeStrategy({ routes: [paused] });
    expect((await problemOf(await post(strategy.id, buy(strategy.secret)))).code).toBe("route_paused");
    const small = await makeReadyAccount({ maxLots: "0.05" });
    const both = await makeStrategy({ routes: [paused, { accountId: small.accountId }] });
    expect((await problemOf(await post(both.id, buy(both.secret)))).code).toBe("volume_too_large");
  });

  it("to an account that was never reconciled is refused with account_not_ready", async () => {
    const strategy = await makeStrategy({ routes: [{ accountId: await makeAccount() }] });
    const problem = await problemOf(await post(strategy.id, buy(strategy.secret)));
    expect(problem).toMatchObject({ status: 422, code: "account_not_ready" });
  });

  it("to an account that is only offline now is taken: the order waits until its deadline", async () => {
    const offline = await makeReadyAccount();
    offline.close();
    await until("the link is closed", async () => {
      const account = await (await api(`/api/accounts/${offline.accountId}`)).json<{
        link: { connected: boolean };
      }>();
      return account.link.connected ? undefined : true;
    });
    const strategy = await makeStrategy({ routes: [{ accountId: offline.accountId }] });
    const { alertId } = await answer(await post(strategy.id, buy(strategy.secret)), 202);
    await until(
      "the order waits",
      async () => (await storyOf(alertId)).orders[0]?.state === "pending" || undefined,
    );
  });

  it("to an account whose settings changed is judged by the new ones", async () => {
    const account = await makeReadyAccount();
    const strategy = await makeStrategy({ routes: [{ accountId: account.accountId }] });
    const send = (lots: string) => post(strategy.id, buy(strategy.secret, { lots }));
    await answer(await send("0.1"), 202);
    expect((await problemOf(await send("20"))).code).toBe("volume_too_large");
    const path = `/api/accounts/${account.accountId}`;
    const changed = await api(path, { method: "PATCH", body: { settings: { maxLots: "50" } } });
    expect(changed.status).toBe(200);
    await answer(await send("20"), 202);
  });
});

describe("a strategy", () => {
  it("is halted and resumed by messages, and while halted takes nothing else", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const control = (action: string) =>
      post(strategy.id, JSON.stringify({ secret: strategy.secret, action }));
    const { alertId } = await answer(await control("halt"), 202);
    expect((await storyOf(alertId)).alert).toMatchObject({ outcome: "filled", final: true });
    const problem = await problemOf(await post(strategy.id, buy(strategy.secret)));
    expect(problem).toMatchObject({ status: 422, code: "strategy_halted" });
    const halted = await (await api(`/api/strategies/${strategy.id}`)).json<{ halted: boolean }>();
    expect(halted.halted).toBe(true);
    await answer(await control("resume"), 202);
    await answer(await post(strategy.id, buy(strategy.secret)), 202);
  });

  it("with a limit takes so many alerts a minute and shows what it lost", async () => {
    const strategy = await makeStrategy({ routes: routes(), alertsPerMinute: 2 });
    const send = (id: string) => post(strategy.id, buy(strategy.secret, { id }));
    await answer(await send("a"), 202);
    await answer(await send("b"), 202);
    expect(await problemOf(await send("c"))).toMatchObject({ status: 429, code: "rate_limited" });
    await answer(await send("a"), 200);
    expect((await alertsOf(strategy.id)).filter(({ verdict }) => verdict === "refused")).toHaveLength(1);
  });

  it("that fixes a dialect understands no other", async () => {
    const strategy = await makeStrategy({ routes: routes(), dialect: "text" });
    expect((await post(strategy.id, buy(strategy.secret))).status).toBe(422);
    await answer(await post(strategy.id, `BUY EURUSD 0.1 secret=${strategy.secret}`), 202);
  });
});

describe("freshness", () => {
  it("allows an exit more time than an entry", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const time = new Date(Date.now() - 120_000).toISOString();
    expect((await problemOf(await post(strategy.id, buy(strategy.secret, { time })))).code).toBe("stale");
    const close = { secret: strategy.secret, action: "close", symbol: "EURUSD", time };
    await answer(await post(strategy.id, JSON.stringify(close)), 202);
  });

  it("counts the deadline from the time in the message, not from its receipt", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const firedAtMs = Math.floor(Date.now() / 1000) * 1000 - 10_000;
    const body = buy(strategy.secret, { time: new Date(firedAtMs).toISOString() });
    const { alertId } = await answer(await post(strategy.id, body), 202);
    const story = await until("the order", async () => {
      const read = await storyOf(alertId);
      return read.orders.length > 0 ? read : undefined;
    });
    // {{timenow}} is cut to whole seconds, so up to one more second may be granted.
    const late = Number(story.orders[0]?.["deadlineMs"]) - (firedAtMs + 30_000);
    expect(late).toBeGreaterThanOrEqual(0);
    expect(late).toBeLessThanOrEqual(1_000);
  });
});
