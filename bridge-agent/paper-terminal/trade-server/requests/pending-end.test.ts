import { describe, expect, it } from "vitest";
import { NOON_MS, openBroker, told } from "../testing/broker.ts";
import type { TradeRequest } from "../types.ts";

const DAY_MS = 86_400_000;
/** Midnight after the broker's noon. */
const MIDNIGHT_MS = NOON_MS + DAY_MS / 2;

const placing = (price: string, more: Partial<TradeRequest> = {}) =>
  ({ action: "pending", type: "buy_limit", price, ...more }) as const;

describe("a standing order ends", () => {
  const until = (fields: Partial<TradeRequest>, settings = {}) => {
    const broker = openBroker({ settings });
    const { order } = broker.ask(placing("1.08400", fields));
    return { ...broker, order, left: () => broker.server.orders().length };
  };

  it("never, when it is good till cancelled", () => {
    const { pass, left } = until({});
    pass(6 * DAY_MS);
    expect(left()).toBe(1);
  });

  it("with its day, by the server's clock, told as expired", () => {
    const { pass, left, server, order } = until({ time: "day" }, { offsetMs: 7_200_000 });
    pass(MIDNIGHT_MS - 7_200_000 - NOON_MS - 10);
    expect(left()).toBe(1);
    const { transactions } = pass(10);
    expect(told(transactions)).toEqual(["order_delete expired", "history_add expired"]);
    expect(server.historyOrder(order)).toMatchObject({ state: "expired", position: "0" });
    expect(server.goneSince(0n)).toMatchObject([{ ticket: order, state: "expired" }]);
  });

  it("at the moment that it says", () => {
    const { pass, left } = until({ time: "specified", expirationMs: NOON_MS + 60_000 });
    pass(59_990);
    expect(left()).toBe(1);
    pass(10);
    expect(left()).toBe(0);
  });

  it("with the day that it says", () => {
    const { pass, left } = until({ time: "specified_day", expirationMs: NOON_MS + DAY_MS });
    pass(MIDNIGHT_MS + DAY_MS - NOON_MS - 10);
    expect(left()).toBe(1);
    pass(10);
    expect(left()).toBe(0);
  });

  it("with the day that it says, but only when the market is open again", () => {
    const { pass, left } = until({ time: "specified_day", expirationMs: NOON_MS }, { alwaysOpen: false });
    pass(2 * DAY_MS);
    expect(left()).toBe(1);
    pass(DAY_MS / 2 + 10 * 60_000);
    expect(left()).toBe(0);
  });
});

describe("the end of the trading day (SYMBOL_ORDER_GTC_MODE)", () => {
  it.each([
    ["gtc", 1, "1.08"],
    ["daily_excluding_stops", 0, "1.08"],
    ["daily", 0, "0"],
  ] as const)("with mode %s leaves %s orders and the stop %s", (gtcMode, orders, sl) => {
    const { ask, pass, server } = openBroker({ specs: { EURUSD: { gtcMode } } });
    ask({ sl: "1.08" });
    ask(placing("1.08400"));
    pass(DAY_MS / 2);
    expect(server.orders()).toHaveLength(orders);
    expect(server.positions()).toMatchObject([{ sl }]);
  });
});
