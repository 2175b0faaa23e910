import { createHmac } from "node:crypto";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { Story, StoryOrder } from "../support/api.ts";
import { startTrading, type Trading } from "../support/trading.ts";
import { until } from "../support/until.ts";

let desk: Trading;
let count = 0;
/** An id that no other alert of this file has. */
const newId = () => `it-${++count}`;

beforeAll(async () => {
  desk = await startTrading();
});

afterAll(() => desk.end());

function onlyOrder(story: Story): StoryOrder {
  const [order, ...others] = story.orders;
  if (order === undefined || others.length > 0)
    throw new Error(`${story.orders.length} orders instead of one`);
  return order;
}

/** Everything flat and nothing pending, as every test begins. */
beforeEach(async () => {
  await desk.trade(desk.json({ action: "cancel", scope: "account", id: newId() }));
  await desk.trade(desk.json({ action: "close", scope: "account", id: newId() }));
});

/** Waits until the positions in a symbol are these, which the agent reports a moment after the deals. */
async function expectPositions(symbol: string, wanted: readonly string[]): Promise<void> {
  let told: string[] = [];
  const reached = until("position", 5_000, async () => {
    const all = await desk.api.positions();
    told = all.filter((one) => one.symbol === symbol).map(({ side, lots }) => `${side} ${lots}`);
    return told.join() === wanted.join() ? true : undefined;
  });
  await reached.catch(() => expect(told).toEqual(wanted));
}

/** The same for the stop loss and take profit of the only position. */
async function expectLevels(wanted: { stopLoss: string | null; takeProfit: string | null }): Promise<void> {
  let told: unknown[] = [];
  const reached = until("level", 5_000, async () => {
    const all = await desk.api.positions();
    told = all.map(({ stopLoss, takeProfit }) => ({ stopLoss, takeProfit }));
    return JSON.stringify(told) === JSON.stringify([wanted]) ? true : undefined;
  });
  await reached.catch(() => expect(told).toEqual([wanted]));
}

describe("one alert becomes one filled order", () => {
  const dialects: [string, (secret: string) => string][] = [
    ["PineConnector", (secret) => `60123456789,buy,EURUSD,vol_lots=0.13,sl_pips=500,secret=${secret}`],
    ["Sallyport JSON", (secret) => JSON.stringify({ action: "buy", symbol: "EURUSD", lots: "0.13", secret })],
    [
      "TradersPost",
      (secret) =>
        JSON.stringify({ ticker: "EURUSD", action: "buy", sentiment: "bullish", quantity: "0.13", secret }),
    ],
    ["plain text", (secret) => `BUY EURUSD 0.13 secret=${secret}`],
  ];

  test.each(dialects)("in the words of %s, with its whole way in the timeline", async (_name, message) => {
    const story = await desk.trade(message(desk.secret));
    const order = onlyOrder(story);
    expect(story.alert).toMatchObject({ verdict: "accepted", outcome: "filled" });
    expect(order).toMatchObject({ state: "filled", symbol: "EURUSD", filledLots: "0.13" });

    const steps = story.timeline.map(({ step }) => step);
    expect(steps).toEqual(["received", "verdict", "pending", "sent", "accepted", "submitted", "filled"]);
    const times = story.timeline.map(({ at }) => at);
    expect(times).toEqual([...times].sort((a, b) => a - b));

    const logged = desk.deals(order.id);
    expect(logged).toHaveLength(1);
    expect(logged[0]).toMatchObject({ symbol: "EURUSD", side: "buy", entry: "in", lots: "0.13" });
    expect(order.deals.map(({ deal }) => deal)).toEqual(logged.map(({ deal }) => deal));
    await expectPositions("EURUSD", ["long 0.13"]);
  });

  test("a symbol of the account's table is traded under the venue's name", async () => {
    const order = onlyOrder(await desk.trade(`SELL BTCUSDT 0.02 secret=${desk.secret} id=${newId()}`));
    expect(desk.deals(order.id)).toMatchObject([{ symbol: "BTCUSD", side: "sell", lots: "0.02" }]);
  });

  test("a message without a size takes the route's", async () => {
    const order = onlyOrder(await desk.trade(`BUY USDJPY secret=${desk.secret} id=${newId()}`));
    expect(desk.deals(order.id)).toMatchObject([{ symbol: "USDJPY", lots: "0.1" }]);
  });

  test("a signature over the raw body stands for the secret in it", async () => {
    const body = JSON.stringify({ action: "buy", symbol: "GBPUSD", lots: "0.01", id: newId() });
    const signature = createHmac("sha256", desk.secret).update(body).digest("hex");
    const { status, body: answer } = await desk.send(body, { "x-signature": signature });
    expect(status).toBe(202);
    expect(onlyOrder(await desk.settled(answer.alertId ?? "")).state).toBe("filled");
  });

  test("Standard Webhooks headers stand for it as well, and their id is the alert's", async () => {
    const body = JSON.stringify({ action: "buy", symbol: "GBPUSD", lots: "0.01" });
    const id = `msg_${newId()}`;
    const seconds = String(Math.floor(Date.now() / 1_000));
    const signature = createHmac("sha256", desk.secret).update(`${id}.${seconds}.${body}`).digest("base64");
    const headers = {
      "webhook-id": id,
      "webhook-timestamp": seconds,
      "webhook-signature": `v1,${signature}`,
    };
    const first = await desk.send(body, headers);
    expect(first.status).toBe(202);
    expect(onlyOrder(await desk.settled(first.body.alertId ?? "")).state).toBe("filled");
    const again = await desk.send(body, headers);
    expect(again).toMatchObject({
      status: 200,
      body: { verdict: "duplicate", duplicateOf: first.body.alertId },
    });
  });
});

