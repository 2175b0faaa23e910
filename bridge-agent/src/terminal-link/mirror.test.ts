import { describe, expect, test } from "vitest";
import type { OutMessage } from "../../../src/protocol/ea-frame.ts";
import { type FromTerminal, fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { magicOfStep } from "../journal/magic.ts";
import { orderIdOf } from "../testing/fixtures.ts";
import * as frames from "../testing/link-frames.ts";
import { asText } from "../testing/link-frames.ts";
import { symbolFacts } from "./facts.ts";
import { Mirror } from "./mirror.ts";

const frame = (message: OutMessage): FromTerminal => fromTerminalSchema.parse(asText(message));
const positionFrame = (changes: Fields = {}) =>
  frame(frames.positionFrame({ magic: "5", order: orderIdOf(1), ...changes }));
const dealFrame = (changes: Fields = {}) => frame(frames.dealFrame({ order: orderIdOf(1), ...changes }));
const pendingFrame = frame(frames.pendingFrame({ order: orderIdOf(2), lots: "0.30" }));

type Fields = Record<string, string>;

/** A mirror after a full report that consisted of `frames`. */
function synced(...frames: FromTerminal[]): Mirror {
  const mirror = new Mirror();
  for (const each of frames) mirror.apply(each);
  mirror.apply(frame({ type: "synced", lastdeal: "400" }));
  return mirror;
}

const lotsOf = (mirror: Mirror) => mirror.positions.map(({ position, lots }) => [position, Number(lots)]);
const close = dealFrame({ deal: "501", side: "sell", entry: "out", lots: "0.04" });

describe("the size of a position is right, whether its frame or its deal is told first", () => {
  test("opened", () => {
    const expected = [["10", 0.1]];
    const dealFirst = synced();
    dealFirst.apply(dealFrame());
    expect(lotsOf(dealFirst)).toEqual(expected);
    dealFirst.apply(positionFrame());
    expect(lotsOf(dealFirst)).toEqual(expected);

    const frameFirst = synced();
    frameFirst.apply(positionFrame());
    frameFirst.apply(dealFrame());
    expect(lotsOf(frameFirst)).toEqual(expected);
  });

  test("closed in part", () => {
    const expected = [["10", 0.06]];
    const dealFirst = synced(positionFrame());
    dealFirst.apply(close);
    expect(lotsOf(dealFirst)).toEqual(expected);
    dealFirst.apply(positionFrame({ lots: "0.06" }));
    expect(lotsOf(dealFirst)).toEqual(expected);

    const frameFirst = synced(positionFrame());
    frameFirst.apply(positionFrame({ lots: "0.06" }));
    frameFirst.apply(close);
    expect(lotsOf(frameFirst)).toEqual(expected);
  });

  test("closed whole by its deal, before the terminal says that it is gone", () => {
    const mirror = synced(positionFrame());
    mirror.apply(dealFrame({ deal: "501", side: "sell", entry: "out" }));
    expect(lotsOf(mirror)).toEqual([]);
    mirror.apply(frame({ type: "position_closed", ident: "10" }));
    expect(lotsOf(mirror)).toEqual([]);
  });

  test("deals that are told within the full report are in its positions already", () => {
    expect(lotsOf(synced(close, positionFrame({ lots: "0.06" })))).toEqual([["10", 0.06]]);
  });

  test("a deal that reverses a netting position turns its side", () => {
    const mirror = synced(positionFrame());
    mirror.apply(dealFrame({ deal: "501", side: "sell", entry: "inout", lots: "0.25" }));
    expect(mirror.positions).toMatchObject([{ side: "short", lots: "0.15" }]);
  });
});

test("a pending order shrinks by what is filled and is gone when nothing remains", () => {
  const mirror = synced(pendingFrame);
  mirror.apply(dealFrame({ ticket: "20", position: "20", remaining: "0.20" }));
  expect(mirror.pendings).toMatchObject([{ ticket: "20", lots: "0.20" }]);
  mirror.apply(dealFrame({ deal: "501", ticket: "20", position: "20", lots: "0.20", remaining: "0" }));
  expect(mirror.pendings).toEqual([]);
});

test("a price of zero means none", () => {
  expect(synced(positionFrame({ tp: "1.10000" })).positions).toMatchObject([
    { stopLoss: null, takeProfit: "1.10000" },
  ]);
});

test("positions that others opened have no order", () => {
  expect(synced(positionFrame({ order: "" })).positions).toMatchObject([{ orderId: null }]);
});

test("a new link starts from nothing", () => {
  const mirror = synced(positionFrame(), pendingFrame);
  mirror.clear();
  expect(mirror.positions).toEqual([]);
  expect(mirror.pendings).toEqual([]);
  expect(mirror.isComplete).toBe(false);
});

test("profit that moves with the price is told less often than a balance that changed", () => {
  const mirror = new Mirror();
  const told = (changes: Fields) => mirror.apply(frame(frames.accountFrame(changes)));
  expect(told({ balance: "100", equity: "100" })).toBe("state");
  expect(told({ balance: "100", equity: "101" })).toBe("equity");
  expect(told({ balance: "90", equity: "90" })).toBe("state");
  expect(told({ balance: "90", equity: "90", obstacle: "algo_trading_off" })).toBe("state");
});

test("what a symbol is worth changes with every rate and is worth no report of its own", () => {
  const mirror = new Mirror();
  const told = (changes: Fields) => mirror.apply(frame(frames.symbolFrame(changes)));
  expect(told({ tickvalue: "0.66712" })).toBe("state");
  expect(told({ tickvalue: "0.65012" })).toBe("nothing");
  expect(told({ tickvalue: "0.65012", ticksize: "0.00005" })).toBe("state");
  const tellsOf = (tickvalue: string) => {
    told({ tickvalue });
    return Array.from(mirror.symbols.values(), symbolFacts)[0]?.tickValue;
  };
  expect(tellsOf("0.66712")).toBe("0.667");
  expect(tellsOf("12345.6")).toBe("12300");
  expect(tellsOf("0")).toBeNull();
});

describe("positions are kept by their identifier", () => {
  test("a netting reversal gives the position another ticket, which requests then name", () => {
    const mirror = synced(positionFrame({ ident: "10", position: "10" }));
    mirror.apply(dealFrame({ deal: "501", ticket: "32", side: "sell", entry: "inout", lots: "0.25" }));
    expect(mirror.position("10")).toMatchObject({ position: "32", side: "short", lots: "0.15" });
    mirror.apply(positionFrame({ ident: "10", position: "32", side: "short", lots: "0.15" }));
    expect(mirror.positions).toMatchObject([{ ident: "10", position: "32", lots: "0.15" }]);
    mirror.apply(frame({ type: "position_closed", ident: "10" }));
    expect(mirror.positions).toEqual([]);
  });
});

describe("whose something is", () => {
  const magic = magicOfStep(orderIdOf(7), 2);
  const originOf = (asked: string) => (asked === magic ? { orderId: orderIdOf(7), step: 2 } : null);
  const mine = (...told: FromTerminal[]) => {
    const mirror = new Mirror({ originOf });
    for (const each of told) mirror.apply(each);
    return mirror;
  };

  test("is said by the terminal, else by the magic number, else it is external", () => {
    const mirror = mine(
      positionFrame({ ident: "1", order: orderIdOf(1) }),
      positionFrame({ ident: "2", order: "", magic }),
      positionFrame({ ident: "3", order: "", magic: "77" }),
      frame(frames.pendingFrame({ ticket: "4", magic })),
      frame(frames.pendingFrame({ ticket: "5" })),
    );
    expect(mirror.positions.map(({ orderId, isExternal }) => [orderId, isExternal])).toEqual([
      [orderIdOf(1), false],
      [orderIdOf(7), false],
      [null, true],
    ]);
    expect(mirror.pendingOf(orderIdOf(7), 2)?.ticket).toBe("4");
    expect(mirror.pending("5")).toMatchObject({ orderId: null, isExternal: true });
  });

  test("changes when the id of an order becomes known", () => {
    const mirror = new Mirror();
    mirror.apply(positionFrame({ order: "", magic }));
    mirror.apply(frame(frames.pendingFrame({ magic })));
    expect(mirror.positions).toMatchObject([{ isExternal: true }]);
    mirror.claim(orderIdOf(7));
    expect(mirror.positions).toMatchObject([{ orderId: orderIdOf(7), isExternal: false }]);
    expect(mirror.pendings).toMatchObject([{ orderId: orderIdOf(7), step: 2, isExternal: false }]);
  });
});

test("facts say when they were told, by a clock that never jumps", () => {
  let now = 5;
  const mirror = new Mirror({ monotonicMs: () => now });
  mirror.apply(frame(frames.accountFrame()));
  mirror.apply(frame(frames.symbolFrame({ tickvalue: "0", lotlimit: "0" })));
  now = 9;
  mirror.apply(frame(frames.tickFrame({ bid: "1.08400" })));
  expect(mirror.account).toMatchObject({ toldAtMs: 5, freeMargin: "1000", mode: "hedging" });
  expect(mirror.symbols.get("EURUSD")).toMatchObject({ toldAtMs: 5, tickValue: null, lotLimit: null });
  expect(mirror.quotes.get("EURUSD")).toMatchObject({ bid: "1.08400", toldAtMs: 9 });
});

test("a symbol whose margin moved is nothing that the gateway has to hear of", () => {
  const told = (changes: Fields) => mirror.apply(frame(frames.symbolFrame(changes)));
  const mirror = new Mirror();
  expect(told({})).toBe("state");
  expect(told({ marginbuy: "1090.00", bid: "1.09" })).toBe("nothing");
  expect(told({ maxlots: "50" })).toBe("state");
});

test("the order book of a symbol is what was told last", () => {
  const mirror = new Mirror();
  mirror.apply(frame({ type: "book", symbol: "EURUSD", bids: "1.08,2;1.07,3", asks: "", at: "5" }));
  expect(mirror.books.get("EURUSD")).toEqual({
    bids: [
      { price: "1.08", lots: "2" },
      { price: "1.07", lots: "3" },
    ],
    asks: [],
    atMs: 5,
  });
});
