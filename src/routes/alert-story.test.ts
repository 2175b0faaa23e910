import { describe, expect, it } from "vitest";
import type { Alert } from "../../durable-objects/strategy/alert.ts";
import type { OrderView } from "../../durable-objects/trading-account/views.ts";
import type { OrderState } from "../domain/order/events.ts";
import { refusal } from "../domain/refusal.ts";
import { type AccountPart, outcomeOf, timelineOf } from "./alert-story.ts";

const alert: Alert = {
  id: "alt_01M7Z10KYQ5FSWAQ00EA24PRE6",
  receivedAtMs: 1_000,
  decidedAtMs: 1_002,
  verdict: "accepted",
  body: "BUY EURUSD 0.1",
  explicitId: null,
  address: null,
  duplicateOf: null,
  hint: null,
  refusal: null,
  signal: null,
  routes: [{ accountId: "a", refusal: null }],
};

function order(state: OrderState, changes: Partial<OrderView> = {}): OrderView {
  return {
    id: "ord_1",
    source: { kind: "alert", alertId: alert.id, strategyId: "str_1" },
    alertId: alert.id,
    strategyId: "str_1",
    leg: 0,
    after: null,
    symbol: "EURUSD",
    instruction: { kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } },
    state,
    door: null,
    refusal: null,
    filledLots: "0",
    averagePrice: null,
    ticket: null,
    seq: null,
    createdAtMs: 1_003,
    changedAtMs: 1_003,
    deadlineMs: 31_000,
    deals: [],
    timeline: [],
    ...changes,
  };
}

const part = (orders: OrderView[], accountId = "a"): AccountPart => ({
  accountId,
  alertId: alert.id,
  refusal: null,
  orders,
});
const outcome = (...states: OrderState[]) => outcomeOf(alert, [part(states.map((state) => order(state)))]);

describe("the outcome of an alert", () => {
  it("is none, and final, when it was refused or is a duplicate", () => {
    for (const verdict of ["refused", "duplicate"] as const) {
      expect(outcomeOf({ ...alert, verdict }, [])).toEqual({ outcome: null, final: true });
    }
  });

  it("is pending until the account has its orders, and while any of them is under way", () => {
    expect(outcomeOf(alert, [])).toEqual({ outcome: "pending", final: false });
    expect(outcomeOf(alert, [part([])])).toEqual({ outcome: "pending", final: false });
    for (const state of ["pending", "sent", "accepted", "submitted"] as const) {
      expect(outcome("filled", state)).toEqual({ outcome: "pending", final: false });
    }
  });

  it("is that of its orders when they agree, and mixed when they do not", () => {
    for (const state of ["filled", "working", "cancelled", "rejected", "expired"] as const) {
      expect(outcome(state, state)).toEqual({ outcome: state, final: true });
    }
    expect(outcome("filled", "rejected")).toEqual({ outcome: "mixed", final: true });
  });

  it("is unknown, and not final, as long as one order's is", () => {
    expect(outcome("filled", "unknown", "pending")).toEqual({ outcome: "unknown", final: false });
  });

  it("is not final while a part is filled only", () => {
    expect(outcome("partially_filled")).toEqual({ outcome: "partially_filled", final: false });
  });

  it("of a flip with nothing to close is that of the order that opened", () => {
    const nothing = order("rejected", { refusal: refusal("nothing_to_do", "There is nothing to close.") });
    expect(outcomeOf(alert, [part([nothing, order("filled")])])).toEqual({ outcome: "filled", final: true });
    expect(outcomeOf(alert, [part([nothing])])).toEqual({ outcome: "rejected", final: true });
  });

  it("is rejected when the account took the signal and refused it", () => {
    const refused = { ...part([]), refusal: refusal("unknown_symbol", "No such symbol.") };
    expect(outcomeOf(alert, [refused])).toEqual({ outcome: "rejected", final: true });
  });

  it("waits for every route that took it, and for no other", () => {
    const routes = [
      { accountId: "a", refusal: null },
      { accountId: "b", refusal: null },
      { accountId: "c", refusal: refusal("route_paused", "Paused.") },
    ];
    const filled = [order("filled")];
    const two = { ...alert, routes };
    expect(outcomeOf(two, [part(filled)])).toEqual({ outcome: "pending", final: false });
    expect(outcomeOf(two, [part(filled), part(filled, "b")])).toEqual({ outcome: "filled", final: true });
  });

  it("of a message to the strategy itself is filled: it was carried out", () => {
    expect(outcomeOf({ ...alert, routes: [] }, [])).toEqual({ outcome: "filled", final: true });
  });
});

describe("the timeline", () => {
  it("puts the steps of all orders between receipt and now in the order of their times", () => {
    const step = (state: OrderState, atMs: number) =>
      ({ step: state, atMs, recordedAtMs: atMs + 5, epoch: 1, event: null }) as const;
    const parts = [
      part([order("filled", { id: "ord_1", timeline: [step("pending", 1_003), step("filled", 1_050)] })]),
      part([order("sent", { id: "ord_2", timeline: [step("pending", 1_003), step("sent", 1_010)] })], "b"),
    ];
    const signal = { dialect: "text", symbol: "EURUSD", legs: [], unavailable: [], firedAtMs: 500 } as const;
    const steps = timelineOf({ ...alert, signal: { ...signal, legs: [], unavailable: [] } }, parts);
    expect(steps.map(({ step: name, at, orderId }) => [name, at, orderId])).toEqual([
      ["fired", 500, undefined],
      ["received", 1_000, undefined],
      ["verdict", 1_002, undefined],
      ["pending", 1_003, "ord_1"],
      ["pending", 1_003, "ord_2"],
      ["sent", 1_010, "ord_2"],
      ["filled", 1_050, "ord_1"],
    ]);
    expect(steps[6]).toMatchObject({ accountId: "a", recordedAt: 1_055, epoch: 1 });
  });
});
