import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { beforeAll, describe, expect, it } from "vitest";
import { AGENT_LINK_AUDIENCE, agentCloseCodes } from "../../../src/protocol/agent-link.ts";
import { TICK_FRAMES } from "../../../src/protocol/feed.ts";
import { MARKET_LINK_AUDIENCE } from "../../../src/protocol/market-link.ts";
import { until } from "../../support/until.ts";
import { problemOf } from "../support/gateway.ts";
import { makePerson } from "../support/people.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { makeAccount } from "../trading-account/support.ts";
import { connectMarket, type MarketAgent, upgradeMarket } from "./market-agent.ts";
import { feedStub, TestReader } from "./reader.ts";

async function makeDesk() {
  const account = await makeAccount();
  await env.TENANT.getByName(account.tenantId).register(account.id, "Test", { kind: "system" });
  const agent = await FakeAgent.pair(account.id);
  const market = await connectMarket(agent);
  const read = async (role: "viewer" | "guest", slow = false) => {
    const { accessToken } = await makePerson(account.tenantId, role);
    const reader = await TestReader.open(account.id, {
      headers: { authorization: `Bearer ${accessToken}` },
      slow,
    });
    await reader.next("hello");
    return reader;
  };
  return { account, agent, market, read };
}

const ticksOf = (reader: TestReader) =>
  reader.all("ticks").flatMap(({ items }) => items.map(({ symbol, atMs }) => `${symbol} ${atMs}`));

let desk: Awaited<ReturnType<typeof makeDesk>>;
beforeAll(async () => {
  desk = await makeDesk();
});

const watched = (market: MarketAgent, wanted: string) =>
  until(`watch of ${wanted}`, 5_000, () => market.watched() === wanted || undefined);

describe("an agent", () => {
  it("is told what somebody watches, and to stop when nobody does", async () => {
    const { market, read } = desk;
    expect(market.frames).toEqual([]);
    const [one, two] = [await read("viewer"), await read("guest")];
    one.send({ type: "watch", symbols: ["EURUSD", "GBPUSD"], books: ["EURUSD"] });
    await watched(market, "EURUSD,GBPUSD|EURUSD");
    two.send({ type: "watch", symbols: ["XAUUSD"], books: ["XAUUSD"] });
    // A guest sees no book, and so asks for none.
    await watched(market, "EURUSD,GBPUSD,XAUUSD|EURUSD");
    one.close();
    await watched(market, "XAUUSD|");
    two.close();
    await watched(market, "|");
  });

  it("that comes back is told anew, also by a feed that slept", async () => {
    const fresh = await makeDesk();
    const reader = await fresh.read("viewer");
    reader.send({ type: "watch", symbols: ["EURUSD"], books: [] });
    await watched(fresh.market, "EURUSD|");
    await evictDurableObject(feedStub(fresh.account.id), { webSockets: "hibernate" });
    const again = await connectMarket(fresh.agent);
    await watched(again, "EURUSD|");
    await until("the end of the older link", 5_000, () => fresh.market.closeCode ?? undefined);
    expect(fresh.market.closeCode).toBe(agentCloseCodes.replaced);
    again.tick("EURUSD", 7);
    await until("tick", 5_000, () => ticksOf(reader).includes("EURUSD 7") || undefined);
    reader.close();
  });

  it("signs in with a token for this very link, once, and only while it is paired", async () => {
    const { agent } = await makeDesk();
    const forOrders = await agent.token({ claims: { aud: AGENT_LINK_AUDIENCE } });
    expect(await problemOf(await upgradeMarket(agent, forOrders))).toMatchObject({
      status: 401,
      code: "not_signed_in",
    });
    const token = await agent.token({ claims: { aud: MARKET_LINK_AUDIENCE } });
    const first = await upgradeMarket(agent, token);
    first.webSocket?.accept();
    expect(first.status).toBe(101);
    expect((await upgradeMarket(agent, token)).status).toBe(401);
    expect(await problemOf(await upgradeMarket(agent, token, "9"))).toMatchObject({
      code: "unsupported_version",
    });
    await FakeAgent.pair(agent.accountId);
    expect(
      (await upgradeMarket(agent, await agent.token({ claims: { aud: MARKET_LINK_AUDIENCE } }))).status,
    ).toBe(401);
  });

  it("whose key was revoked tells no prices any more", async () => {
    const { account, market, read } = await makeDesk();
    const reader = await read("viewer");
    await FakeAgent.pair(account.id);
    await until("the end", 5_000, () => market.closeCode ?? undefined);
    expect(market.closeCode).toBe(agentCloseCodes.revoked);
    reader.close();
  });

  it("that sends what is no frame is cut off", async () => {
    const { market, read } = await makeDesk();
    const reader = await read("viewer");
    market.sendText('{"type":"ticks","items":[{"symbol":"EURUSD","bid":"nonsense"}]}');
    await until("the end", 5_000, () => market.closeCode ?? undefined);
    expect(market.closeCode).toBe(agentCloseCodes.badFrame);
    expect(ticksOf(reader)).toEqual([]);
    reader.close();
  });
});

