import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { feedCloseCodes } from "../../../src/protocol/feed.ts";
import { randomFrom } from "../../faults/random.ts";
import { until } from "../../support/until.ts";
import { as, freshAddress, makePerson } from "../support/people.ts";
import { accountStub } from "../trading-account/account-stub.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { makeAccount } from "../trading-account/support.ts";
import { heard, news } from "./alert-news.ts";
import { connectMarket } from "./market-agent.ts";
import { feedStub, type Opening, TestReader } from "./reader.ts";

/** Small, so that a few readers fill a shard. */
const ROOM = 2;
const usual = env.FEED_READERS_PER_SHARD;
beforeAll(() => void Object.assign(env, { FEED_READERS_PER_SHARD: String(ROOM) }));
afterAll(() => void Object.assign(env, { FEED_READERS_PER_SHARD: usual }));

/** An account with a market link, and readers of it as many as are opened. */
async function makeDesk() {
  const account = await makeAccount();
  await env.TENANT.getByName(account.tenantId).register(account.id, "Test", { kind: "system" });
  const agent = await FakeAgent.pair(account.id);
  const market = await connectMarket(agent);
  const viewer = await makePerson(account.tenantId, "viewer");
  const headers = { authorization: `Bearer ${viewer.accessToken}` };
  const read = async (opening: Opening = {}) => {
    const reader = await TestReader.open(account.id, { headers, ...opening });
    await reader.next("hello");
    await reader.next("snapshot");
    return reader;
  };
  const fill = async (readers: number) => {
    const all: TestReader[] = [];
    for (let one = 0; one < readers; one++) all.push(await read());
    return all;
  };
  return { account, market, viewer, read, fill, feed: (shard: number) => feedStub(account.id, shard) };
}

type Desk = Awaited<ReturnType<typeof makeDesk>>;

/** Readers of each of the first shards. */
function readersOf(desk: Desk, shards: number): Promise<number[]> {
  const count = (shard: number) =>
    runInDurableObject(
      desk.feed(shard),
      (_feed, state) => state.getWebSockets().filter((socket) => state.getTags(socket)[0] !== "agent").length,
    );
  return Promise.all(Array.from({ length: shards }, (_, shard) => count(shard)));
}

/** Every reader got these, once each and in order, under the same ids. */
async function allHeard(readers: readonly TestReader[], wanted: number, what: string): Promise<void> {
  await until(what, 10_000, () => readers.every((one) => heard(one).length >= wanted) || undefined);
  const ids = (reader: TestReader) => reader.all("event").map(({ id }) => id);
  const [first] = readers;
  if (first === undefined) throw new Error("no reader");
  for (const reader of readers) {
    expect(heard(reader)).toEqual([...heard(reader)].sort((a, b) => a - b));
    expect(new Set(heard(reader)).size).toBe(heard(reader).length);
    expect(ids(reader)).toEqual(ids(first));
  }
}

const crash = (stub: ReturnType<Desk["feed"]>) =>
  runInDurableObject(stub, (_feed, state) => state.abort("crash")).catch(() => undefined);

