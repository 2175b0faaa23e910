import fc from "fast-check";
import { expect, it } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import { NOON_MS, openBroker, type TestBroker } from "./testing/broker.ts";
import type { Change, TradeRequest, Transaction } from "./types.ts";

/**
 * What must hold whatever is asked and wherever the market goes: the records agree with each other, with
 * what was told, and with what a terminal's lists would be that knows nothing but the transactions.
 */
const lots = fc.constantFrom("0.01", "0.1", "0.2", "0.5", "3");
const price = fc.integer({ min: 107_500, max: 109_500 }).map((points) => `1.0${points - 100_000}`);
const level = fc.oneof({ weight: 4, arbitrary: fc.constant("0") }, price);
const side = fc.constantFrom("buy", "sell");
const pick = fc.nat({ max: 9 });

type Act =
  | {
      readonly act: "request";
      readonly fields: Partial<TradeRequest>;
      readonly pick: number;
      readonly by: number;
    }
  | { readonly act: "move"; readonly bid: number; readonly ms: number };

const asking = fc
  .record({
    action: fc.constantFrom("deal", "close", "pending", "modify", "remove", "sltp", "close_by"),
    type: fc.constantFrom(
      "buy_limit",
      "sell_limit",
      "buy_stop",
      "sell_stop",
      "buy_stop_limit",
      "sell_stop_limit",
    ),
    filling: fc.constantFrom("fok", "ioc", "return"),
    time: fc.constantFrom("gtc", "day"),
    ...{ side, lots, price, stoplimit: price, sl: level, tp: level, pick, by: pick },
  })
  .map(({ pick, by, side, action, type, ...fields }): Act => {
    const isMarket = action === "deal" || action === "close";
    const request = { ...fields, action: action === "close" ? "deal" : action, type: isMarket ? side : type };
    return { act: "request", fields: { ...request, comment: action } as const, pick, by };
  });

const moving = fc.record({
  act: fc.constant("move" as const),
  bid: fc.integer({ min: 107_500, max: 109_500 }),
  ms: fc.constantFrom(250, 1_000, 20_000),
});

const acts = fc.array(fc.oneof({ weight: 3, arbitrary: asking }, moving), { minLength: 10, maxLength: 60 });

function perform(act: Act, broker: TestBroker) {
  const { server } = broker;
  if (act.act === "move") {
    broker.market.set("EURUSD", `1.0${act.bid - 100_000}`, `1.0${act.bid - 100_000 + 10}`);
    return broker.pass(act.ms);
  }
  const positions = server.positions();
  const at = <T>(list: readonly T[], index: number) =>
    list.length === 0 ? undefined : list[index % list.length];
  const position = at(positions, act.pick);
  const opposite = positions.filter((other) => other.direction !== position?.direction);
  const isClose = act.fields.comment === "close";
  const named = act.fields.action !== "deal" || isClose ? (position?.position ?? "0") : "0";
  const type =
    isClose && position !== undefined ? (position.direction === "long" ? "sell" : "buy") : undefined;
  return broker.ask({
    ...act.fields,
    ...(type === undefined ? {} : { type }),
    position: named,
    positionBy: at(opposite, act.by)?.position ?? "0",
    order: at(server.orders(), act.pick)?.ticket ?? "0",
  });
}

/** A terminal's lists, made from transactions alone. */
function terminalOf(transactions: readonly Transaction[]) {
  const standing = new Map<string, Change>();
  const history = new Map<string, Change>();
  const positions = new Map<string, Change>();
  const deals: Change[] = [];
  for (const each of transactions) {
    for (const record of each.records) {
      if (record.change === "position") positions.set(record.position.ident, record);
      if (record.change === "position_closed") positions.delete(record.position.ident);
      if (record.change === "deal") deals.push(record);
      if (record.change !== "order") continue;
      if (each.type === "order_add" || each.type === "order_update")
        standing.set(record.order.ticket, record);
      if (each.type === "order_delete") standing.delete(record.order.ticket);
      if (each.type === "history_add") history.set(record.order.ticket, record);
    }
  }
  return { standing, history, positions, deals };
}

const netLots = (records: readonly { side?: string; direction?: string; lots: string }[]) =>
  records.reduce(
    (sum, { side, direction, lots }) =>
      side === "buy" || direction === "long" ? sum.plus(lots) : sum.minus(lots),
    new Decimal(0),
  );

it.each([
  ["hedging", null],
  ["netting", null],
  ["hedging", "0.3"],
  ["netting", "0.3"],
] as const)(
  "records, lists and sums of a %s account agree, liquidity %s",
  (mode, liquidityLots) => {
    fc.assert(
      fc.property(acts, fc.nat(), (plan, seed) => {
        const broker = openBroker({
          // Half a minute before the end of a day, so that swaps and orders for the day come into it.
          nowMs: NOON_MS + 12 * 3_600_000 - 30_000,
          account: { mode, leverage: 100, openingBalance: "5000.00" },
          conduct: { seed, liquidityLots, dealLastChance: 0.5 },
          specs: { EURUSD: { execution: "exchange", fillings: ["fok", "ioc"] } },
        });
        const { server } = broker;
        const changes: Change[] = [];
        const transactions: Transaction[] = [];
        for (const act of plan) {
          const came = perform(act, broker);
          changes.push(...came.changes);
          transactions.push(...came.transactions);
        }
        const deals = Array.from(server.dealsAfter(0n));
        const positions = server.positions();
        expect(changes.flatMap((each) => (each.change === "deal" ? [each.deal] : []))).toEqual(deals);
        const money = deals.reduce(
          (sum, { profit, commission, swap }) => sum.plus(profit).plus(commission).plus(swap),
          new Decimal(5000),
        );
        expect(server.account().balance).toBe(money.toFixed(2));
        expect(netLots(deals).toFixed()).toBe(netLots(positions).toFixed());
        if (mode === "netting") expect(positions.length).toBeLessThanOrEqual(1);
        for (const { lots } of [...positions, ...deals]) expect(Number(lots)).toBeGreaterThan(0);
        const terminal = terminalOf(transactions);
        const byIdent = (a: { ident: string }, b: { ident: string }) => Number(a.ident) - Number(b.ident);
        const told = Array.from(terminal.positions.values(), (each) =>
          each.change === "position" ? [each.position] : [],
        ).flat();
        expect(told.sort(byIdent)).toEqual([...positions].sort(byIdent));
        expect(Array.from(terminal.standing.keys()).sort()).toEqual(
          server
            .orders()
            .map((each) => each.ticket)
            .sort(),
        );
        const history = server.historyOrders(0, Number.MAX_SAFE_INTEGER).map((each) => each.ticket);
        expect(Array.from(terminal.history.keys()).sort()).toEqual(history.sort());
        expect(terminal.deals).toHaveLength(deals.length);
        broker.store.close();
      }),
      { numRuns: 40 },
    );
  },
  60_000,
);
