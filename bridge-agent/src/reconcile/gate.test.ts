import { expect, test } from "vitest";
import { Gate } from "./gate.ts";

test("the gateway's orders go when the gate is open and the clock is known at that very moment", () => {
  const clock = { known: true };
  const gate = new Gate(clock);
  expect(gate.tradable).toBe(false);
  gate.set(true, true);
  expect(gate.tradable).toBe(true);
  clock.known = false;
  expect(gate.tradable).toBe(false);
  clock.known = true;
  expect(gate.tradable).toBe(true);
});

test("the agent's own orders do not ask for the clock", () => {
  const gate = new Gate({ known: false });
  gate.set(false, true);
  expect([gate.tradable, gate.local]).toEqual([false, true]);
});

test("says when something opened, so that what waited goes on", () => {
  const gate = new Gate({ known: true });
  expect(gate.set(false, true)).toBe(true);
  expect(gate.set(true, true)).toBe(true);
  expect(gate.set(true, true)).toBe(false);
  expect(gate.set(false, false)).toBe(false);
});