describe("readers of one account", () => {
  it("are spread over shards, and the account tells the first shard only", async () => {
    const desk = await makeDesk();
    const readers = await desk.fill(2 * ROOM + 1);
    expect(await readersOf(desk, 4)).toEqual([ROOM, ROOM, 1, 0]);
    const watched = await runInDurableObject(accountStub(desk.account.id), (_account, { storage }) =>
      storage.sql.exec<{ feed: string }>("SELECT feed FROM feed_watch").toArray(),
    );
    expect(watched).toEqual([{ feed: `${desk.account.id}/0` }]);
    await desk.feed(0).tell([news(3)]);
    await allHeard(readers, 3, "events in every shard");
    // Who leaves makes room.
    readers[0]?.close();
    await until("room", 5_000, async () => (await readersOf(desk, 1))[0] === ROOM - 1 || undefined);
    const another = await desk.read();
    expect(await readersOf(desk, 3)).toEqual([ROOM, ROOM, 1]);
    for (const reader of [...readers, another]) reader.close();
  });

  it("hold the same board in every shard, as it changes", async () => {
    const account = await makeAccount();
    await env.TENANT.getByName(account.tenantId).register(account.id, "Test", { kind: "system" });
    const link = await (await FakeAgent.pair(account.id)).connectReady();
    const viewer = await makePerson(account.tenantId, "viewer");
    const headers = { authorization: `Bearer ${viewer.accessToken}` };
    const readers: TestReader[] = [];
    for (let one = 0; one < 2 * ROOM; one++) readers.push(await TestReader.open(account.id, { headers }));
    for (const reader of readers) await reader.next("snapshot");
    link.terminal({ ready: false, reason: { code: "terminal_offline", message: "Gone." } });
    await until(
      "state",
      5_000,
      () => readers.every((one) => one.board?.account.link.ready === false) || undefined,
    );
    expect(new Set(readers.map((one) => one.hash())).size).toBe(1);
    for (const reader of readers) reader.close();
  });

  it("get the ticks and books that they watch, and bars and history, in every shard", async () => {
    const desk = await makeDesk();
    const readers = await desk.fill(2 * ROOM + 1);
    const [first, last] = [readers[0], readers.at(-1)];
    if (first === undefined || last === undefined) throw new Error("no reader");
    first.send({ type: "watch", symbols: ["EURUSD"], books: [] });
    last.send({ type: "watch", symbols: ["GBPUSD"], books: ["GBPUSD"] });
    await until("wishes", 5_000, () => desk.market.watched() === "EURUSD,GBPUSD|GBPUSD" || undefined);
    for (let atMs = 1; atMs <= 20; atMs++)
      for (const symbol of ["EURUSD", "GBPUSD"]) desk.market.tick(symbol, atMs);
    const ticks = (reader: TestReader) =>
      reader.all("ticks").flatMap(({ items }) => items.map(({ symbol, atMs }) => `${symbol} ${atMs}`));
    const all = (symbol: string) => Array.from({ length: 20 }, (_, at) => `${symbol} ${at + 1}`);
    await until("ticks", 5_000, () => (ticks(last).length === 20 && ticks(first).length === 20) || undefined);
    expect([ticks(first), ticks(last)]).toEqual([all("EURUSD"), all("GBPUSD")]);
    const book = { symbol: "GBPUSD", bids: [{ price: "1.1", lots: "2" }], asks: [], atMs: 5 };
    desk.market.send({ type: "book", book });
    expect((await last.next("book")).book).toEqual(book);
    // A symbol that was watched in another shard is there at once.
    last.send({ type: "watch", symbols: ["EURUSD"], books: [] });
    await until("the newest", 5_000, () => ticks(last).at(-1) === "EURUSD 20" || undefined);
    last.send({ type: "history", symbol: "EURUSD" });
    expect((await last.next("history")).items).toHaveLength(20);
    last.send({ type: "bars", id: 4, symbol: "EURUSD", frame: "M5", count: 2 });
    const asked = await until("question", 5_000, () =>
      desk.market.frames.find(({ type }) => type === "bars"),
    );
    if (asked.type === "bars") desk.market.send({ type: "bars", id: asked.id, bars: [] });
    expect(await last.next("bars")).toEqual({ type: "bars", id: 4, bars: [] });
    for (const reader of readers) reader.close();
    await until("no wishes", 5_000, () => desk.market.watched() === "|" || undefined);
  });

  it("are let go in every shard when their session ends, and those of others stay", async () => {
    const desk = await makeDesk();
    const other = await makePerson(desk.account.tenantId, "viewer");
    const stays = await desk.read({ headers: { authorization: `Bearer ${other.accessToken}` } });
    const readers = await desk.fill(2 * ROOM);
    await as(desk.viewer, "/api/auth/logout", { method: "POST" });
    for (const reader of readers) expect((await reader.closedWith()).code).toBe(feedCloseCodes.sessionEnded);
    expect(stays.closed).toBeNull();
    stays.close();
  });

  it("count for their address in whichever shard they are", async () => {
    const desk = await makeDesk();
    const full = await desk.fill(ROOM);
    const address = freshAddress();
    const reader = await desk.read({ address });
    const guard = env.ADDRESS_GUARD.getByName(address);
    const ids = await runInDurableObject(guard, (_guard, { storage }) =>
      storage.sql
        .exec<{ id: string }>("SELECT id FROM feed_sockets")
        .toArray()
        .map(({ id }) => id),
    );
    expect(await desk.feed(0).holds([...ids, "no such socket"])).toEqual(ids);
    for (const one of [...full, reader]) one.close();
  });
});

