import { describe, expect, test } from "vitest";
import { defaultOrderRules, type Instruction } from "../../../src/domain/order/instruction.ts";
import { refusal } from "../../../src/domain/refusal.ts";
import { fromAgentSchema } from "../../../src/protocol/agent-link.ts";
import type { Previewed } from "../../../src/protocol/preview.ts";
import { GatewayClock } from "../gateway-link/gateway-clock.ts";
import type { Market } from "../planner/market.ts";
import { facts, figures, market, pending, position } from "../testing/fixtures.ts";
import { Previewer, type PreviewerParts } from "./previewer.ts";

const clock = new GatewayClock({ wallMs: () => 1_772_625_600_000, monotonicMs: () => 1_000 });

/** Figures that were told just now, by the clock that the agent takes. */
const fresh = (changes = {}) => figures({ toldAtMs: performance.now(), ...changes });

function preview(
  instructions: Instruction[],
  changes: Partial<Market> = {},
  parts: Partial<PreviewerParts> = {},
): Previewed {
  const given = market({ account: fresh(), ...changes });
  const previewer = new Previewer({ market: given, clock, notReady: () => null, ...parts });
  const frame = { type: "preview" as const, requestId: "one", rules: defaultOrderRules, instructions };
  const answer = previewer.answer(frame);
  // What is answered must be a frame of the link.
  fromAgentSchema.parse(JSON.parse(JSON.stringify(answer)));
  return answer;
}

