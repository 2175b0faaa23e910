import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { market, position } from "../testing/fixtures.ts";
import { open, outcome, pips, price } from "./plan-test-support.ts";

describe("sizes that are not lots", () => {
  const { lots: _, ...sizeless } = open({ stopLoss: pips("20") });

  test("become lots by the account as it stands", () => {
    const size = { unit: "balance_percent_loss", value: "1" } as const;
    expect(outcome({ ...sizeless, size })).toMatchObject({ steps: [{ lots: "0.5", sl: "1.08310" }] });
    const limits = { minLots: "0.01", maxLots: "0.4" };
    expect(outcome({ ...sizeless, size, limits })).toBe("volume_too_large");
  });

  test("are refused by figures that are old, or never came", () => {
    const size = { unit: "equity_percent", value: "100" } as const;
    expect(outcome({ ...sizeless, size }, market({ account: undefined }))).toBe("facts_stale");
    expect(outcome({ ...sizeless, size }, market(), { steadyMs: 60_000 })).toBe("facts_stale");
  });

  test("of a pending order go by its own price", () => {
    const size = { unit: "risk_money", value: "100" } as const;
    const limit = { ...sizeless, size, type: "limit" as const, entry: price("1.08000") };
    expect(outcome(limit)).toMatchObject({ steps: [{ lots: "0.5", price: "1.08000", sl: "1.07800" }] });
  });

  test("of a target are the position that should stand; what is held is taken into account", () => {
    const target: Instruction = {
      ...{ kind: "target", symbol: "EURUSD", side: "long", exact: true, stopLoss: pips("20") },
      size: { unit: "risk_money", value: "100" },
    };
    expect(outcome(target, market({ positions: [position({ lots: "0.20" })] }))).toMatchObject({
      steps: [{ lots: "0.3", sl: "1.08310" }],
    });
  });

  test("of a reversal are those of the new position, nothing is taken off for the old one", () => {
    const target: Instruction = {
      ...{ kind: "target", symbol: "EURUSD", side: "long", exact: false, order: "buy", stopLoss: pips("20") },
      size: { unit: "risk_money", value: "100" },
    };
    const positions = [position({ side: "short", lots: "0.30" })];
    expect(outcome(target, market({ positions }))).toMatchObject({
      steps: [{ lots: "0.3" }, { lots: "0.5" }],
    });
  });
});
