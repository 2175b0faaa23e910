import { runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { feedCloseCodes, TICK_FRAMES } from "../../../src/protocol/feed.ts";
import { until } from "../../support/until.ts";
import { makePerson } from "../support/people.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { makeAccount } from "../trading-account/support.ts";
import { heard, news } from "./alert-news.ts";
import { connectMarket } from "./market-agent.ts";
import { feedStub, TestReader } from "./reader.ts";

/** 10,000 ticks a second, in frames as an agent sends them, every 50 ms. */
const FRAMES = 60;
const TICKS_A_FRAME = 500;
const FRAME_EVERY_MS = 50;
/** Kept of each symbol at the most; see market.ts. */
const MOST_HISTORY = 5_000;
const EVENTS_A_FRAME = 2;

const ticksOf = (reader: TestReader) =>
  reader.all("ticks").flatMap(({ items }) => items.map(({ atMs }) => atMs));

it("a tick storm: the fast miss no event and no newest tick, the slow get fewer ticks and every event, memory has a bound", async () => {
  const account = await makeAccount();
  await env.TENANT.getByName(account.tenantId).register(account.id, "Test", { kind: "system" });
  const market = await connectMarket(await FakeAgent.pair(account.id));
  const { accessToken } = await makePerson(account.tenantId, "viewer");
  const headers = { authorization: `Bearer ${accessToken}` };
  const fast = await Promise.all([1, 2, 3].map(() => TestReader.open(account.id, { headers })));
  const slow = await TestReader.open(account.id, { headers, slow: true });
  const all = [...fast, slow];
  for (const reader of all) {
    await reader.next("snapshot");
    reader.send({ type: "watch", symbols: ["EURUSD"], books: [] });
  }
  await until("watch", 5_000, () => market.watched() === "EURUSD|" || undefined);

  const startMs = Date.now();
  let made = 0;
  for (let frame = 0; frame < FRAMES; frame++) {
    const items = Array.from({ length: TICKS_A_FRAME }, () => {
      made++;
      return { symbol: "EURUSD", bid: "1.1", ask: "1.2", atMs: made };
    });
    market.send({ type: "ticks", items });
    await feedStub(account.id).tell([news(EVENTS_A_FRAME)]);
    await scheduler.wait(Math.max(0, startMs + frame * FRAME_EVERY_MS - Date.now()));
  }
  await until("the last tick", 20_000, () => fast.every((one) => ticksOf(one).at(-1) === made) || undefined);
  console.log(
    `offered ${made} ticks in ${Date.now() - startMs} ms; fast ${fast.map((one) => ticksOf(one).length)}, slow ${ticksOf(slow).length}`,
  );

  const events = FRAMES * EVENTS_A_FRAME;
  await until("events", 10_000, () => all.every((one) => heard(one).length === events) || undefined);
  for (const reader of all) expect(heard(reader)).toEqual([...heard(reader)].sort((a, b) => a - b));
  for (const reader of all) expect(ticksOf(reader)).toEqual([...ticksOf(reader)].sort((a, b) => a - b));
  // The slow one got prices in as many frames as may be on the way, and then events alone.
  expect(slow.all("ticks").length).toBeLessThanOrEqual(TICK_FRAMES);
  expect(ticksOf(slow).at(-1)).toBeLessThan(made);
  slow.acknowledge();
  await until("the newest tick", 5_000, () => ticksOf(slow).at(-1) === made || undefined);
  expect((await feedStub(account.id).ticksOf("EURUSD")).length).toBeLessThanOrEqual(MOST_HISTORY);
  for (const reader of all) reader.close();
});

it("a reader that is a minute behind is closed as slow, and comes back to all that it missed", async () => {
  const account = await makeAccount();
  await env.TENANT.getByName(account.tenantId).register(account.id, "Test", { kind: "system" });
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  const { accessToken } = await makePerson(account.tenantId, "viewer");
  const headers = { authorization: `Bearer ${accessToken}` };
  const [slow, fast] = [
    await TestReader.open(account.id, { headers, slow: true }),
    await TestReader.open(account.id, { headers }),
  ];
  for (const reader of [slow, fast]) await reader.next("snapshot");
  await feedStub(account.id).tell([news(100)]);
  await until("events", 5_000, () => heard(fast).length === 100 || undefined);
  // A state that the slow one cannot be told makes it owed something.
  link.terminal({ ready: false, reason: { code: "terminal_offline", message: "Gone." } });
  await until("state", 5_000, () => fast.board?.account.link.ready === false || undefined);
  const atAlarm = (ms: number) =>
    runInDurableObject(feedStub(account.id), async (feed) => {
      const now = Date.now;
      Date.now = () => now() + ms;
      try {
        await feed.alarm();
      } finally {
        Date.now = now;
      }
    });
  await atAlarm(50_000);
  expect(slow.closed).toBeNull();
  // A feed that slept in between counts from when it woke.
  let lateMs = 0;
  await until("the end", 20_000, async () => {
    lateMs += 70_000;
    await atAlarm(lateMs);
    return slow.closed ?? undefined;
  });
  expect((await slow.closedWith()).code).toBe(feedCloseCodes.slowReader);
  expect(fast.closed).toBeNull();
  await feedStub(account.id).tell([news(5)]);
  const back = await TestReader.open(account.id, { headers, after: slow.lastEventId() });
  expect((await back.next("hello")).resumed).toBe(true);
  await until("what it missed", 5_000, () => heard(back).length === 5 || undefined);
  for (const reader of [fast, back]) reader.close();
});
