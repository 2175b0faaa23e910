import { evictDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { expect, it } from "vitest";
import { FREE_FRAMES, MOST_FRAMES } from "../../../src/protocol/feed.ts";
import { until } from "../../support/until.ts";
import { makePerson } from "../support/people.ts";
import { FakeAgent } from "../trading-account/fake-agent.ts";
import { makeAccount } from "../trading-account/support.ts";
import { heard, news } from "./alert-news.ts";
import { feedStub, TestReader } from "./reader.ts";

async function makeDesk() {
  const account = await makeAccount();
  await env.TENANT.getByName(account.tenantId).register(account.id, "Test", { kind: "system" });
  const viewer = await makePerson(account.tenantId, "viewer");
  return { account, headers: { authorization: `Bearer ${viewer.accessToken}` } };
}

it("a reader that does not acknowledge gets every event, and the newest state once it has caught up", async () => {
  const { account, headers } = await makeDesk();
  const link = await (await FakeAgent.pair(account.id)).connectReady();
  const reader = await TestReader.open(account.id, { headers, slow: true });
  await reader.next("snapshot");
  await feedStub(account.id).tell([news(FREE_FRAMES)]);
  await until("events", 5_000, () => heard(reader).length === FREE_FRAMES || undefined);
  const before = reader.frames.length;
  link.terminal({ ready: false, reason: { code: "terminal_offline", message: "Gone." } });
  await feedStub(account.id).tell([news(1)]);
  await until("event", 5_000, () => heard(reader).length === FREE_FRAMES + 1 || undefined);
  const watcher = await TestReader.open(account.id, { headers });
  await until("state at the feed", 5_000, () => watcher.board?.account.link.ready === false || undefined);
  expect(reader.frames.slice(before).map(({ type }) => type)).toEqual(["event"]);
  reader.acknowledge();
  await until("snapshot", 5_000, () => reader.board?.account.link.ready === false || undefined);
  expect(reader.hash()).toBe(watcher.hash());
  for (const one of [reader, watcher]) one.close();
});

it("one that is far behind is told nothing more, and then all that it missed, in order, also when the feed slept", async () => {
  const { account, headers } = await makeDesk();
  const reader = await TestReader.open(account.id, { headers, slow: true });
  await reader.next("snapshot");
  const all = MOST_FRAMES + 200;
  await feedStub(account.id).tell([news(all)]);
  await until("events", 5_000, () => reader.frames.length === MOST_FRAMES || undefined);
  await evictDurableObject(feedStub(account.id), { webSockets: "hibernate" });
  await feedStub(account.id).tell([news(5)]);
  expect(reader.frames).toHaveLength(MOST_FRAMES);
  reader.acknowledge();
  await until("the rest", 5_000, () => new Set(heard(reader)).size === all + 5 || undefined);
  const told = heard(reader);
  expect(told).toEqual([...told].sort((a, b) => a - b));
  reader.close();
});

it("an event that is told twice is passed on once", async () => {
  const { account, headers } = await makeDesk();
  const reader = await TestReader.open(account.id, { headers });
  await reader.next("snapshot");
  const twice = news(3);
  await feedStub(account.id).tell([twice]);
  await evictDurableObject(feedStub(account.id), { webSockets: "hibernate" });
  await feedStub(account.id).tell([twice, news(1)]);
  await until("events", 5_000, () => heard(reader).length >= 4 || undefined);
  expect(new Set(heard(reader)).size).toBe(heard(reader).length);
  reader.close();
});