describe("what takes positions off", () => {
  const open = async (side: "buy" | "sell", lots: string) =>
    onlyOrder(await desk.trade(desk.json({ action: side, symbol: "EURUSD", lots, id: newId() })));

  test("a flip closes and opens, in this order", async () => {
    await open("buy", "0.2");
    const story = await desk.trade(
      `60123456789,closelongopenshort,EURUSD,vol_lots=0.3,id=${newId()},secret=${desk.secret}`,
    );
    expect(story.orders.map(({ instruction, state }) => [instruction.kind, state])).toEqual([
      ["close", "filled"],
      ["open", "filled"],
    ]);
    const [close, reopen] = story.orders.flatMap(({ id }) => desk.deals(id));
    expect(close).toMatchObject({ entry: "out", side: "sell", lots: "0.2" });
    expect(reopen).toMatchObject({ entry: "in", side: "sell", lots: "0.3" });
    expect(Number(close?.deal)).toBeLessThan(Number(reopen?.deal));
    await expectPositions("EURUSD", ["short 0.3"]);
  });

  test("a flip with nothing to close opens all the same", async () => {
    const story = await desk.trade(
      desk.json({ action: "flip", symbol: "EURUSD", to: "long", lots: "0.1", id: newId() }),
    );
    expect(story.orders.map(({ state }) => state)).toEqual(["rejected", "filled"]);
    expect(story.orders[0]?.refusal?.code).toBe("nothing_to_do");
    expect(story.alert.outcome).toBe("filled");
  });

  test("a part by percent, a part by volume, and the rest", async () => {
    await open("buy", "0.4");
    await desk.trade(desk.json({ action: "close", symbol: "EURUSD", percent: "25", id: newId() }));
    await expectPositions("EURUSD", ["long 0.3"]);
    await desk.trade(`CLOSE EURUSD 0.1 id=${newId()} secret=${desk.secret}`);
    await expectPositions("EURUSD", ["long 0.2"]);
    await desk.trade(`60123456789,closelong,EURUSD,id=${newId()},secret=${desk.secret}`);
    await expectPositions("EURUSD", []);
  });

  test("a close of one side leaves the other", async () => {
    await open("buy", "0.1");
    await open("sell", "0.2");
    await desk.trade(desk.json({ action: "close", symbol: "EURUSD", side: "long", id: newId() }));
    await expectPositions("EURUSD", ["short 0.2"]);
  });

  test("a close of two positions is one order with two deals", async () => {
    await open("buy", "0.1");
    await open("buy", "0.2");
    const story = await desk.trade(desk.json({ action: "close", symbol: "EURUSD", id: newId() }));
    const order = onlyOrder(story);
    expect(order).toMatchObject({ state: "filled", filledLots: "0.3" });
    expect(desk.deals(order.id).map(({ step, lots }) => [step, lots])).toEqual([
      [0, "0.1"],
      [1, "0.2"],
    ]);
  });

  test("a close with nothing to close is rejected by the agent, and says so", async () => {
    const order = onlyOrder(await desk.trade(desk.json({ action: "close", symbol: "AUDUSD", id: newId() })));
    expect(order).toMatchObject({ state: "rejected", door: "agent", refusal: { code: "nothing_to_do" } });
  });
});

