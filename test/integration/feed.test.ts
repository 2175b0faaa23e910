import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket } from "ws";
import { type FromFeed, type FromReader, fromFeedSchema } from "../../src/protocol/feed.ts";
import { startTrading, type Trading } from "../support/trading.ts";
import { until } from "../support/until.ts";

let desk: Trading;

beforeAll(async () => {
  desk = await startTrading();
});

afterAll(() => desk.end());

/** A reader of the demo account's feed, over the network as every program. */
function open(token: string) {
  const { url, account } = desk.installation.ready;
  const address = new URL(`/accounts/${account.id}/feed?v=1`, url);
  address.protocol = "ws:";
  const socket = new WebSocket(address.href, { headers: { authorization: `Bearer ${token}` } });
  const frames: FromFeed[] = [];
  let closed: number | undefined;
  socket.on("error", () => undefined);
  socket.on("close", (code) => {
    closed = code;
  });
  const send = (frame: FromReader) => socket.send(JSON.stringify(frame));
  socket.on("message", (data) => {
    frames.push(fromFeedSchema.parse(JSON.parse(String(data))));
    if (frames.length % 16 === 0) send({ type: "ack", frames: frames.length });
  });
  const ticks = () => frames.flatMap((frame) => (frame.type === "ticks" ? frame.items : []));
  const hasSnapshot = () =>
    until("snapshot", 10_000, () => frames.some(({ type }) => type === "snapshot") || undefined);
  return { socket, frames, send, ticks, hasSnapshot, closed: () => closed };
}

test("ticks go from the terminal to the reader while it watches, bars come when they are asked for", async () => {
  const reader = open(desk.installation.ready.token);
  await reader.hasSnapshot();
  expect(reader.ticks()).toEqual([]);
  reader.send({ type: "watch", symbols: ["EURUSD"], books: ["EURUSD"] });
  await until("ticks", 20_000, () => reader.ticks().length > 5 || undefined);
  expect(new Set(reader.ticks().map(({ symbol }) => symbol))).toEqual(new Set(["EURUSD"]));
  await until("book", 20_000, () => reader.frames.some(({ type }) => type === "book") || undefined);
  reader.send({ type: "bars", id: 3, symbol: "EURUSD", frame: "M1", count: 10 });
  const bars = await until("bars", 10_000, () => reader.frames.find((frame) => frame.type === "bars"));
  expect(bars).toMatchObject({ id: 3 });
  expect(bars.type === "bars" && bars.bars.length).toBeGreaterThan(0);
  reader.socket.close();
});

test("every step of an alert's order is on the screen, and the position that it opened", async () => {
  const reader = open(desk.installation.ready.token);
  await reader.hasSnapshot();
  const story = await desk.trade(desk.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: "feed-1" }));
  const [order] = story.orders;
  const steps = () =>
    reader.frames.flatMap((frame) =>
      frame.type === "event" && frame.event.kind === "order" && frame.event.order.id === order?.id
        ? [frame.event.step.step]
        : [],
    );
  await until("the last step", 10_000, () => steps().includes("filled") || undefined);
  expect(steps()).toEqual(["pending", "sent", "accepted", "submitted", "filled"]);
  await until("the position", 10_000, () => {
    const changes = reader.frames.flatMap((frame) => (frame.type === "state" ? [frame.change] : []));
    return (
      changes.some(({ positions }) => positions?.set.some(({ orderId }) => orderId === order?.id)) ||
      undefined
    );
  });
  reader.socket.close();
});

test("a gateway that was killed comes back, and so do the ticks", async () => {
  const reader = open(desk.installation.ready.token);
  await reader.hasSnapshot();
  process.kill(desk.installation.ready.pids.gateway, "SIGKILL");
  await until("the end of the socket", 10_000, () => reader.closed());
  const again = await until("a reader", 40_000, async () => {
    const one = open(desk.installation.ready.token);
    const came = await until(
      "snapshot",
      1_000,
      () => one.frames.some(({ type }) => type === "snapshot") || undefined,
    ).catch(() => undefined);
    if (came === undefined) one.socket.terminate();
    return came === undefined ? undefined : one;
  });
  again.send({ type: "watch", symbols: ["EURUSD"], books: [] });
  await until("ticks", 30_000, () => again.ticks().length > 0 || undefined);
  again.socket.close();
});
