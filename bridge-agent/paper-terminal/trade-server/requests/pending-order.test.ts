import { describe, expect, it } from "vitest";
import { retcodes } from "../retcodes.ts";
import { NOON_MS, openBroker, type TestBroker, told } from "../testing/broker.ts";
import type { PendingType, TradeRequest } from "../types.ts";

const DAY_MS = 86_400_000;

const placing = (type: PendingType, price: string, more: Partial<TradeRequest> = {}) =>
  ({ action: "pending", type, price, ...more }) as const;

const dealsOf = ({ server }: TestBroker) => Array.from(server.dealsAfter(0n));

describe("a pending order waits for its side of the market", () => {
  it.each([
    ["buy_limit", "1.08400", ["1.08391", "1.08401"], ["1.08380", "1.08390"], "1.08400"],
    ["sell_limit", "1.08600", ["1.08599", "1.08609"], ["1.08620", "1.08630"], "1.08600"],
    ["buy_stop", "1.08600", ["1.08589", "1.08599"], ["1.08595", "1.08605"], "1.08605"],
    ["sell_stop", "1.08400", ["1.08401", "1.08411"], ["1.08395", "1.08405"], "1.08395"],
  ] as const)(
    "%s at %s: limits are dealt at their price, stops at the market's",
    (type, price, before, after, at) => {
      const broker = openBroker();
      const { ask, move, server } = broker;
      const { order } = ask(placing(type, price, { sl: type.startsWith("buy") ? "1.08" : "1.09" }));
      expect(move("EURUSD", before[0], before[1]).changes).toEqual([]);
      expect(server.orders()).toMatchObject([{ ticket: order, state: "placed" }]);
      expect(move("EURUSD", after[0], after[1]).changes.map((change) => change.change)).toEqual([
        "order",
        "deal",
        "position",
      ]);
      expect(server.orders()).toEqual([]);
      expect(server.positions()).toMatchObject([{ position: order, price: at }]);
      expect(server.positions()[0]?.sl).not.toBe("0");
      expect(dealsOf(broker)).toMatchObject([{ price: at, reason: "expert" }]);
      expect(move("EURUSD", after[0], after[1]).changes).toEqual([]);
    },
  );

  it.each([
    ["buy_stop_limit", "1.08600", "1.08550", ["1.08595", "1.08605"], "buy_limit", ["1.08540", "1.08550"]],
    ["sell_stop_limit", "1.08400", "1.08450", ["1.08395", "1.08405"], "sell_limit", ["1.08450", "1.08460"]],
  ] as const)(
    "%s at %s becomes a limit of %s in place",
    (type, price, stoplimit, reached, limitType, filled) => {
      const broker = openBroker();
      const { ask, move, server } = broker;
      const { order, transactions } = ask(placing(type, price, { stoplimit }));
      expect(transactions[0]).toMatchObject({ priceTrigger: price });
      expect(told(move("EURUSD", reached[0], reached[1]).transactions)).toEqual(["order_update"]);
      expect(server.orders()).toMatchObject([
        { ticket: order, type: limitType, price: stoplimit, state: "placed" },
      ]);
      expect(dealsOf(broker)).toEqual([]);
      move("EURUSD", filled[0], filled[1]);
      expect(dealsOf(broker)).toMatchObject([{ price: stoplimit, ticket: order, position: order }]);
    },
  );

  it("and on a netting account adds to the position, turns it round, and brings its levels along", () => {
    const { ask, move, server } = openBroker({ account: { mode: "netting" } });
    const { order: ident } = ask({ sl: "1.07000", tp: "1.10000" });
    ask(placing("buy_limit", "1.08400"));
    move("EURUSD", "1.08390", "1.08400");
    expect(server.positions()).toMatchObject([{ ident, lots: "0.2", price: "1.08455", sl: "0", tp: "0" }]);
    const { order } = ask(placing("sell_stop", "1.08300", { lots: "0.3", sl: "1.09000" }));
    move("EURUSD", "1.08290", "1.08300");
    expect(server.positions()).toMatchObject([
      { ident, position: order, direction: "short", lots: "0.1", sl: "1.09" },
    ]);
  });

  it("and is cancelled when the account cannot afford it then (10041)", () => {
    const { ask, move, server } = openBroker({ account: { openingBalance: "500.00" } });
    const { order } = ask(placing("buy_limit", "1.08400", { lots: "1" }));
    ask({ lots: "2" });
    const { transactions } = move("EURUSD", "1.08390", "1.08400");
    expect(told(transactions)).toEqual(["order_delete cancelled", "history_add cancelled"]);
    expect(server.historyOrder(order)).toMatchObject({ state: "cancelled" });
    expect(server.goneSince(0n)).toMatchObject([{ ticket: order }]);
  });

  it("and is filled in parts where little is on offer; what is left of a stop does not wait again", () => {
    const broker = openBroker({ conduct: { liquidityLots: "0.1" } });
    const { ask, move, server } = broker;
    const { order } = ask(placing("buy_stop", "1.08600", { lots: "0.3" }));
    move("EURUSD", "1.08600", "1.08610");
    expect(server.orders()).toMatchObject([{ ticket: order, state: "partial", lotsInitial: "0.3" }]);
    for (let i = 0; i < 8; i++) move("EURUSD", "1.08480", "1.08490");
    expect(server.orders()).toEqual([]);
    expect(server.positions()).toMatchObject([{ ident: order, lots: "0.3" }]);
    expect(dealsOf(broker).at(-1)).toMatchObject({ price: "1.08490" });
  });
});