describe("pending orders and levels", () => {
  test("a limit order stands at the venue until it is cancelled", async () => {
    const placed = onlyOrder(
      await desk.trade(
        desk.json({
          action: "buy",
          type: "limit",
          symbol: "EURUSD",
          lots: "0.1",
          entry_pct: "5",
          id: newId(),
        }),
      ),
    );
    expect(placed.state).toBe("working");
    const cancel = onlyOrder(
      await desk.trade(`60123456789,cancellong,EURUSD,id=${newId()},secret=${desk.secret}`),
    );
    expect(cancel).toMatchObject({ state: "filled", deals: [] });
    expect(await desk.settled(placed.alertId)).toMatchObject({ orders: [{ state: "cancelled" }] });
    expect(desk.deals(placed.id)).toEqual([]);
  });

  test("a stop order close to the market is filled when the market gets there", async () => {
    // So close that the market may have passed the price before the broker has the order, which it then
    // refuses, and rightly: another one is sent.
    const overtaken = new Set(["invalid_price", "entry_wrong_side"]);
    for (;;) {
      const placed = onlyOrder(
        await desk.trade(
          desk.json({
            ...{ action: "buy", type: "stop", symbol: "BTCUSD", lots: "0.01", entry_pct: "0.002" },
            id: newId(),
          }),
        ),
      );
      if (placed.state === "rejected" && overtaken.has(placed.refusal?.code ?? "")) continue;
      expect(["working", "filled"]).toContain(placed.state);
      return;
    }
  });

  test("modify sets a stop loss and a take profit, and takes one away", async () => {
    await desk.trade(desk.json({ action: "buy", symbol: "EURUSD", lots: "0.1", id: newId() }));
    await desk.trade(
      `60123456789,newsltplong,EURUSD,sl_price=0.9,tp_price=1.9,id=${newId()},secret=${desk.secret}`,
    );
    await expectLevels({ stopLoss: "0.9", takeProfit: "1.9" });
    await desk.trade(desk.json({ action: "modify", symbol: "EURUSD", tp_price: "none", id: newId() }));
    await expectLevels({ stopLoss: "0.9", takeProfit: null });
  });
});

describe("target positions", () => {
  const target = (position: string, lots?: string) =>
    desk.trade(
      desk.json({
        action: "target",
        symbol: "EURUSD",
        position,
        id: newId(),
        ...(lots === undefined ? {} : { lots }),
      }),
    );

  test("the difference is opened or closed, and the other side is closed first", async () => {
    await target("long", "0.3");
    await expectPositions("EURUSD", ["long 0.3"]);
    await target("long", "0.1");
    await expectPositions("EURUSD", ["long 0.1"]);
    await target("short", "0.2");
    await expectPositions("EURUSD", ["short 0.2"]);
    await target("flat");
    await expectPositions("EURUSD", []);
  });

  test("TradingView's reversal counts old and new size, so the old one is taken off once", async () => {
    const order = (action: string, sentiment: string, quantity: string) =>
      desk.trade(desk.json({ ticker: "EURUSD", action, sentiment, quantity, id: newId() }));
    await order("buy", "bullish", "0.1");
    await order("sell", "bearish", "0.2");
    await expectPositions("EURUSD", ["short 0.1"]);
    await order("buy", "flat", "0.1");
    await expectPositions("EURUSD", []);
  });
});
