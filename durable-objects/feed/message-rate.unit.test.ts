import { expect, test } from "vitest";
import { MessageRate } from "./message-rate.ts";

const rate = () => new MessageRate({ limit: 3, windowMs: 1_000, blockMs: 0 });

test("never more than the limit within any window, also across the turn of a second", () => {
  const messages = rate();
  expect([0, 900, 950].map((atMs) => messages.allows("a", atMs))).toEqual([true, true, true]);
  expect(messages.allows("a", 999)).toBe(false);
  // The one at 0 has left the window, those at 900 and 950 have not.
  expect([1_000, 1_001].map((atMs) => messages.allows("a", atMs))).toEqual([true, false]);
  expect(messages.allows("a", 1_900)).toBe(true);
});

test("one address costs another nothing", () => {
  const messages = rate();
  for (let message = 0; message < 4; message++) messages.allows("a", 0);
  expect(messages.allows("a", 0)).toBe(false);
  expect(messages.allows("b", 0)).toBe(true);
});
