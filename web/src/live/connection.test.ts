import { describe, expect, it, vi } from "vitest";
import { feedCloseCodes } from "../../../src/protocol/feed.ts";
import { boardHash, boardOf } from "../../../src/protocol/feed-board.ts";
import type { FeedEvent } from "../../../src/protocol/feed-state.ts";
import { gatewayNowMs } from "./gateway-clock.ts";
import { ERA, emptyBoard, OTHER_ERA, position, stepOf } from "./testing/board-samples.ts";
import { ACCOUNT, FakeFeed } from "./testing/fake-feed.ts";

const snapshot = (number: number, era = ERA) =>
  ({ type: "snapshot", eventId: `${era}-${number}`, board: emptyBoard }) as const;
const event = (number: number) => ({ type: "event", id: `${ERA}-${number}`, event: stepOf(number) }) as const;
const tick = (atMs: number, bid = "1.1") => ({ symbol: "EURUSD", bid, ask: "1.2", atMs });
const asks = (feed: FakeFeed) => feed.said().filter(({ type }) => type === "snapshot").length;

describe("a live connection", () => {
  it("is live after the hello, and shows the board after the snapshot", async () => {
    const feed = new FakeFeed();
    feed.connection.connect();
    expect(feed.socket.path).toBe(`/accounts/${ACCOUNT}/feed?v=1`);
    expect(feed.live.status).toBe("connecting");
    feed.hello();
    expect(feed.live).toMatchObject({ status: "live", why: null, board: null });
    feed.say(snapshot(3));
    await feed.pass(0);
    expect(feed.connection.live.shown.board).toEqual(boardOf(emptyBoard));
  });

  it("knows the gateway's time whatever this machine's clock says", async () => {
    await FakeFeed.greeted({ gatewayMs: Date.now() - 7 * 3_600_000 });
    expect(Math.abs(gatewayNowMs() - (Date.now() - 7 * 3_600_000))).toBeLessThan(1_000);
  });

  it("comes back with the last event that it has", async () => {
    const feed = await FakeFeed.greeted();
    feed.say(snapshot(3));
    feed.say(event(4));
    await feed.close(1006);
    expect(feed.live).toMatchObject({ status: "waiting" });
    expect(feed.live.board?.orders.size).toBe(1);
    await feed.pass(1_000);
    expect(feed.sockets).toHaveLength(2);
    expect(feed.socket.path).toBe(`/accounts/${ACCOUNT}/feed?v=1&after=${ERA}-4`);
  });

  it("tells each event once over a reconnection, and that some were missed when the era jumped", async () => {
    const feed = await FakeFeed.greeted();
    const events: FeedEvent[] = [];
    const missed = vi.fn();
    feed.connection.listen({ event: (one) => events.push(one), missed });
    feed.say(snapshot(3));
    feed.say(event(4));
    await feed.close(1006);
    await feed.pass(1_000);
    feed.hello({ resumed: true });
    feed.say(event(4));
    feed.say(event(5));
    feed.say(snapshot(5));
    expect(events).toEqual([stepOf(4), stepOf(5)]);
    expect(missed).not.toHaveBeenCalled();
    feed.say(snapshot(0, OTHER_ERA));
    expect(missed).toHaveBeenCalledOnce();
  });

  it("asks for a snapshot when its board is not the feed's, and again until one comes", async () => {
    const feed = await FakeFeed.greeted();
    feed.say(snapshot(1));
    feed.say({ type: "hash", hash: boardHash(boardOf(emptyBoard)) });
    expect(asks(feed)).toBe(0);
    feed.say({ type: "hash", hash: "0".repeat(16) });
    feed.say({ type: "hash", hash: "0".repeat(16) });
    expect(asks(feed)).toBe(1);
    await feed.pass(2_000);
    expect(asks(feed)).toBe(2);
    feed.say(snapshot(1));
    await feed.pass(5_000);
    expect(asks(feed)).toBe(2);
  });

  it("asks for a snapshot after a frame that it cannot read, and lives on", async () => {
    const feed = await FakeFeed.greeted();
    feed.say(snapshot(1));
    for (const text of ["{", "[]", '{"type":"news from a later version"}']) feed.say(text);
    expect(asks(feed)).toBe(1);
    expect(feed.live.status).toBe("live");
  });

  it("acknowledges after 16 frames, or a second after the first that it has not acknowledged", async () => {
    const feed = await FakeFeed.greeted();
    await feed.pass(1_000);
    expect(feed.said()).toEqual([{ type: "ack", frames: 1 }]);
    for (let one = 0; one < 33; one++) feed.say({ type: "ticks", items: [tick(one)] });
    expect(feed.said().slice(1)).toEqual([
      { type: "ack", frames: 17 },
      { type: "ack", frames: 33 },
    ]);
    await feed.pass(999);
    expect(feed.said()).toHaveLength(3);
    await feed.pass(1);
    expect(feed.said().at(-1)).toEqual({ type: "ack", frames: 34 });
    await feed.pass(6_000);
    expect(feed.said().at(-1)).toEqual({ type: "ack", frames: 34 });
  });

  it("counts no heartbeats, and measures the way there and back with them", async () => {
    const feed = new FakeFeed();
    feed.answersHeartbeats = false;
    feed.connection.connect();
    feed.hello();
    expect(feed.pings()).toBe(1);
    await feed.pass(40);
    feed.say('{"type":"pong"}');
    expect(feed.live.roundTripMs).toBe(40);
    await feed.pass(2_000);
    expect(feed.pings()).toBe(2);
    feed.say('{"type":"pong"}');
    await feed.pass(14_999);
    expect(feed.pings()).toBe(2);
    await feed.pass(1);
    expect(feed.pings()).toBe(3);
    expect(feed.said()).toEqual([{ type: "ack", frames: 1 }]);
  });

  it("gives a gateway up that answers no heartbeat, or says no hello", async () => {
    const silent = new FakeFeed();
    silent.answersHeartbeats = false;
    silent.connection.connect();
    silent.hello();
    await silent.pass(8_000);
    expect(silent.sockets[0]?.isClosed).toBe(true);
    expect(silent.live).toMatchObject({ status: "waiting", why: "The gateway does not answer." });
    const mute = new FakeFeed();
    mute.connection.connect();
    await mute.pass(10_000);
    expect(mute.sockets[0]?.isClosed).toBe(true);
    await mute.pass(1_000);
    expect(mute.sockets).toHaveLength(2);
  });

  it("waits longer after each failure, and from the beginning after a connection that lived", async () => {
    const feed = new FakeFeed();
    feed.connection.connect();
    const pauses: number[] = [];
    for (let failure = 0; failure < 4; failure++) {
      await feed.close(1006);
      pauses.push(await feed.untilNext());
    }
    expect(pauses).toEqual([550, 1_050, 2_050, 4_050]);
    feed.hello();
    await feed.pass(10_000);
    await feed.close(1001);
    expect(await feed.untilNext()).toBe(550);
  });

  it("ignores what comes from a socket that it gave up", async () => {
    const feed = await FakeFeed.greeted();
    const old = feed.socket;
    await feed.close(1006);
    await feed.pass(1_000);
    feed.hello();
    old.ends.message(JSON.stringify(snapshot(9)));
    old.ends.closed(4404, "unknownAccount");
    expect(feed.live).toMatchObject({ status: "live", board: null });
  });

  it("stops until it is called again when it is paused, whatever it waited for", async () => {
    const feed = await FakeFeed.greeted();
    await feed.close(1006);
    feed.connection.pause("not seen");
    await feed.pass(60_000);
    expect(feed.sockets).toHaveLength(1);
    expect(feed.live).toMatchObject({ status: "waiting", why: "not seen", whenMs: null });
    feed.connection.connect();
    expect(feed.sockets).toHaveLength(2);
  });

  it("tells of a person's doing once a minute, and never by itself", async () => {
    const feed = await FakeFeed.greeted();
    const told = () => feed.said().filter(({ type }) => type === "active").length;
    await feed.pass(30_000);
    expect(told()).toBe(0);
    for (let touch = 0; touch < 3; touch++) feed.connection.active();
    expect(told()).toBe(1);
    await feed.pass(59_000);
    feed.connection.active();
    expect(told()).toBe(1);
    await feed.pass(1_000);
    expect(told()).toBe(1);
    feed.connection.active();
    expect(told()).toBe(2);
  });
});