const riskyBuy: Instruction = {
  ...{ kind: "open", symbol: "EURUSD", side: "buy", type: "market" },
  size: { unit: "balance_percent_loss", value: "1" },
  stopLoss: { unit: "pips", value: "20" },
  takeProfit: { unit: "pips", value: "40" },
};
const closeAll: Instruction = {
  ...{ kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" } },
};

test("an entry is shown with its lots, prices, distances, margin and risk", () => {
  const { account, orders, requestId } = preview([riskyBuy]);
  expect(requestId).toBe("one");
  expect(account).toEqual({
    ...{ currency: "USD", balance: "10000.00", equity: "9500.00", margin: "0.00", freeMargin: "9500.00" },
  });
  expect(orders).toHaveLength(1);
  expect(orders[0]?.refusal).toBeNull();
  expect(orders[0]?.steps).toMatchObject([
    {
      ...{ phase: 0, action: "deal", side: "buy", lots: "0.5", price: "1.08510", filling: "fok" },
      ...{ stopLoss: "1.08310", takeProfit: "1.08910", stopPips: "20", targetPips: "40" },
      // Half of 1,085.10; half a lot over 200 points.
      margin: "542.55",
      risk: { money: "100.00", balancePercent: "1.00", equityPercent: "1.06" },
      ...{ position: null, ticket: null, expiresAtMs: null },
    },
  ]);
});

test("a pending order is measured from its own price and ends by the gateway's clock", () => {
  const sample = new GatewayClock({ wallMs: () => 1_772_625_600_000, monotonicMs: () => 1_000 });
  sample.set({ roundTripMs: 1, wallOffsetMs: -60_000, monotonicOffsetMs: 0 });
  const limit: Instruction = {
    ...{ kind: "open", symbol: "EURUSD", side: "sell", type: "limit", lots: "0.10" },
    ...{ entry: { unit: "price", value: "1.09000" }, stopLoss: { unit: "price", value: "1.09500" } },
    expiresAtMs: 1_772_640_000_000,
  };
  expect(preview([limit], {}, { clock: sample }).orders[0]?.steps).toMatchObject([
    {
      ...{ action: "pending", price: "1.09000", filling: "return", stopPips: "50", targetPips: null },
      ...{ time: "specified", expiresAtMs: 1_772_640_000_000, risk: { money: "50.00" } },
    },
  ]);
});

test("a position's new stop and target are measured from where it was opened, and need no margin", () => {
  const one = position({ side: "long", lots: "0.50", openPrice: "1.08600", stopLoss: null });
  const move: Instruction = {
    ...{ kind: "modify_position", symbol: "EURUSD", position: one.position },
    stopLoss: { unit: "price", value: "1.08400" },
    takeProfit: { unit: "price", value: "1.09000" },
  };
  expect(preview([move], { positions: [one] }).orders[0]?.steps).toMatchObject([
    {
      ...{ action: "sltp", stopLoss: "1.08400", stopPips: "20", targetPips: "40", margin: null },
      risk: { money: "100.00", balancePercent: "1.00" },
    },
  ]);
  // A stop on the winning side risks nothing of what was paid.
  const won = position({ side: "long", lots: "0.50", openPrice: "1.08000", stopLoss: null });
  const safe = { ...move, position: won.position };
  expect(preview([safe], { positions: [won] }).orders[0]?.steps).toMatchObject([
    { stopPips: "40", risk: null },
  ]);
});

test("a pending order that is moved is measured from where it would fill: a stop limit order at its limit", () => {
  const one = pending({ side: "buy", kind: "stop_limit", lots: "0.10", price: "1.09", stopLimit: "1.08" });
  const move: Instruction = {
    ...{ kind: "modify_pending", symbol: "EURUSD", ticket: one.ticket, price: "1.095" },
    stopLoss: { unit: "price", value: "1.08" },
  };
  expect(preview([move], { pendings: [one] }).orders[0]?.steps).toMatchObject([
    { action: "modify", price: "1.09500", stopPips: "50", margin: null, risk: { money: "50.00" } },
  ]);
});

test("a later leg is planned as if the one before were done", () => {
  const positions = [position({ side: "short", lots: "0.30" })];
  const pendings = [pending()];
  const cancel: Instruction = { kind: "cancel", symbol: "EURUSD", side: "both", types: [] };
  const { orders } = preview([closeAll, cancel, closeAll], { positions, pendings });
  expect(orders[0]?.steps).toMatchObject([
    { action: "deal", side: "buy", price: "1.08510", position: positions[0]?.position, margin: null },
  ]);
  expect(orders[1]?.steps).toMatchObject([{ action: "remove", ticket: pendings[0]?.ticket }]);
  expect(orders[2]).toMatchObject({ steps: [], refusal: { code: "nothing_to_do" } });
});

describe("refusals", () => {
  test("of the planner leave no steps", () => {
    const { orders } = preview([{ ...riskyBuy, stopLoss: undefined }]);
    expect(orders).toMatchObject([{ steps: [], refusal: { code: "size_needs_stop" } }]);
  });

  test("of the policy come with the steps that it refused", () => {
    const refused = refusal("policy_symbol_not_allowed", "Not here.");
    const { orders } = preview([riskyBuy], {}, { judge: (steps) => steps.map(() => refused) });
    expect(orders).toMatchObject([{ steps: [{ lots: "0.5" }], refusal: refused }]);
  });

  test("of a terminal that is not there hold for every order", () => {
    const offline = refusal("terminal_offline", "No terminal is connected.");
    const { orders } = preview([closeAll, riskyBuy], {}, { notReady: () => offline });
    expect(orders.map((one) => one.refusal?.code)).toEqual(["terminal_offline", "terminal_offline"]);
  });
});

test("a closed market and a margin that is not free are noted, because only the broker can refuse them", () => {
  const symbols = new Map([["EURUSD", facts("EURUSD", { open: false })]]);
  const { orders } = preview([riskyBuy], { symbols, account: fresh({ freeMargin: "100.00" }) });
  expect(orders[0]?.notes.map(({ code }) => code)).toEqual(["market_closed", "margin_short"]);
});

test("what the terminal does not know is left open", () => {
  const symbols = new Map([["XAUUSD", facts("XAUUSD", { forex: false, marginBuy: null, tickLoss: null })]]);
  const buy: Instruction = {
    ...{ kind: "open", symbol: "XAUUSD", side: "buy", type: "market", lots: "1" },
    stopLoss: { unit: "price", value: "2600" },
  };
  expect(preview([buy], { symbols }).orders[0]?.steps).toMatchObject([
    { stopPips: null, margin: null, risk: null },
  ]);
});
