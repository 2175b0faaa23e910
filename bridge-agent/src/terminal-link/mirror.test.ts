import { describe, expect, test } from "vitest";
import { type FromTerminal, fromTerminalSchema } from "../../../src/protocol/ea-link.ts";
import { orderIdOf } from "../testing/fixtures.ts";
import { Mirror } from "./mirror.ts";

type Fields = Record<string, string>;

const frame = (fields: Fields): FromTerminal => fromTerminalSchema.parse(fields);

const positionFrame = (changes: Fields = {}) =>
  frame({
    ...{ type: "position", position: "10", symbol: "EURUSD", side: "long", lots: "0.10", price: "1.08" },
    ...{ sl: "0", tp: "0", magic: "5", order: orderIdOf(1), at: "1" },
    ...changes,
  });

const dealFrame = (changes: Fields = {}) =>
  frame({
    ...{ type: "deal", deal: "500", ticket: "10", position: "10", order: orderIdOf(1), step: "0" },
    ...{ symbol: "EURUSD", side: "buy", entry: "in", lots: "0.10", price: "1.08", profit: "0" },
    ...{ remaining: "0", reason: "expert", at: "1" },
    ...changes,
  });

const pendingFrame = frame({
  ...{ type: "pending", ticket: "20", symbol: "EURUSD", side: "buy", kind: "limit", lots: "0.30" },
  ...{ price: "1.07", sl: "0", tp: "0", magic: "5", order: orderIdOf(2), step: "0", at: "1" },
});

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
    mirror.apply(frame({ type: "position_closed", position: "10" }));
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
  const account = { type: "account", login: "1", server: "S", currency: "USD", mode: "hedging" };
  expect(mirror.apply(frame({ ...account, balance: "100", equity: "100" }))).toBe("state");
  expect(mirror.apply(frame({ ...account, balance: "100", equity: "101" }))).toBe("equity");
  expect(mirror.apply(frame({ ...account, balance: "90", equity: "90" }))).toBe("state");
});
