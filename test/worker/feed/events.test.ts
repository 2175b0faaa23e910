import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { until } from "../../support/until.ts";
import { as, makePerson, type Person } from "../support/people.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import type { FakeLink } from "../trading-account/fake-link.ts";
import { accepted, delivery, filled, makeAccount, receive, submitted } from "../trading-account/support.ts";
import { alarm, feedStub, TestReader } from "./reader.ts";

interface Desk {
  readonly account: Awaited<ReturnType<typeof makeAccount>>;
  readonly link: FakeLink;
  readonly viewer: Person;
  readonly headers: Record<string, string>;
}

/** An account with an agent, and a viewer of its tenant. */
async function makeDesk(): Promise<Desk> {
  const account = await makeAccount();
  const { id, tenantId } = account;
  await env.TENANT.getByName(tenantId).register(id, "Test", { kind: "system" });
  const link = await (await FakeAgent.pair(id)).connectReady();
  const viewer = await makePerson(tenantId, "viewer");
  return { account, link, viewer, headers: { authorization: `Bearer ${viewer.accessToken}` } };
}

/** One order from alert to fill; the ids of the steps that a reader must be told, in their order. */
async function trade({ account, link }: Desk, ticket: string): Promise<string[]> {
  await receive(account, delivery(account));
  const { orderId } = await link.order();
  link.ack();
  for (const event of [accepted, submitted, filled(ticket)]) await link.report(orderId, event);
  return ["pending", "sent", "accepted", "submitted", "filled"].map((step, at) => `${orderId}/${at} ${step}`);
}

async function told(reader: TestReader, steps: readonly string[]): Promise<void> {
  await until("every step", 5_000, () => reader.orderSteps().length >= steps.length || undefined);
  expect(reader.orderSteps()).toEqual(steps);
}

let desk: Desk;
beforeAll(async () => {
  desk = await makeDesk();
});

describe("a reader", () => {
  it("gets everything at once, and then every step of every order, in order and once", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    expect(await reader.next("hello")).toMatchObject({
      v: 1,
      resumed: false,
      sees: ["ticks", "book", "orders"],
    });
    const { board } = await reader.next("snapshot");
    expect(board).toMatchObject({ account: { link: { ready: true } }, orders: [], positions: [] });
    const steps = [...(await trade(desk, "1")), ...(await trade(desk, "2"))];
    await told(reader, steps);
    const alert = reader.all("event").find(({ event }) => event.kind === "alert");
    expect(alert?.event).toMatchObject({ refusal: null, orderIds: [expect.stringMatching(/^ord_/)] });
    const ids = reader.all("event").map(({ id }) => Number(id.split("-")[1]));
    expect(ids).toEqual(ids.map((_, at) => (ids[0] ?? 0) + at));
    reader.close();
  });

  it("hears of an alert that gave no order, and why", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    await reader.next("snapshot");
    await receive(desk.account, delivery(desk.account, { symbol: "EURUSF" }));
    expect((await reader.next("event")).event).toMatchObject({
      kind: "alert",
      orderIds: [],
      refusal: { code: "unknown_symbol" },
    });
    reader.close();
  });

  it("is told how account, agent and positions stand as they change, and holds the board that the hash says", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    await reader.next("snapshot");
    const position = {
      position: "900",
      symbol: "EURUSD",
      side: "long" as const,
      lots: "0.1",
      openPrice: "1.1",
      stopLoss: null,
      takeProfit: null,
      magic: "0",
      orderId: null,
      openedAtMs: 1,
    };
    desk.link.terminal({ positions: [position] });
    const { change } = await reader.next("state");
    expect(change.positions).toEqual({ set: [position], gone: [] });
    desk.link.terminal({ positions: [] });
    expect((await reader.next("state")).change.positions).toEqual({ set: [], gone: ["900"] });
    // The alarm is due ten seconds after the change; here it is rung until the hash is due.
    await runInDurableObject(feedStub(desk.account.id), async (_feed, { storage }) => {
      expect(await storage.getAlarm()).toBeLessThanOrEqual(Date.now() + 10_000);
    });
    const { hash } = await until("hash", 15_000, async () => {
      await alarm(desk.account.id);
      return reader.all("hash").at(-1);
    });
    expect(reader.hash()).toBe(hash);
    reader.close();
  }, 20_000);

  it("that asks for a snapshot gets one, at most once a second", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    await reader.next("snapshot");
    for (let ask = 0; ask < 5; ask++) reader.send({ type: "snapshot" });
    await reader.next("snapshot");
    await trade(desk, "3");
    await until("events", 5_000, () => reader.orderSteps().length >= 5 || undefined);
    expect(reader.all("snapshot")).toHaveLength(2);
    reader.close();
  });
});