describe("no event is lost or out of order in any shard", () => {
  it("while the shards are evicted at random", async () => {
    const seed = Number(env.TEST_SEED);
    console.log(`shards under evictions: seed ${seed}`);
    const random = randomFrom(seed);
    const desk = await makeDesk();
    const readers = await desk.fill(2 * ROOM + 1);
    let told = 0;
    for (let round = 0; round < 40; round++) {
      const count = random.int(1, 5);
      const telling = desk.feed(0).tell([news(count)]);
      told += count;
      if (random.chance(0.5)) await telling;
      if (random.chance(0.6)) {
        // One that sleeps already is woken first, as by any call.
        const asleep = desk.feed(random.int(0, 2));
        await asleep.holds([]);
        await evictDurableObject(asleep, { webSockets: "hibernate" });
      }
      await telling;
    }
    await desk.feed(0).tell([news(1)]);
    await allHeard(readers, told + 1, `every event of seed ${seed}`);
    for (const reader of readers) {
      expect(reader.closed).toBeNull();
      reader.close();
    }
  });

  it("when the first shard crashes between storing and passing on", async () => {
    const desk = await makeDesk();
    const readers = await desk.fill(2 * ROOM);
    await desk.feed(0).tell([news(2)]);
    await allHeard(readers, 2, "the first events");
    const [back] = readers;
    if (back === undefined) throw new Error("no reader");
    // What is stored together with an event: by when it is passed on, whatever happens.
    await runInDurableObject(desk.feed(0), async (feed, { storage }) => {
      feed.tell([news(1)]);
      expect(await storage.getAlarm()).toBeLessThanOrEqual(Date.now() + 1_000);
    });
    await allHeard(readers, 3, "the third event");
    // Stored, and then the end: nobody was told.
    await runInDurableObject(desk.feed(0), async (_feed, state) => {
      const text = news(1);
      const event = JSON.stringify(JSON.parse(text).events[0]);
      state.storage.sql.exec("INSERT INTO events (id, key, event) VALUES (4, 'after the crash', ?)", event);
      await state.storage.setAlarm(Date.now() + 500);
      await state.storage.sync();
      state.abort("crash");
    }).catch(() => undefined);
    await allHeard(readers.slice(ROOM), 4, "the event in the other shard");
    // The sockets of the first shard are gone with it; whoever comes back goes on, in whichever shard there is room.
    const again = await desk.read({ after: back.lastEventId() });
    expect(heard(again)).toEqual([heard(readers[ROOM] ?? again).at(-1)]);
    for (const reader of [...readers, again]) reader.close();
  });

  it("when another shard crashes: its readers come back to any shard and go on where they were", async () => {
    const desk = await makeDesk();
    const readers = await desk.fill(2 * ROOM);
    await desk.feed(0).tell([news(4)]);
    await allHeard(readers, 4, "the first events");
    const after = readers[ROOM]?.lastEventId() ?? "";
    await crash(desk.feed(1));
    await desk.feed(0).tell([news(2)]);
    await allHeard(readers.slice(0, ROOM), 6, "events in the first shard");
    const opening = { after, headers: { authorization: `Bearer ${desk.viewer.accessToken}` } };
    const again = await TestReader.open(desk.account.id, opening);
    expect((await again.next("hello")).resumed).toBe(true);
    await again.next("snapshot");
    expect(heard(again)).toEqual(heard(readers[0] ?? again).slice(4));
    expect((await readersOf(desk, 2))[1]).toBe(1);
    // One that never had a shard of its own has the whole record: who was in the first shard goes on in it.
    const more = await desk.fill(ROOM - 1);
    const moved = await TestReader.open(desk.account.id, {
      ...opening,
      after: readers[0]?.lastEventId() ?? "",
    });
    expect((await moved.next("hello")).resumed).toBe(true);
    expect((await readersOf(desk, 3))[2]).toBe(1);
    for (const reader of [...readers, again, ...more, moved]) reader.close();
  });

  it("when the account was not watched for a while: a new era in every shard, and a snapshot for everybody", async () => {
    const desk = await makeDesk();
    const readers = await desk.fill(ROOM + 1);
    await desk.feed(0).tell([news(2)]);
    await allHeard(readers, 2, "events");
    await runInDurableObject(accountStub(desk.account.id), (_account, { storage }) => {
      storage.sql.exec("DELETE FROM feed_watch");
    });
    await evictDurableObject(accountStub(desk.account.id), { webSockets: "hibernate" });
    await runInDurableObject(desk.feed(0), (_feed, { storage }) => {
      storage.sql.exec("UPDATE feed SET lease_ends_at_ms = 1");
    });
    await evictDurableObject(desk.feed(0), { webSockets: "hibernate" });
    const eras = readers.map((one) => one.lastEventId().split("-")[0]);
    await desk.feed(0).tell([news(1)]);
    await until("new era", 10_000, async () => {
      await runInDurableObject(desk.feed(0), (feed) => feed.alarm());
      return readers.every((one) => one.all("snapshot").length > 1) || undefined;
    });
    const now = readers.map((one) => one.lastEventId());
    expect(new Set(now).size).toBe(1);
    expect(now[0]?.split("-")[0]).not.toBe(eras[0]);
    for (const reader of readers) reader.close();
  });
});

it("a shard that nobody reads any more forgets everything and is told nothing, and so does the first one then", async () => {
  const desk = await makeDesk();
  const readers = await desk.fill(ROOM + 1);
  const shardRows = () =>
    runInDurableObject(desk.feed(0), (_feed, { storage }) =>
      storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'shards'").toArray().length === 0
        ? -1
        : storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM shards").one().n,
    );
  expect(await shardRows()).toBe(1);
  for (const reader of readers) reader.close();
  for (const shard of [1, 0]) {
    await until("emptiness", 5_000, async () => ((await readersOf(desk, 2))[shard] === 0 ? true : undefined));
    await until(`shard ${shard} forgotten`, 10_000, async () => {
      await runInDurableObject(desk.feed(shard), (_feed, { storage }) => {
        const tables = storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'feed'").toArray();
        if (tables.length > 0)
          storage.sql.exec("UPDATE feed SET empty_since_ms = 1 WHERE empty_since_ms > 1");
      });
      await evictDurableObject(desk.feed(shard), { webSockets: "hibernate" });
      await runInDurableObject(desk.feed(shard), (feed) => feed.alarm());
      const rows = await shardRows();
      return (shard === 1 ? rows === 0 : rows === -1) || undefined;
    });
  }
});
