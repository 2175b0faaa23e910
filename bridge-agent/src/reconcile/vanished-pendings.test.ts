import { expect, test } from "vitest";
import { order, request, result, step } from "../testing/fixtures.ts";
import { VanishedPendings } from "./vanished-pendings.ts";

function begin(stands: boolean) {
  const working = step({
    request: request({ action: "pending", kind: "limit" }),
    result: result({ ticket: "77" }),
  });
  const open = order([working]);
  const time = { now: 0 };
  const touched: string[] = [];
  const executor = {
    openOrders: () => [open],
    touch: ({ orderId }: { orderId: string }) => void touched.push(orderId),
  };
  const vanished = new VanishedPendings(executor, { hasPending: () => stands }, () => time.now);
  vanished.look();
  const after = (ms: number) => {
    time.now = ms;
    vanished.settle();
    return touched.length;
  };
  return { working, vanished, after };
}

test("a pending order that is nowhere any more was withdrawn, but only after a while", () => {
  const { working, after } = begin(false);
  expect(after(4_999)).toBe(0);
  expect(after(5_000)).toBe(1);
  expect(working.gone).toBe("cancelled");
});

test("one that filled in between is left alone: its deal says what happened", () => {
  const { working, after } = begin(false);
  working.gone = "expired";
  expect(after(5_000)).toBe(0);
});

test("one that stands is left alone", () => {
  expect(begin(true).after(5_000)).toBe(0);
});

test("a terminal that is gone again proves nothing", () => {
  const { vanished, after } = begin(false);
  vanished.forget();
  expect(after(5_000)).toBe(0);
});
