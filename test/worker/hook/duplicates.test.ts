import { beforeAll, describe, expect, it } from "vitest";
import { makeReadyAccount, type TestAgent } from "../support/agent.ts";
import { alertsOf, answer, buy, makeStrategy, post, problemOf, storyOf } from "../support/gateway.ts";

let agent: TestAgent;
const routes = () => [{ accountId: agent.accountId }];
beforeAll(async () => {
  agent = await makeReadyAccount();
});

describe("a duplicate", () => {
  it("without id is the same body within the window; it is kept, shown and hinted at, not traded", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const first = await answer(await post(strategy.id, buy(strategy.secret)), 202);
    const second = await answer(await post(strategy.id, buy(strategy.secret)), 200);
    expect(second).toMatchObject({ verdict: "duplicate", duplicateOf: first.alertId });
    expect(second.hint).toContain("id");
    const [listed, original] = await alertsOf(strategy.id);
    expect(listed).toMatchObject({
      id: second.alertId,
      verdict: "duplicate",
      duplicateOf: first.alertId,
      hint: second.hint,
      outcome: null,
      final: true,
    });
    expect(original?.id).toBe(first.alertId);
    expect((await storyOf(second.alertId)).orders).toEqual([]);
  });

  it("without id is none when anything in the body differs", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    await answer(await post(strategy.id, buy(strategy.secret)), 202);
    await answer(await post(strategy.id, `${buy(strategy.secret)} `), 202);
  });

  it("without id is none when the window is over", async () => {
    const strategy = await makeStrategy({ routes: routes(), windowMs: 1_000 });
    await answer(await post(strategy.id, buy(strategy.secret)), 202);
    await scheduler.wait(1_001);
    await answer(await post(strategy.id, buy(strategy.secret)), 202);
  });

  it("with an id is permanent, whatever the window", async () => {
    const strategy = await makeStrategy({ routes: routes(), windowMs: 1_000 });
    const body = buy(strategy.secret, { id: "EURUSD|1800000000" });
    const first = await answer(await post(strategy.id, body), 202);
    await scheduler.wait(1_001);
    expect(await answer(await post(strategy.id, body), 200)).toMatchObject({ duplicateOf: first.alertId });
  });

  it("with an id is told so even when it comes too late to be traded", async () => {
    const strategy = await makeStrategy({ routes: routes(), entryMaxAgeMs: 3_000 });
    const body = buy(strategy.secret, { id: "late", time: new Date().toISOString() });
    await answer(await post(strategy.id, body), 202);
    await scheduler.wait(3_100);
    await answer(await post(strategy.id, body), 200);
  });

  it("with an id and another body is a conflict", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const first = await answer(await post(strategy.id, buy(strategy.secret, { id: "a" })), 202);
    const problem = await problemOf(await post(strategy.id, buy(strategy.secret, { id: "a", lots: "0.2" })));
    expect(problem).toMatchObject({ status: 409, code: "id_conflict" });
    expect(problem.detail).toContain(first.alertId);
    expect(await alertsOf(strategy.id)).toHaveLength(2);
  });

  it("is none of an alert that was refused: it can be corrected and sent again with its id", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    expect((await post(strategy.id, buy(strategy.secret, { id: "a", lots: "99" }))).status).toBe(422);
    await answer(await post(strategy.id, buy(strategy.secret, { id: "a" })), 202);
  });

  it("is accepted once of any number that come at the same moment", async () => {
    const strategy = await makeStrategy({ routes: routes() });
    const responses = await Promise.all(
      Array.from({ length: 20 }, () => post(strategy.id, buy(strategy.secret))),
    );
    const statuses = responses.map(({ status }) => status).sort();
    expect(statuses).toEqual([...new Array(19).fill(200), 202]);
  });

  it("is of its own strategy only", async () => {
    const one = await makeStrategy({ routes: routes() });
    const two = await makeStrategy({ routes: routes() });
    await answer(await post(one.id, buy(one.secret, { id: "a" })), 202);
    await answer(await post(two.id, buy(two.secret, { id: "a" })), 202);
  });
});
