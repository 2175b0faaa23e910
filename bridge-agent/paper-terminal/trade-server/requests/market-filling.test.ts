import { describe, expect, it } from "vitest";
import type { Execution, FillingFlag } from "../market/symbol-spec.ts";
import { retcodes } from "../retcodes.ts";
import { openBroker, told } from "../testing/broker.ts";
import type { Filling } from "../types.ts";

describe("the filling of a market order", () => {
  const flags: readonly (readonly FillingFlag[])[] = [[], ["fok"], ["ioc"], ["fok", "ioc", "boc"]];
  const rows = (["request", "instant", "market", "exchange"] as const).flatMap((execution) =>
    flags.flatMap((fillings) =>
      (["fok", "ioc", "return", "boc"] as const).map((filling) => ({ execution, fillings, filling })),
    ),
  );

  /** "Symbol Properties", fill policy; no flag at all leaves return. */
  const isAllowed = (execution: Execution, fillings: readonly FillingFlag[], filling: Filling): boolean => {
    if (filling === "boc") return false;
    if (execution === "request" || execution === "instant") return true;
    if (filling === "return") return execution === "exchange" || fillings.length === 0;
    return fillings.includes(filling);
  };

  it.each(rows)(
    "$filling with execution $execution and flags $fillings",
    ({ execution, fillings, filling }) => {
      const { ask } = openBroker({ specs: { EURUSD: { execution, fillings } } });
      const expected = isAllowed(execution, fillings, filling) ? retcodes.done : retcodes.invalidFill;
      expect(ask({ filling, price: "1.08510" }).retcode).toBe(expected);
    },
  );

  const thin = { conduct: { liquidityLots: "0.5" }, specs: { EURUSD: { execution: "exchange" } } } as const;

  it("fok: all or nothing", () => {
    const { ask, server } = openBroker(thin);
    expect(ask({ lots: "2" })).toMatchObject({ retcode: retcodes.reject, changes: [] });
    expect(ask({ lots: "0.1" }).retcode).toBe(retcodes.done);
    expect(server.positions()).toHaveLength(1);
  });

  it("ioc: the rest is cancelled", () => {
    const { ask, server } = openBroker(thin);
    const outcome = ask({ lots: "2", filling: "ioc" });
    expect(outcome.retcode).toBe(retcodes.donePartial);
    expect(told(outcome.transactions)).toEqual([
      "order_add started",
      "deal_add",
      "order_delete cancelled",
      "history_add cancelled",
      "request",
    ]);
    const [position] = server.positions();
    expect(position).toMatchObject({ lots: outcome.lots });
    expect(Number(outcome.lots)).toBeGreaterThanOrEqual(0.25);
    expect(Number(outcome.lots)).toBeLessThanOrEqual(0.5);
    expect(server.historyOrder(outcome.order)).toMatchObject({ state: "cancelled", lotsInitial: "2" });
    // What is withdrawn counts as not filled: so the agent knows that no other deal is to come.
    const [deal] = Array.from(server.dealsAfter(0n));
    expect(Number(deal?.remaining) + Number(deal?.lots)).toBeCloseTo(2);
  });

  it("return: the rest stands as partial and is filled tick by tick into the same position", () => {
    const { ask, server, pass } = openBroker(thin);
    const outcome = ask({ lots: "2", filling: "return" });
    expect(outcome.retcode).toBe(retcodes.donePartial);
    expect(server.orders()).toMatchObject([{ ticket: outcome.order, state: "partial", lotsInitial: "2" }]);
    for (let i = 0; i < 10; i++) pass(250);
    expect(server.orders()).toEqual([]);
    expect(server.positions()).toMatchObject([{ ident: outcome.order, lots: "2" }]);
    const deals = Array.from(server.dealsAfter(0n));
    expect(deals.length).toBeGreaterThanOrEqual(4);
    expect(deals.at(-1)).toMatchObject({ remaining: "0", ticket: outcome.order });
    expect(Number(deals[0]?.remaining) + Number(deals[0]?.lots)).toBeCloseTo(2);
    // As the book says: the history shows the last part as the order's volume.
    expect(server.historyOrder(outcome.order)).toMatchObject({
      state: "filled",
      lotsInitial: deals.at(-1)?.lots,
    });
  });

  it("return: a position that is closed between two parts comes back with the same ticket", () => {
    const { ask, server, pass } = openBroker(thin);
    const { order, lots } = ask({ lots: "1", filling: "return" });
    expect(ask({ type: "sell", position: order, lots, filling: "ioc" }).order).not.toBe("0");
    for (let i = 0; i < 10; i++) pass(250);
    const [position] = server.positions();
    expect(position).toMatchObject({ position: order, ident: order });
  });

  it("return: while the rest of a close stands, the position cannot be closed again", () => {
    const { ask, pass, server } = openBroker(thin);
    const { order: position } = ask({ lots: "0.2" });
    const { order: grown } = ask({ lots: "2", filling: "return" });
    for (let i = 0; i < 10; i++) pass(250);
    const close = { type: "sell", position: grown, filling: "return" } as const;
    expect(ask({ ...close, lots: "2" }).retcode).toBe(retcodes.donePartial);
    expect(ask({ ...close, lots: "0.1" }).retcode).toBe(retcodes.closeOrderExist);
    expect(ask({ ...close, position, lots: "0.2" }).retcode).toBe(retcodes.done);
    for (let i = 0; i < 10; i++) pass(250);
    expect(server.positions()).toEqual([]);
    expect(server.orders()).toEqual([]);
  });
});