describe("a reader", () => {
  it("gets every tick of what it watches, nothing else, and the newest at once when it begins", async () => {
    const { market, read } = await makeDesk();
    const [viewer, guest] = [await read("viewer"), await read("guest")];
    viewer.send({ type: "watch", symbols: ["EURUSD"], books: ["EURUSD"] });
    guest.send({ type: "watch", symbols: ["GBPUSD"], books: [] });
    await watched(market, "EURUSD,GBPUSD|EURUSD");
    for (let atMs = 1; atMs <= 5; atMs++) {
      market.tick("EURUSD", atMs);
      market.tick("GBPUSD", atMs);
    }
    const book = { symbol: "EURUSD", bids: [{ price: "1.1", lots: "2" }], asks: [], atMs: 5 };
    market.send({ type: "book", book });
    expect((await viewer.next("book")).book).toEqual(book);
    await until("ticks", 5_000, () => ticksOf(guest).length === 5 || undefined);
    expect(ticksOf(viewer)).toEqual([1, 2, 3, 4, 5].map((atMs) => `EURUSD ${atMs}`));
    expect(ticksOf(guest)).toEqual([1, 2, 3, 4, 5].map((atMs) => `GBPUSD ${atMs}`));
    guest.send({ type: "watch", symbols: ["EURUSD"], books: ["EURUSD"] });
    await until("the newest", 5_000, () => ticksOf(guest).at(-1) === "EURUSD 5" || undefined);
    expect(guest.all("book")).toEqual([]);
    viewer.send({ type: "history", symbol: "EURUSD" });
    expect((await viewer.next("history")).items).toHaveLength(5);
    for (const one of [viewer, guest]) one.close();
  });

  it("that is slow gets fewer ticks, and the newest of each symbol once it has caught up", async () => {
    const { market, read } = await makeDesk();
    const slow = await read("guest", true);
    slow.send({ type: "watch", symbols: ["EURUSD", "GBPUSD"], books: [] });
    await watched(market, "EURUSD,GBPUSD|");
    const watcher = await read("viewer");
    watcher.send({ type: "watch", symbols: ["EURUSD"], books: [] });
    await watched(market, "EURUSD,GBPUSD|");
    // One at a time: what comes together goes together.
    const told = async (atMs: number) => {
      market.tick("EURUSD", atMs);
      await until("tick", 5_000, () => ticksOf(watcher).at(-1) === `EURUSD ${atMs}` || undefined, 1);
    };
    market.tick("GBPUSD", 1);
    await until("first tick", 5_000, () => ticksOf(slow).length === 1 || undefined);
    const last = TICK_FRAMES * 3;
    for (let atMs = 2; atMs <= last; atMs++) await told(atMs);
    market.tick("GBPUSD", last + 1);
    await told(last + 2);
    // One more when the feed has slept since it said hello: it counts what it sent since it woke.
    const before = ticksOf(slow).length;
    expect([TICK_FRAMES - 1, TICK_FRAMES]).toContain(before);
    slow.acknowledge();
    await until("the newest", 5_000, () => ticksOf(slow).includes(`EURUSD ${last + 2}`) || undefined);
    expect(ticksOf(slow)).toContain(`GBPUSD ${last + 1}`);
    expect(ticksOf(slow).length).toBe(before + 2);
    for (const one of [slow, watcher]) one.close();
  });

  it("gets bars from the terminal by its own number, or is told why there are none", async () => {
    const { market, read } = await makeDesk();
    const [one, two] = [await read("guest"), await read("viewer")];
    const ask = { type: "bars", id: 1, symbol: "EURUSD", frame: "M5", count: 2 } as const;
    one.send(ask);
    two.send({ ...ask, count: 3 });
    const requests = await until("questions", 5_000, () => {
      const asked = market.frames.flatMap((frame) => (frame.type === "bars" ? [frame] : []));
      return asked.length === 2 ? asked : undefined;
    });
    const bar = { atMs: 300_000, open: "1.1", high: "1.2", low: "1", close: "1.15", ticks: 9 };
    for (const { id, count } of requests) market.send({ type: "bars", id, bars: count === 2 ? [bar] : null });
    expect(await one.next("bars")).toEqual({ type: "bars", id: 1, bars: [bar] });
    expect(await two.next("bars")).toMatchObject({ id: 1, bars: [], refusal: { code: "no_bars" } });
    market.close();
    await until("offline", 5_000, async () => {
      one.send(ask);
      return (await one.next("bars")).refusal?.code === "agent_offline" || undefined;
    });
    for (const reader of [one, two]) reader.close();
  });
});