describe("a live connection that is closed", () => {
  it("finds out who the person is now when the rights changed, then connects", async () => {
    const feed = await FakeFeed.greeted();
    await feed.close(feedCloseCodes.rightsChanged, "rightsChanged");
    expect(feed.personRenewals).toBe(1);
    await feed.pass(1_000);
    feed.hello({ sees: ["ticks"] });
    expect(feed.live).toMatchObject({ status: "live", sees: ["ticks"], board: null });
  });

  it("renews the session, and connects at once", async () => {
    const feed = await FakeFeed.greeted();
    await feed.close(feedCloseCodes.sessionEnded, "sessionEnded");
    await feed.pass(1_000);
    expect(feed.sockets).toHaveLength(2);
  });

  it("connects no more when the session is over", async () => {
    const feed = await FakeFeed.greeted();
    feed.session = false;
    await feed.close(feedCloseCodes.sessionEnded, "sessionEnded");
    await feed.pass(120_000);
    expect(feed.sockets).toHaveLength(1);
  });

  it("renews no session in a loop, and waits when the gateway is not there to renew it", async () => {
    const feed = new FakeFeed();
    feed.connection.connect();
    const pauses: number[] = [];
    for (let failure = 0; failure < 4; failure++) {
      await feed.close(feedCloseCodes.sessionEnded, "sessionEnded");
      pauses.push(await feed.untilNext());
    }
    expect(pauses).toEqual([550, 550, 1_050, 2_050]);
    feed.session = new Error("no answer");
    await feed.close(feedCloseCodes.sessionEnded, "sessionEnded");
    expect(feed.live).toMatchObject({ status: "waiting", why: "The gateway does not answer." });
  });

  it.each(["forbidden", "unknownAccount", "unsupportedVersion"] as const)(
    "stays refused after %s until something changes, and shows nothing of before",
    async (code) => {
      const feed = await FakeFeed.greeted();
      feed.say(snapshot(1));
      const bars = feed.connection.questions.bars("EURUSD", "M1", 10);
      const failure = expect(bars).rejects.toMatchObject({ code: "feed_refused" });
      await feed.close(feedCloseCodes[code], code);
      await failure;
      expect(feed.live).toMatchObject({ status: "refused", board: null, sees: [] });
      await feed.pass(120_000);
      expect(feed.sockets).toHaveLength(1);
      feed.connection.connect();
      expect(feed.sockets).toHaveLength(2);
    },
  );

  it("leaves the gateway alone for as long as it says, whoever asks for a connection", async () => {
    const feed = await FakeFeed.greeted();
    await feed.close(feedCloseCodes.throttled, "throttled 7");
    feed.connection.connect();
    await feed.pass(7_000);
    feed.connection.connect();
    expect(feed.sockets).toHaveLength(1);
    await feed.pass(1_000);
    expect(feed.sockets).toHaveLength(2);
  });
});

