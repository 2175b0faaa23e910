import { evictDurableObject, runInDurableObject } from "cloudflare:test";
import { env } from "cloudflare:workers";
import { afterEach, beforeAll, describe, expect, it, vi } from "vitest";
import { feedCloseCodes } from "../../../src/protocol/feed.ts";
import { until } from "../../support/until.ts";
import { ORIGIN, problemOf } from "../support/gateway.ts";
import { freshAddress, freshTenantId, logIn, makePerson, type Person } from "../support/people.ts";
import { makeHoldings } from "../support/walk.ts";
import { alarm, feedStub, TestReader, upgrade } from "./reader.ts";

const tenantId = freshTenantId();
let accountId: string;
let viewer: Person;
let headers: Record<string, string>;

beforeAll(async () => {
  ({ accountId } = await makeHoldings(tenantId));
  viewer = await makePerson(tenantId, "viewer");
  headers = { authorization: `Bearer ${viewer.accessToken}` };
});

afterEach(() => {
  vi.useRealTimers();
});

const guardOf = (address: string) => env.ADDRESS_GUARD.getByName(address);

/** Makes what the guard counts look older, so that a test need not wait. */
async function later(address: string, ms: number): Promise<void> {
  await runInDurableObject(guardOf(address), (_guard, { storage }) => {
    storage.sql.exec("DELETE FROM counters WHERE name = 'feeds'");
    storage.sql.exec("UPDATE feed_sockets SET opened_at_ms = opened_at_ms - ?", ms);
  });
}

async function open(address: string, count: number): Promise<TestReader[]> {
  const readers: TestReader[] = [];
  for (let one = 0; one < count; one++) readers.push(await TestReader.open(accountId, { headers, address }));
  for (const reader of readers) await reader.next("hello");
  return readers;
}

const counted = (address: string) =>
  runInDurableObject(
    guardOf(address),
    (_guard, { storage }) =>
      storage.sql.exec<{ n: number }>("SELECT count(*) AS n FROM feed_sockets").one().n,
  );

describe("an address", () => {
  it("ASVS 2.4.1: has five sockets at the most, and a closed one makes room", async () => {
    const address = freshAddress();
    const readers = await open(address, 5);
    await later(address, 60_000);
    const refused = await upgrade(accountId, { headers, address });
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect(await problemOf(refused)).toMatchObject({ status: 429, code: "rate_limited" });
    readers[0]?.close();
    await until("room", 5_000, async () => (await counted(address)) === 4 || undefined);
    const [another] = await open(address, 1);
    for (const reader of [...readers.slice(1), another]) reader?.close();
  });

  it("gets the room back of sockets that ended without a word", async () => {
    const address = freshAddress();
    await open(address, 5);
    await runInDurableObject(feedStub(accountId), (_feed, state) => state.abort("crash")).catch(
      () => undefined,
    );
    expect(await counted(address)).toBe(5);
    await later(address, 60_000);
    const [reader] = await open(address, 1);
    expect(await counted(address)).toBe(1);
    reader?.close();
  });

  it("ASVS 2.4.1: that connects again more than five times in ten seconds is throttled, and told for how long", async () => {
    const address = freshAddress();
    for (let time = 0; time < 6; time++) {
      const [reader] = await open(address, 1);
      reader?.close();
      await until("room", 5_000, async () => (await counted(address)) === 0 || undefined);
    }
    const refused = await upgrade(accountId, { headers, address });
    expect(refused.status).toBe(429);
    const waitS = Number(refused.headers.get("retry-after"));
    expect(waitS).toBeGreaterThan(0);
    expect(waitS).toBeLessThanOrEqual(10);
    // A page is told by the close code: it sees no status.
    const login = await logIn(viewer.email, { client: "browser" });
    await login.text();
    const cookie = login.headers.getSetCookie()[0]?.split(";")[0] ?? "";
    const page = await TestReader.open(accountId, { headers: { origin: ORIGIN, cookie }, address });
    const { code, reason } = await page.closedWith();
    expect(code).toBe(feedCloseCodes.throttled);
    expect(reason).toMatch(/^throttled [0-9]{1,2}$/);
  });

  it("ASVS 2.4.1: that sends more than a hundred messages in a second is cut off", async () => {
    const address = freshAddress();
    const [one, two] = await open(address, 2);
    if (one === undefined || two === undefined) throw new Error("two readers");
    // However long the machine takes for them, they come within one second.
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() });
    for (let round = 0; round < 50; round++) {
      one.send({ type: "ack", frames: 1 });
      two.send({ type: "ack", frames: 1 });
    }
    one.send({ type: "ack", frames: 1 });
    const { code, reason } = await one.closedWith();
    expect({ code, reason }).toEqual({ code: feedCloseCodes.tooManyMessages, reason: "tooManyMessages" });
    expect(two.closed).toBeNull();
    two.close();
  });
});

describe("a feed without readers", () => {
  it("goes on for a minute, then forgets everything and is told nothing any more", async () => {
    const { accountId: lonely } = await makeHoldings(tenantId);
    const reader = await TestReader.open(lonely, { headers });
    await reader.next("snapshot");
    reader.close();
    const tables = () =>
      runInDurableObject(
        feedStub(lonely),
        (_feed, { storage }) =>
          storage.sql.exec("SELECT name FROM sqlite_master WHERE name = 'events'").toArray().length,
      );
    await until("emptiness", 5_000, () =>
      runInDurableObject(feedStub(lonely), (_feed, { storage }) => {
        const { at } = storage.sql.exec<{ at: number | null }>("SELECT empty_since_ms AS at FROM feed").one();
        return at === null ? undefined : true;
      }),
    );
    await alarm(lonely);
    expect(await tables()).toBe(1);
    await runInDurableObject(feedStub(lonely), (_feed, { storage }) => {
      storage.sql.exec("UPDATE feed SET empty_since_ms = 1");
    });
    await evictDurableObject(feedStub(lonely), { webSockets: "hibernate" });
    await alarm(lonely);
    await until("nothing", 5_000, async () => (await tables()) === 0 || undefined);
    const watched = await runInDurableObject(
      env.TRADING_ACCOUNT.getByName(lonely),
      (_account, { storage }) => storage.sql.exec("SELECT * FROM feed_watch").toArray().length,
    );
    expect(watched).toBe(0);
    const again = await TestReader.open(lonely, { headers });
    await again.next("snapshot");
    again.close();
  });
});