describe("placing is refused", () => {
  it.each([
    ["with a market type", { type: "buy" }, retcodes.invalidOrder],
    ["for an unknown symbol", { symbol: "X" }, retcodes.invalid],
    ["at a price on the wrong side", { price: "1.09" }, retcodes.invalidPrice],
    ["between two ticks", { price: "1.084001" }, retcodes.invalidPrice],
    ["with a stop beyond its own price", { sl: "1.08450" }, retcodes.invalidStops],
    ["without volume", { lots: "0" }, retcodes.invalidVolume],
    [
      "with a limit on the wrong side of its stop",
      { type: "buy_stop_limit", price: "1.086", stoplimit: "1.087" },
      retcodes.invalidPrice,
    ],
    [
      "with an end that has passed",
      { time: "specified", expirationMs: NOON_MS - 1 },
      retcodes.invalidExpiration,
    ],
    [
      "for a day that has passed",
      { time: "specified_day", expirationMs: NOON_MS - DAY_MS },
      retcodes.invalidExpiration,
    ],
    ["with book-or-cancel where it has no flag", { filling: "boc" }, retcodes.invalidFill],
  ] as const)("%s", (_what, fields, retcode) => {
    const { ask, server } = openBroker();
    expect(ask({ ...placing("buy_limit", "1.08400"), ...fields })).toMatchObject({ retcode, changes: [] });
    expect(server.orders()).toEqual([]);
  });

  it("for kinds of orders, levels and ends that the symbol does not have", () => {
    const { ask } = openBroker({
      specs: { EURUSD: { orders: ["market", "limit", "sl"], expirations: ["gtc"] } },
    });
    expect(ask(placing("buy_stop", "1.08600")).retcode).toBe(retcodes.invalidOrder);
    expect(ask(placing("buy_limit", "1.08400", { tp: "1.09" })).retcode).toBe(retcodes.invalidStops);
    expect(ask(placing("buy_limit", "1.08400", { time: "day" })).retcode).toBe(retcodes.invalidExpiration);
    expect(ask(placing("buy_limit", "1.08400", { sl: "1.08" })).retcode).toBe(retcodes.done);
  });

  it("nearer than the stops level: exactly at it is far enough", () => {
    const { ask } = openBroker({ specs: { EURUSD: { stopsLevel: 50 } } });
    expect(ask(placing("buy_limit", "1.08461")).retcode).toBe(retcodes.invalidPrice);
    expect(ask(placing("buy_limit", "1.08460")).retcode).toBe(retcodes.done);
    expect(ask(placing("sell_limit", "1.08549")).retcode).toBe(retcodes.invalidPrice);
    expect(ask(placing("buy_limit", "1.08400", { sl: "1.08351" })).retcode).toBe(retcodes.invalidStops);
    expect(ask(placing("buy_limit", "1.08400", { sl: "1.08350" })).retcode).toBe(retcodes.done);
    expect(ask({ sl: "1.08451" }).retcode).toBe(retcodes.invalidStops);
    expect(ask({ sl: "1.08450", tp: "1.08550" }).retcode).toBe(retcodes.done);
  });

  it("beyond the most orders of the account", () => {
    const { ask } = openBroker({ settings: { maxOrders: 1 } });
    expect(ask(placing("buy_limit", "1.08400")).retcode).toBe(retcodes.done);
    expect(ask(placing("buy_limit", "1.08400")).retcode).toBe(retcodes.limitOrders);
  });
});

