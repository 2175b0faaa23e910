import { describe, expect, it } from "vitest";
import { retcodes } from "./retcodes.ts";
import { ofType, openBroker, told } from "./testing/broker.ts";

/**
 * The logs that are printed in MetaQuotes' book and documentation, end to end through the server. Numbers of
 * orders and deals are the server's own; all else is as printed.
 */
const instant = { EURUSD: { execution: "instant", fillings: [] } } as const;

describe("a market order of instant execution (OnTradeTransaction)", () => {
  it.each([
    ["buy", "0.01", "1.10947"],
    ["sell", "0.02", "1.10964"],
  ] as const)(
    "to %s %s lots @%s is added, dealt, deleted, put into the history, and answered",
    (type, lots, price) => {
      const { ask, market } = openBroker({ specs: instant });
      market.set("EURUSD", price, price);
      const outcome = ask({ type, lots, price });
      const { order, deal, transactions } = outcome;
      expect(told(transactions)).toEqual([
        "order_add started",
        "deal_add",
        "order_delete filled",
        "history_add filled",
        "request",
      ]);
      expect(transactions[0]).toMatchObject({ order, orderType: type, lots, position: "0", price });
      expect(transactions[1]).toMatchObject({
        deal,
        order,
        dealType: type,
        orderType: "buy",
        orderState: "started",
        price,
        lots,
        position: order,
      });
      for (const place of [2, 3]) expect(transactions[place]).toMatchObject({ order, position: order });
      expect(transactions[4]).toMatchObject({
        request: { order },
        result: { retcode: retcodes.done, deal, order, lots, price, bid: price, ask: price },
      });
      expect(outcome).toMatchObject({ retcode: retcodes.done, comment: "Request executed" });
    },
  );

  it("answers with the quote beside the price of the deal", () => {
    const { ask, market } = openBroker({ specs: instant });
    market.set("EURUSD", "1.12456", "1.12462");
    expect(ask({ lots: "0.01", price: "1.12462" })).toMatchObject({
      retcode: 10009,
      price: "1.12462",
      bid: "1.12456",
      ask: "1.12462",
      comment: "Request executed",
    });
  });

  it("of a pending type is answered with a requote", () => {
    const { ask, market } = openBroker({ specs: instant });
    market.set("EURUSD", "1.12449", "1.12452");
    expect(ask({ type: "buy_stop", price: "1.12452" })).toMatchObject({
      retcode: 10004,
      bid: "1.12449",
      ask: "1.12452",
      comment: "Requote",
      changes: [],
    });
  });
});

describe("a close by an opposite market order (OnTradeTransaction)", () => {
  it.each([
    [0, ["order_add started", "deal_add", "order_delete filled", "history_add filled", "request"]],
    [1, ["order_add started", "order_delete filled", "history_add filled", "deal_add", "request"]],
  ])("names its position from the start; chance %s of telling the deal last", (dealLastChance, expected) => {
    const { ask } = openBroker({ conduct: { dealLastChance } });
    const { order: position } = ask({ sl: "1.08000", tp: "1.09000" });
    const { transactions } = ask({ type: "sell", position });
    expect(told(transactions)).toEqual(expected);
    expect(transactions[0]).toMatchObject({ position });
    expect(ofType(transactions, "deal_add")).toMatchObject([{ position, sl: "1.08", tp: "1.09" }]);
  });

  it("is told both ways by a broker that does either, the same ways for the same seed", () => {
    const shapes = () => {
      const { ask } = openBroker({ conduct: { dealLastChance: 0.5 } });
      return Array.from({ length: 20 }, () => {
        const { order } = ask({});
        return told(ask({ type: "sell", position: order }).transactions)[1];
      });
    };
    const first = shapes();
    expect(new Set(first)).toEqual(new Set(["deal_add", "order_delete filled"]));
    expect(shapes()).toEqual(first);
  });
});

it("new stops are told as the position and the answer, with no deal, order or price (OnTradeTransaction)", () => {
  const { ask, market } = openBroker();
  market.set("EURUSD", "1.10640", "1.10640");
  const { order: position } = ask({ lots: "0.01" });
  const outcome = ask({ action: "sltp", position, sl: "1.09640", tp: "1.11640" });
  expect(told(outcome.transactions)).toEqual(["position", "request"]);
  expect(outcome.transactions[0]).toMatchObject({
    price: "1.10640",
    sl: "1.0964",
    tp: "1.1164",
    lots: "0.01",
    position,
    dealType: "buy",
  });
  expect(outcome).toMatchObject({ retcode: 10009, deal: "0", order: "0", lots: "0", price: "0", bid: "0" });
});

describe("close-by", () => {
  it("tells its order, the first deal, the position, the second deal (OnTradeTransaction)", () => {
    const { ask, market, server } = openBroker();
    market.set("EURUSD", "1.10947", "1.10947");
    const { order: first } = ask({ lots: "0.01" });
    market.set("EURUSD", "1.10964", "1.10964");
    const { order: second } = ask({ type: "sell", lots: "0.02" });
    market.set("EURUSD", "1.10961", "1.10965");
    const outcome = ask({ action: "close_by", symbol: "", lots: "0", position: first, positionBy: second });
    const { transactions, order, deal } = outcome;
    expect(told(transactions)).toEqual([
      "order_add started",
      "deal_add",
      "position",
      "deal_add",
      "order_delete filled",
      "history_add filled",
      "request",
    ]);
    expect(transactions[0]).toMatchObject({
      order,
      orderType: "close_by",
      price: "1.10964",
      lots: "0.01",
      position: first,
      positionBy: second,
    });
    expect(transactions[1]).toMatchObject({ deal, dealType: "sell", price: "1.10964", position: first });
    expect(transactions[2]).toMatchObject({ position: first, price: "1.10947", lots: "0" });
    expect(transactions[3]).toMatchObject({ dealType: "buy", price: "1.10947", position: second });
    expect(outcome).toMatchObject({
      retcode: 10009,
      lots: "0.01",
      price: "1.10964",
      bid: "1.10961",
      ask: "1.10965",
    });
    expect(transactions[6]).toMatchObject({ request: { type: "buy", filling: "fok", order } });
    expect(server.positions()).toMatchObject([{ ident: second, lots: "0.01", direction: "short" }]);
  });

  it("gives the whole loss to the first deal (HistoryDealGet)", () => {
    const { ask, market, server } = openBroker();
    market.set("EURUSD", "1.08340", "1.08344");
    const { order: first } = ask({ lots: "0.01" });
    const { order: second } = ask({ type: "sell", lots: "0.01" });
    const { order } = ask({ action: "close_by", position: first, positionBy: second });
    const deals = Array.from(server.dealsAfter(0n)).filter((deal) => deal.ticket === order);
    expect(deals).toMatchObject([
      { side: "sell", entry: "out_by", price: "1.08340", profit: "-0.04", position: first },
      { side: "buy", entry: "out_by", price: "1.08344", profit: "0.00", position: second },
    ]);
    expect(server.historyOrder(order)).toMatchObject({
      type: "close_by",
      price: "1.08340",
      comment: `#${first} by #${second}`,
      position: first,
      positionBy: second,
    });
    expect(server.positions()).toEqual([]);
  });
});
