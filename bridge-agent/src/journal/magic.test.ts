import { expect, it } from "vitest";
import { magicOfOrder, magicOfStep, orderPart, stepPart } from "./magic.ts";

it("orders and steps that are asked for in turn each keep the number of their own", () => {
  const [one, other] = ["ord_00000000000000000000000001", "ord_00000000000000000000000002"];
  const asked = [
    [one, 0],
    [one, 1],
    [other, 1],
    [other, 0],
  ] as const;
  const first = asked.map(([orderId, step]) => magicOfStep(orderId, step));
  expect(new Set(first).size).toBe(asked.length);
  expect(asked.map(([orderId, step]) => magicOfStep(orderId, step))).toEqual(first);
  for (const [at, [orderId, step]] of asked.entries()) {
    expect(orderPart(first[at] ?? "")).toBe(magicOfOrder(orderId));
    expect(stepPart(first[at] ?? "")).toBe(step);
  }
});