describe("on an exchange", () => {
  const exchange = {
    specs: { EURUSD: { execution: "exchange", fillings: ["fok", "ioc", "boc"] } },
  } as const;

  it("a limit may be placed at any price and is dealt at the market", () => {
    const broker = openBroker(exchange);
    broker.ask(placing("buy_limit", "1.08600"));
    broker.pass(250);
    expect(dealsOf(broker)).toMatchObject([{ price: "1.08510" }]);
  });

  it("book-or-cancel that would be dealt at once is cancelled instead", () => {
    const { ask, server, pass } = openBroker(exchange);
    const outcome = ask(placing("buy_limit", "1.08600", { filling: "boc" }));
    expect(outcome.retcode).toBe(retcodes.reject);
    expect(server.historyOrder(outcome.order)).toMatchObject({ state: "cancelled" });
    expect(ask(placing("buy_limit", "1.08400", { filling: "boc" })).retcode).toBe(retcodes.done);
    expect(pass(250).changes).toEqual([]);
    expect(server.orders()).toHaveLength(1);
  });
});

describe("a standing order", () => {
  it("can be modified and removed; the same again is no change, and after that it is not there", () => {
    const { ask, server, move } = openBroker();
    const { order } = ask(placing("buy_limit", "1.08400", { magic: "5" }));
    const modify = { action: "modify", order, price: "1.08300", sl: "1.08200" } as const;
    expect(ask({ ...modify, magic: "6" })).toMatchObject({ retcode: retcodes.done, order });
    expect(ask(modify).retcode).toBe(retcodes.noChanges);
    expect(ask({ ...modify, price: "1.09" }).retcode).toBe(retcodes.invalidPrice);
    expect(ask({ ...modify, sl: "1.0831" }).retcode).toBe(retcodes.invalidStops);
    const until = { ...modify, time: "specified", expirationMs: NOON_MS + DAY_MS } as const;
    expect(ask(until).retcode).toBe(retcodes.done);
    expect(server.orders()).toMatchObject([
      { ticket: order, price: "1.08300", sl: "1.082", magic: "5", expirationMs: NOON_MS + DAY_MS },
    ]);
    expect(ask({ action: "remove", order }).retcode).toBe(retcodes.done);
    for (const action of ["remove", "modify"] as const) {
      expect(ask({ ...modify, action }).retcode).toBe(retcodes.invalidOrder);
      expect(ask({ ...modify, action, order: "0" }).retcode).toBe(retcodes.invalid);
    }
    expect(move("EURUSD", "1.07000", "1.07010").changes).toEqual([]);
  });

  it("so near to the market that it is frozen is neither modified nor removed", () => {
    const { ask, move } = openBroker({ specs: { EURUSD: { freezeLevel: 20 } } });
    const { order } = ask(placing("buy_limit", "1.08400"));
    move("EURUSD", "1.08410", "1.08420");
    expect(ask({ action: "modify", order, price: "1.08300" }).retcode).toBe(retcodes.frozen);
    expect(ask({ action: "remove", order }).retcode).toBe(retcodes.frozen);
    move("EURUSD", "1.08411", "1.08421");
    expect(ask({ action: "remove", order }).retcode).toBe(retcodes.done);
  });
});