describe("no event is lost", () => {
  it("for a reader whose feed fell asleep: the socket stays and gets what comes next", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    await reader.next("snapshot");
    const first = await trade(desk, "10");
    await told(reader, first);
    await evictDurableObject(feedStub(desk.account.id), { webSockets: "hibernate" });
    const second = await trade(desk, "11");
    await told(reader, [...first, ...second]);
    expect(reader.closed).toBeNull();
    reader.close();
  });

  it("for a reader that comes back with its last event, also after the feed crashed in between", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    await reader.next("snapshot");
    const first = await trade(desk, "20");
    await told(reader, first);
    const after = reader.lastEventId();
    reader.close();
    const stub = feedStub(desk.account.id);
    await runInDurableObject(stub, (_feed, state) => state.abort("crash")).catch(() => undefined);
    const second = await trade(desk, "21");
    const again = await TestReader.open(desk.account.id, { headers: desk.headers, after });
    expect((await again.next("hello")).resumed).toBe(true);
    await told(again, second);
    again.close();
  });

  it("when the account crashes between the commit and the telling", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers });
    await reader.next("snapshot");
    await receive(desk.account, delivery(desk.account));
    const { orderId } = await desk.link.order();
    const steps = [`${orderId}/0 pending`, `${orderId}/1 sent`];
    await runInDurableObject(accountStub(desk.account.id), (_account, state) => state.abort("crash")).catch(
      () => undefined,
    );
    // The link died with the account; whoever wakes it makes the outbox repeat what was not confirmed.
    desk = { ...desk, link: await desk.link.agent.connectReady() };
    await until("steps", 5_000, () => reader.orderSteps().length >= 2 || undefined);
    expect(reader.orderSteps().slice(0, 2)).toEqual(steps);
    expect(new Set(reader.orderSteps()).size).toBe(reader.orderSteps().length);
    reader.close();
  });

  it("and one that is too far back is told so, and gets a snapshot", async () => {
    const reader = await TestReader.open(desk.account.id, { headers: desk.headers, after: "0000000000-5" });
    expect((await reader.next("hello")).resumed).toBe(false);
    await reader.next("snapshot");
    reader.close();
  });
});

describe("a reader of an account that is stopped", () => {
  it("hears at once that trading is stopped and why", async () => {
    const { account, headers } = await makeDesk();
    const owner = await makePerson(account.tenantId, "owner");
    const reader = await TestReader.open(account.id, { headers });
    expect((await reader.next("snapshot")).board.account.stopped).toBeNull();
    const answer = await as(owner, "/emergency/stop-all-trading", { body: { reason: "enough for today" } });
    expect(answer.status).toBe(202);
    const reason = () => reader.board?.account.stopped?.reason;
    await until("the stop", 5_000, () => (reason() === "enough for today" ? true : undefined));
    reader.close();
  });
});

describe("an account that nobody watches", () => {
  it("writes nothing for the feed, not even a row for an order", async () => {
    const fresh = await makeDesk();
    const rows = () =>
      runInDurableObject(
        accountStub(fresh.account.id),
        (_account, { storage }) =>
          storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM feed_watch").one().n +
          storage.sql
            .exec<{ n: number }>("SELECT count(*) AS n FROM outbox WHERE destination LIKE 'acc_%'")
            .one().n,
      );
    await trade(fresh, "30");
    expect(await rows()).toBe(0);
    const reader = await TestReader.open(fresh.account.id, { headers: fresh.headers });
    await reader.next("snapshot");
    await told(reader, await trade(fresh, "31"));
    expect(await rows()).toBeGreaterThan(0);
    reader.close();
  });
});
