import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { figures, market, position } from "../testing/fixtures.ts";
import { close, open, outcome, price } from "./plan-test-support.ts";

describe("netting accounts", () => {
  const account = figures({ mode: "netting" });
  const standing = position({ lots: "0.50", stopLoss: "1.07000", takeProfit: "1.10000" });
  const netting = market({ account, positions: [standing] });

  test("a close is an order of the other side that names the position", () => {
    expect(outcome(close({ amount: { unit: "percent", value: "50" } }), netting)).toMatchObject({
      steps: [{ action: "deal", side: "sell", lots: "0.25", position: standing.position }],
    });
  });

  test("an order that adds keeps the position's stops, which it would remove otherwise", () => {
    expect(outcome(open(), netting)).toMatchObject({
      steps: [{ sl: "1.07000", tp: "1.10000" }],
      notes: ["stops_kept"],
    });
    expect(outcome(open({ stopLoss: price("1.08") }), netting)).toMatchObject({
      steps: [{ sl: "1.08000", tp: "1.10000" }],
    });
  });

  test("an order against the position says so", () => {
    expect(outcome(open({ side: "sell" }), netting)).toMatchObject({
      steps: [{ sl: "0" }],
      notes: ["against_position"],
    });
  });

  test("a target on the other side closes the position, then opens", () => {
    const target: Instruction = {
      ...{ kind: "target", symbol: "EURUSD", side: "short", exact: true, lots: "0.20" },
    };
    expect(outcome(target, netting)).toMatchObject({
      steps: [
        { side: "sell", lots: "0.5", position: standing.position },
        { side: "sell", lots: "0.2", position: "0", sl: "0" },
      ],
      notes: [],
    });
  });
});
