import { describe, expect, test } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import type { LocalOrder, LocalOrders } from "../executor/local-orders.ts";
import { facts, order, quietLog } from "../testing/fixtures.ts";
import type { Book } from "./exposure.ts";
import { targetsOf } from "./flatten-plan.ts";
import { Flattener } from "./flattener.ts";
import type { Demand } from "./stops.ts";

const demand: Demand = { cancelPending: true, close: true, all: false, why: "flatten" };
const held = {
  position: "10",
  symbol: "EURUSD",
  side: "long",
  lots: "1",
  orderId: null,
  isExternal: false,
} as const;
const closingAll = { position: "10", symbol: "EURUSD", side: "sell", lots: "1" } as const;
const standing = {
  ticket: "20",
  symbol: "EURUSD",
  side: "buy",
  lots: "1",
  price: "1.05",
  orderId: null,
  isExternal: false,
} as const;
const bookWith = (changes: Partial<Book> = {}): Book => ({
  ...{ mode: "hedging", positions: [held], pendings: [], inFlight: [], closing: [] },
  ...changes,
});

/** A flattener whose orders the test ends. */
function begin() {
  const begun: LocalOrder[] = [];
  const clock = { ms: 0 };
  let ended: Parameters<LocalOrders["onEnd"]>[1] = () => undefined;
  const flattener = new Flattener({
    local: {
      carryOut: (one) => `local ${begun.push(one)}`,
      onEnd: (_, listener) => {
        ended = listener;
      },
    },
    symbols: () => new Map([["EURUSD", facts("EURUSD")]]),
    notReady: () => null,
    nowMs: () => clock.ms,
    monotonicMs: () => clock.ms,
    log: quietLog(),
  });
  const refused = (code: string): OrderEvent => ({
    event: "rejected",
    door: "venue",
    refusal: refusal(code, code),
  });
  const end = (number: number, event: OrderEvent) => ended(order([], { orderId: `local ${number}` }), event);
  return { flattener, begun, clock, end, refused };
}

test("one attempt at a time, the next one after a pause that grows", () => {
  const { flattener, begun, clock, end, refused } = begin();
  const book = bookWith();
  flattener.work(demand, book);
  flattener.work(demand, book);
  expect(begun).toHaveLength(1);
  for (const [at, pause] of [500, 1_000, 2_000, 5_000, 15_000, 30_000, 30_000].entries()) {
    end(at + 1, refused("requote"));
    clock.ms += pause - 1;
    flattener.work(demand, book);
    expect(begun).toHaveLength(at + 1);
    clock.ms += 1;
    flattener.work(demand, book);
    expect(begun).toHaveLength(at + 2);
  }
  expect(new Set(begun.map(({ key }) => key)).size).toBe(begun.length);
  expect(flattener.progress).toMatchObject({
    flat: false,
    stuck: false,
    left: ["position 10, 1 EURUSD long"],
  });
});

test("a close without an answer is repeated on a hedging account, where it cannot close twice, and never on a netting one", () => {
  for (const [mode, attempts] of [
    ["hedging", 2],
    ["netting", 1],
  ] as const) {
    const { flattener, begun, clock } = begin();
    flattener.work(demand, bookWith({ mode }));
    clock.ms += 60_000;
    flattener.work(demand, bookWith({ mode, closing: [closingAll] }));
    expect(begun, mode).toHaveLength(attempts);
  }
});

test("the late answer of an attempt that was given up does not begin a further one", () => {
  const { flattener, begun, clock, end, refused } = begin();
  flattener.work(demand, bookWith());
  clock.ms += 30_000;
  flattener.work(demand, bookWith());
  expect(begun).toHaveLength(2);
  end(1, refused("requote"));
  clock.ms += 20_000;
  flattener.work(demand, bookWith());
  expect(begun).toHaveLength(2);
});

test("somebody else's close on its way is waited for: a moment on a hedging account, to its end on a netting one", () => {
  for (const [mode, attempts] of [
    ["hedging", 1],
    ["netting", 0],
  ] as const) {
    const { flattener, begun, clock } = begin();
    const closing = bookWith({ mode, closing: [closingAll] });
    flattener.work(demand, closing);
    clock.ms += 2_999;
    flattener.work(demand, closing);
    expect(begun, mode).toHaveLength(0);
    clock.ms += 1;
    flattener.work(demand, closing);
    expect(begun, mode).toHaveLength(attempts);
    clock.ms += 1;
    flattener.work(demand, bookWith({ mode }));
    expect(begun, mode).toHaveLength(1);
  }
});

test("it is stuck when all that is left was refused for a reason that no waiting changes", () => {
  const { flattener, end, refused } = begin();
  const book = bookWith({ pendings: [standing] });
  expect(flattener.work(demand, book)).toMatchObject({ stuck: false, left: { length: 2 } });
  end(1, refused("market_closed"));
  expect(flattener.work(demand, book).stuck).toBe(false);
  end(2, refused("market_closed"));
  expect(flattener.work(demand, book)).toMatchObject({ stuck: true, problems: { length: 2 } });
});

test("an entry that is on its way keeps the account from being flat", () => {
  const { flattener } = begin();
  const coming = { symbol: "EURUSD", side: "buy", lots: "1", pending: false } as const;
  expect(flattener.work(demand, bookWith({ positions: [], inFlight: [coming] })).flat).toBe(false);
  expect(flattener.work(demand, bookWith({ positions: [] })).flat).toBe(true);
});

describe("what is to be closed", () => {
  const symbols = new Map([
    ["EURUSD", facts("EURUSD", { maxLots: "0.4", execution: "market", fillings: ["fok", "ioc"] })],
  ]);
  const book = bookWith({
    positions: [held, { ...held, position: "11", isExternal: true }],
    pendings: [standing],
  });

  test("begins with pending orders, and leaves what others opened unless it is told to", () => {
    expect(targetsOf(demand, book, symbols).map(({ key }) => key)).toEqual(["pending 20", "position 10"]);
    expect(targetsOf({ ...demand, all: true }, book, symbols)).toHaveLength(3);
    expect(targetsOf({ ...demand, close: false }, book, symbols)).toHaveLength(1);
  });

  test("is closed in pieces that one order may have, and in part rather than not at all", () => {
    const [, close] = targetsOf(demand, book, symbols);
    expect(close?.request).toMatchObject({ side: "sell", lots: "0.4", filling: "ioc", position: "10" });
  });
});