describe("prices over a live connection", () => {
  const watches = (feed: FakeFeed) => feed.said().filter(({ type }) => type === "watch");

  it("watches what all parts of the page want together, once they have all said it", async () => {
    const feed = await FakeFeed.greeted();
    const back = feed.connection.wish({ symbols: ["EURUSD"], books: [] });
    feed.connection.wish({ symbols: ["GBPUSD", "EURUSD"], books: ["EURUSD"] });
    await feed.pass(60);
    expect(watches(feed)).toEqual([{ type: "watch", symbols: ["EURUSD", "GBPUSD"], books: ["EURUSD"] }]);
    back();
    await feed.pass(60);
    expect(watches(feed)).toHaveLength(1);
  });

  it("says it again on a new connection, and asks again what was not answered", async () => {
    const feed = await FakeFeed.greeted();
    feed.connection.wish({ symbols: ["EURUSD"], books: [] });
    await feed.pass(60);
    const bars = feed.connection.questions.bars("EURUSD", "M1", 10);
    await feed.close(1006);
    await feed.pass(1_000);
    feed.hello();
    expect(feed.said()).toEqual([
      { type: "watch", symbols: ["EURUSD"], books: [] },
      { type: "bars", id: 1, symbol: "EURUSD", frame: "M1", count: 10 },
    ]);
    const bar = { atMs: 1, open: "1", high: "2", low: "1", close: "2", ticks: 3 };
    feed.say({ type: "bars", id: 1, bars: [bar] });
    expect(await bars).toEqual([bar]);
  });

  it("watches no more than a reader may, and what was wished for last is among it", async () => {
    const feed = await FakeFeed.greeted();
    for (let number = 0; number < 70; number++) {
      feed.connection.wish({ symbols: [`S${number}`], books: [`S${number}`] });
    }
    await feed.pass(60);
    const watch = watches(feed)[0];
    if (watch?.type !== "watch") throw new Error("nothing is watched");
    expect([watch.symbols.length, watch.books.length]).toEqual([50, 5]);
    expect(watch.symbols).toContain("S69");
  });

  it("says why there are no bars, and gives up when no answer comes", async () => {
    const feed = await FakeFeed.greeted();
    const refused = feed.connection.questions.bars("EURUSD", "M1", 10);
    feed.say({
      type: "bars",
      id: 1,
      bars: [],
      refusal: { code: "agent_offline", message: "It is offline." },
    });
    await expect(refused).rejects.toMatchObject({ code: "agent_offline", message: "It is offline." });
    const unanswered = feed.connection.questions.history("EURUSD");
    const failure = expect(unanswered).rejects.toMatchObject({ code: "no_answer" });
    await feed.pass(15_000);
    await failure;
  });

  it("keeps of a storm of 10,000 ticks the newest, and tells viewers once a picture", async () => {
    const feed = await FakeFeed.greeted();
    feed.connection.wish({ symbols: ["EURUSD"], books: [] });
    const viewed = vi.fn();
    let heard = 0;
    feed.connection.market.view(viewed);
    feed.connection.market.listen("EURUSD", (ticks) => {
      heard += ticks.length;
    });
    for (let frame = 0; frame < 100; frame++) {
      const items = Array.from({ length: 100 }, (_, index) =>
        tick(frame * 100 + index, `1.${frame * 100 + index + 1}`),
      );
      feed.say({ type: "ticks", items });
    }
    expect(heard).toBe(10_000);
    expect(feed.connection.market.tick("EURUSD")).toMatchObject({ atMs: 9_999, bid: "1.10000" });
    expect(viewed).not.toHaveBeenCalled();
    await feed.pass(0);
    expect(viewed).toHaveBeenCalledOnce();
    expect(feed.said().at(-1)).toMatchObject({ type: "ack", frames: 96 });
  });

  it("forgets prices that nobody watches any more", async () => {
    const feed = await FakeFeed.greeted();
    const back = feed.connection.wish({ symbols: ["EURUSD"], books: [] });
    await feed.pass(60);
    feed.say({ type: "ticks", items: [tick(1)] });
    expect(feed.connection.market.tick("EURUSD")).not.toBeNull();
    back();
    await feed.pass(60);
    expect(feed.connection.market.tick("EURUSD")).toBeNull();
  });

  it("shows positions as the feed tells them", async () => {
    const feed = await FakeFeed.greeted();
    feed.say(snapshot(1));
    feed.say({ type: "state", change: { positions: { set: [position], gone: [] } } });
    expect([...(feed.live.board?.positions.keys() ?? [])]).toEqual(["7"]);
  });
});
