import { expect, test } from "vitest";
import type { Instruction } from "../order/instruction.ts";
import { opens } from "./opens.ts";

const target = (over: Partial<Extract<Instruction, { kind: "target" }>>): Instruction => ({
  ...{ kind: "target", symbol: "EURUSD", side: "long", exact: true, lots: "0.1" },
  ...over,
});

test.each<[string, Instruction, boolean]>([
  ["an open", { kind: "open", symbol: "EURUSD", side: "buy", type: "market", lots: "0.1" }, true],
  ["a pending order", { kind: "open", symbol: "EURUSD", side: "buy", type: "limit", lots: "0.1" }, true],
  ["a close", { kind: "close", symbol: null, side: "both", amount: { unit: "all" } }, false],
  ["a cancellation", { kind: "cancel", symbol: null, side: "both", types: [] }, false],
  ["new stops", { kind: "modify", symbol: "EURUSD", target: "positions", side: "both", types: [] }, false],
  ["a target that is flat", target({ side: "flat" }), false],
  ["a target", target({}), true],
  ["an order in the target's direction", target({ exact: false, order: "buy" }), true],
  ["an order against it, which takes off", target({ exact: false, order: "sell" }), false],
  ["the same of a short", target({ side: "short", exact: false, order: "buy" }), false],
  ["an exact size, whatever the order", target({ order: "sell" }), true],
])("%s", (_what, instruction, expected) => {
  expect(opens(instruction)).toBe(expected);
});
