import { describe, expect, it } from "vitest";
import { openBroker } from "../trade-server/testing/broker.ts";
import type { RequestFault } from "./faults.ts";
import { refusedWithout, tellings } from "./tellings.ts";

/** What a terminal is told of a market order, by the types of the messages. */
function told(fault: RequestFault | undefined, requestId: number | undefined = 7) {
  const { transactions } = openBroker().ask({});
  const shuffle = <T>(things: readonly T[]) => things.toReversed();
  return tellings(transactions, { offsetMs: 0, fault, requestId, shuffle });
}

const types = (bundles: ReturnType<typeof told>) =>
  bundles.flat().map((message) => (message.type === "transaction" ? message["kind"] : message.type));

describe("what a terminal is told of a trade", () => {
  it("has each transaction after the records that belong to it, and a filled order in neither list for a while", () => {
    expect(types(told(undefined))).toEqual([
      ...["order", "order_add", "deal", "position", "deal_add", "order_gone", "order_delete"],
      ...["history", "history_add", "result"],
    ]);
  });

  it("has the right records, and no transactions, when those are dropped", () => {
    expect(types(told("drop_transactions"))).toEqual([
      ...["order", "deal", "position", "order_gone", "history", "result"],
    ]);
  });

  it("has the records in their order though transactions come in another", () => {
    const reordered = types(told("reorder"));
    const records = ["order", "deal", "position", "order_gone", "history"];
    expect(reordered.filter((type) => records.includes(String(type)))).toEqual(records);
    expect(reordered.indexOf("result")).toBeLessThan(reordered.indexOf("order_add"));
  });

  it("has the answer twice, never, or as a timeout", () => {
    expect(types(told("answer_twice")).filter((type) => type === "result")).toHaveLength(2);
    expect(types(told("no_answer"))).not.toContain("result");
    const answer = told("time_out_executed")
      .flat()
      .find(({ type }) => type === "result");
    expect(answer).toMatchObject({ id: 7, retcode: 10012, order: "0", deal: "0" });
    expect(types(told("time_out_executed"))).toContain("deal_add");
  });

  it("has no answer for a terminal that did not ask", () => {
    const { transactions } = openBroker().ask({});
    const shuffle = <T>(things: readonly T[]) => [...things];
    const bundles = tellings(transactions, { offsetMs: 0, fault: undefined, requestId: undefined, shuffle });
    expect(types(bundles)).not.toContain("result");
  });

  it("is only an answer when the broker did not look at the request", () => {
    expect(refusedWithout("reject", 1)).toMatchObject({ retcode: 10006, changes: [] });
    expect(refusedWithout("time_out_lost", 1)).toMatchObject({ retcode: 10012, changes: [] });
  });
});
