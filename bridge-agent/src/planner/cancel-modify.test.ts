import { describe, expect, test } from "vitest";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import { circumstances, market, pending, position } from "../testing/fixtures.ts";
import { plan } from "./plan.ts";

type Cancel = Extract<Instruction, { kind: "cancel" }>;
type Modify = Extract<Instruction, { kind: "modify" }>;

function stepsOf(instruction: Instruction, from: ReturnType<typeof market>) {
  const planned = plan(instruction, from, circumstances());
  return planned.ok ? planned.value.phases.flat() : planned.error.code;
}

describe("cancel", () => {
  const cancel = (changes: Partial<Cancel> = {}): Cancel => ({
    ...{ kind: "cancel", symbol: "EURUSD", side: "both", types: [] },
    ...changes,
  });

  test("removes the pending orders of the side and types that were named", () => {
    const wanted = pending({ side: "buy", kind: "stop" });
    const pendings = [
      wanted,
      pending({ side: "sell", kind: "stop" }),
      pending({ side: "buy", kind: "limit" }),
    ];
    const steps = stepsOf(cancel({ side: "long", types: ["stop"] }), market({ pendings }));
    expect(steps).toMatchObject([{ action: "remove", ticket: wanted.ticket }]);
    expect(steps).toHaveLength(1);
  });

  test("no types means every type, no symbol every symbol", () => {
    const pendings = [pending(), pending({ symbol: "USDJPY", side: "sell", kind: "stop" })];
    expect(stepsOf(cancel({ symbol: null }), market({ pendings }))).toHaveLength(2);
  });

  test("pending orders of others stay", () => {
    const pendings = [pending({ orderId: null })];
    expect(stepsOf(cancel(), market({ pendings }))).toBe("nothing_to_do");
  });

  test("more requests than an order may have are refused as a whole", () => {
    const pendings = Array.from({ length: 257 }, () => pending());
    expect(stepsOf(cancel(), market({ pendings }))).toBe("too_many_steps");
  });
});

describe("modify", () => {
  const modify = (changes: Partial<Modify> = {}): Modify => ({
    ...{ kind: "modify", symbol: "EURUSD", target: "positions", side: "both", types: [] },
    ...changes,
  });

  test("what is not named stays as it is", () => {
    const one = position({ stopLoss: "1.07", takeProfit: "1.10" });
    const steps = stepsOf(
      modify({ stopLoss: { unit: "price", value: "1.08" } }),
      market({ positions: [one] }),
    );
    expect(steps).toMatchObject([{ action: "sltp", position: one.position, sl: "1.08000", tp: "1.10" }]);
  });

  test("none removes what is there", () => {
    const one = position({ stopLoss: "1.07", takeProfit: "1.10" });
    const steps = stepsOf(modify({ stopLoss: { unit: "none" } }), market({ positions: [one] }));
    expect(steps).toMatchObject([{ sl: "0", tp: "1.10" }]);
  });

  test("distances of positions count from the live quote, of orders from their own price", () => {
    const stopLoss = { unit: "pips", value: "10" } as const;
    const short = position({ side: "short" });
    expect(stepsOf(modify({ stopLoss }), market({ positions: [short] }))).toMatchObject([{ sl: "1.08600" }]);
    const limit = pending({ price: "1.07000", takeProfit: "1.09" });
    expect(stepsOf(modify({ target: "orders", stopLoss }), market({ pendings: [limit] }))).toMatchObject([
      { action: "modify", ticket: limit.ticket, price: "1.07000", sl: "1.06900", tp: "1.09" },
    ]);
  });

  test("a stop on the wrong side is refused before anything is changed", () => {
    const positions = [position({ side: "short" }), position()];
    const stopLoss = { unit: "price", value: "1.08" } as const;
    expect(stepsOf(modify({ stopLoss }), market({ positions }))).toBe("stop_loss_wrong_side");
  });

  test("nothing to modify is refused by its own code", () => {
    expect(stepsOf(modify({ stopLoss: { unit: "none" } }), market())).toBe("nothing_to_do");
  });
});
