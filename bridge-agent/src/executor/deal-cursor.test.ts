import { expect, test } from "vitest";
import { DealCursor } from "./deal-cursor.ts";

function begin() {
  const time = { now: 0 };
  const handled: string[] = [];
  const cursor = new DealCursor({ dealHandled: (deal) => void handled.push(deal) }, () => time.now);
  return { time, handled, cursor };
}

test("a deal that was told late is not skipped by a newer one that came before it", () => {
  const { time, handled, cursor } = begin();
  cursor.note("12");
  time.now = 29_000;
  cursor.note("11");
  expect(handled).toEqual([]);
});

test("the cursor follows once deals had time to come in", () => {
  const { time, handled, cursor } = begin();
  cursor.note("11");
  time.now = 31_000;
  cursor.note("12");
  expect(handled).toEqual(["11"]);
});

test("a full report moves it at once", () => {
  const { handled, cursor } = begin();
  cursor.note("11");
  cursor.complete("11");
  expect(handled).toEqual(["11"]);
});
