import { describe, expect, it } from "vitest";
import { openBroker, told } from "./testing/broker.ts";
import type { Transaction } from "./types.ts";

/** How pending orders, levels and refusals are told, as printed in MetaQuotes' book and documentation. */
describe("a pending order", () => {
  const limit = { action: "pending", type: "buy_limit", price: "1.08400", lots: "0.01" } as const;

  it("is told as started and then as placed by a live server (order states)", () => {
    const { ask } = openBroker();
    const outcome = ask(limit);
    expect(told(outcome.transactions)).toEqual(["order_add started", "order_update", "request"]);
    expect(outcome.transactions[1]).toMatchObject({ orderState: "placed", lots: "0.01", price: "1.08400" });
    expect(outcome).toMatchObject({ retcode: 10009, lots: "0.01", deal: "0", price: "0", bid: "0" });
  });

  it("is told as placed at once by the tester (OnTrade)", () => {
    const { ask } = openBroker({ conduct: { startedFirst: false } });
    expect(told(ask(limit).transactions)).toEqual(["order_add placed", "request"]);
  });

  it("of type sell stop is dealt at the market and then leaves for the history (OnTrade)", () => {
    const { ask, move } = openBroker();
    const { order } = ask({ ...limit, type: "sell_stop", price: "1.08151" });
    const { transactions } = move("EURUSD", "1.08150", "1.08160");
    expect(told(transactions)).toEqual(["deal_add", "order_delete filled", "history_add filled"]);
    expect(transactions[0]).toMatchObject({ price: "1.08150", position: order, order });
  });

  it("that is removed leaves as cancelled, and the answer names it (OnTrade)", () => {
    const { ask } = openBroker();
    const { order } = ask(limit);
    const outcome = ask({ action: "remove", order });
    expect(told(outcome.transactions)).toEqual([
      "order_delete cancelled",
      "history_add cancelled",
      "request",
    ]);
    expect(outcome).toMatchObject({ retcode: 10009, order, deal: "0", price: "0" });
  });

  it("that is modified is updated, and the answer names it and its new price", () => {
    const { ask } = openBroker();
    const { order } = ask(limit);
    const outcome = ask({ action: "modify", order, price: "1.08300" });
    expect(told(outcome.transactions)).toEqual(["order_update", "request"]);
    expect(outcome).toMatchObject({ retcode: 10009, order, deal: "0", price: "1.08300" });
  });

  it("that is filled is in neither list between ORDER_DELETE and HISTORY_ADD (OnTrade)", () => {
    const { ask, move } = openBroker();
    const placed = ask(limit);
    const filled = move("EURUSD", "1.08390", "1.08400");
    const lists = (transactions: readonly Transaction[]) => {
      const standing = new Set<string>();
      const history = new Set<string>();
      for (const each of transactions) {
        if (each.type === "order_add" || each.type === "order_update") standing.add(each.order);
        if (each.type === "order_delete") standing.delete(each.order);
        if (each.type === "history_add") history.add(each.order);
      }
      return [standing.has(placed.order), history.has(placed.order)];
    };
    const all = [...placed.transactions, ...filled.transactions];
    const gone = all.findIndex((each) => each.type === "order_delete") + 1;
    expect(lists(all.slice(0, gone - 1))).toEqual([true, false]);
    expect(lists(all.slice(0, gone))).toEqual([false, false]);
    expect(lists(all)).toEqual([false, true]);
  });
});

it("a take profit of 1818.89 that the market jumps over is dealt at 1818.91, its order says 1818.89 (E10)", () => {
  const { ask, move, server, market } = openBroker();
  market.set("XAUUSD", "1815.00", "1815.20");
  const { order: position } = ask({ symbol: "XAUUSD", lots: "0.01", tp: "1818.89" });
  const { transactions } = move("XAUUSD", "1818.91", "1819.11");
  expect(told(transactions)).toEqual([
    "order_add started",
    "deal_add",
    "order_delete filled",
    "history_add filled",
  ]);
  const [, exit] = Array.from(server.dealsAfter(0n));
  expect(exit).toMatchObject({ side: "sell", price: "1818.91", reason: "tp", position });
  expect(server.historyOrder(exit?.ticket ?? "")).toMatchObject({
    type: "sell",
    price: "1818.89",
    reason: "tp",
    comment: "[tp 1818.89]",
    position,
  });
});

it("an answer can come before everything else; the terminal has the deal by then (OrderSendAsync sample)", () => {
  const { ask } = openBroker({ conduct: { requestFirstChance: 1 } });
  const { transactions, changes } = ask({ type: "sell" });
  expect(told(transactions)).toEqual([
    "request",
    "order_add started",
    "order_delete started",
    "history_add filled",
    "deal_add",
  ]);
  expect(transactions[0]).toMatchObject({ records: changes });
});
