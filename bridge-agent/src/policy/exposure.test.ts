import { describe, expect, test } from "vitest";
import { deal, order, request, result, step } from "../testing/fixtures.ts";
import { effectOf } from "./entries.ts";
import {
  type AccountMode,
  exposedLots,
  pendingCount,
  possiblePositions,
  withoutExternal,
} from "./exposure.ts";
import { bookOf, type Shown } from "./in-flight.ts";

const held = (changes: Partial<Shown["positions"][number]> = {}) => ({
  ...{ position: "10", symbol: "EURUSD", side: "long" as const, lots: "1", orderId: null, isExternal: false },
  ...changes,
});
const waiting = (changes: Partial<Shown["pendings"][number]> = {}) => ({
  ...{ ticket: "20", symbol: "EURUSD", side: "buy" as const, lots: "1", price: "1.05", orderId: null },
  ...{ isExternal: false },
  ...changes,
});
const shown = (changes: Partial<Shown> = {}): Shown => ({
  mode: "hedging",
  positions: [],
  pendings: [],
  ...changes,
});
const book = (changes: Partial<Shown> = {}, ...orders: ReturnType<typeof order>[]) =>
  bookOf(shown(changes), () => orders);

describe("what can be open in a symbol", () => {
  const sides = [
    held({ lots: "2" }),
    held({ position: "11", side: "short", lots: "0.5" }),
    held({ symbol: "XAUUSD" }),
  ];

  test("is everything together on a hedging account", () => {
    const all = book({ positions: sides, pendings: [waiting(), waiting({ side: "sell", lots: "0.25" })] });
    expect(exposedLots(all, "EURUSD").toFixed()).toBe("3.75");
    expect(possiblePositions(all)).toBe(5);
    expect(pendingCount(all)).toBe(2);
  });

  test.each([
    ["long" as const, "1", "3"],
    ["short" as const, "4", "4"],
  ])("is the larger of both possible nets on a netting account (%s %s: %s)", (side, lots, most) => {
    const netting = book({
      mode: "netting",
      positions: [held({ side, lots })],
      pendings: [waiting({ lots: "2" })],
    });
    expect(exposedLots(netting, "EURUSD").toFixed()).toBe(most);
    expect(possiblePositions(netting)).toBe(1);
  });

  test("on a netting account takes into account that a close may come after a pending order did its work", () => {
    const close = order([step({ request: request({ side: "sell", lots: "1", position: "10" }) })]);
    const positions = [held()];
    expect(exposedLots(book({ mode: "netting", positions }, close), "EURUSD").toFixed()).toBe("1");
    const pendings = [waiting({ side: "sell", lots: "2" })];
    expect(exposedLots(book({ mode: "netting", positions, pendings }), "EURUSD").toFixed()).toBe("1");
    expect(exposedLots(book({ mode: "netting", positions, pendings }, close), "EURUSD").toFixed()).toBe("2");
  });

  test("on a netting account counts a close whose position was turned before it arrived, or is gone", () => {
    const close = order([step({ request: request({ side: "buy", lots: "0.01", position: "10" }) })]);
    const turned = book({ mode: "netting", positions: [held({ lots: "1" })] }, close);
    expect(exposedLots(turned, "EURUSD").toFixed()).toBe("1.01");
    const gone = book({ mode: "netting" }, close);
    expect(exposedLots(gone, "EURUSD").toFixed()).toBe("0.01");
    expect(possiblePositions(gone)).toBe(1);
  });

  test("can leave out what others opened", () => {
    const all = book({
      positions: [held(), held({ isExternal: true })],
      pendings: [waiting({ isExternal: true })],
    });
    expect(possiblePositions(withoutExternal(all))).toBe(1);
  });
});

describe("an entry on its way", () => {
  const lotsOf = (changes: Partial<Shown>, ...orders: ReturnType<typeof order>[]) =>
    exposedLots(book(changes, ...orders), "EURUSD").toFixed();
  const sent = (changes: Parameters<typeof step>[0] = {}) =>
    order([step({ request: request({ lots: "2" }), ...changes })]);

  test("counts from the moment it is passed on until it is known what came of it", () => {
    expect(lotsOf({}, sent({ passed: false }))).toBe("0");
    expect(lotsOf({}, sent())).toBe("2");
    expect(lotsOf({}, sent({ result: result({ state: "rejected", retcode: 10019 }) }))).toBe("0");
  });

  test("counts whole while nobody can say what came of it", () => {
    expect(lotsOf({}, sent({ result: result({ deal: "5", ticket: "5" }) }))).toBe("2");
  });

  test("is not counted twice when deal, position or pending order are told first", () => {
    const { orderId } = sent();
    expect(
      lotsOf(
        { positions: [held({ lots: "0.5" })] },
        sent({ deals: [deal({ lots: "0.5", remaining: "1.5" })] }),
      ),
    ).toBe("2");
    expect(lotsOf({ positions: [held({ lots: "2", orderId })] }, sent())).toBe("2");
    const placed = request({ action: "pending", kind: "limit", lots: "2" });
    expect(lotsOf({ pendings: [waiting({ lots: "2", orderId })] }, sent({ request: placed }))).toBe("2");
    const working = sent({ request: placed, result: result({ ticket: "20" }) });
    expect(lotsOf({ pendings: [waiting({ lots: "2" })] }, working)).toBe("2");
    expect(lotsOf({}, working)).toBe("2");
  });
});

describe("a request is an entry or an exit by what it can do:", () => {
  const close = (changes: Parameters<typeof request>[0] = {}) =>
    request({ side: "sell", lots: "1", position: "10", ...changes });
  const on = (mode: AccountMode) => book({ mode, positions: [held()], pendings: [waiting()] });

  test.each(["remove", "sltp", "close_by"] as const)("%s opens nothing", (action) => {
    expect(effectOf(request({ action }), on("netting"))).toBe("exit");
  });

  test("a pending order is an entry, and one that gets another price is moved", () => {
    expect(effectOf(request({ action: "pending" }), on("hedging"))).toBe("entry");
    expect(effectOf(request({ action: "modify", ticket: "20", price: "1.050" }), on("hedging"))).toBe("exit");
    expect(effectOf(request({ action: "modify", ticket: "20", price: "1.06" }), on("hedging"))).toBe(
      "moved_entry",
    );
  });

  test("on a netting account a close is an exit only while it cannot turn the position around", () => {
    expect(effectOf(close(), on("netting"))).toBe("exit");
    expect(effectOf(close({ lots: "1.01" }), on("netting"))).toBe("entry");
    expect(effectOf(close({ side: "buy" }), on("netting"))).toBe("entry");
    expect(effectOf(close({ position: "99" }), on("netting"))).toBe("entry");
    const closing = order([step({ request: close({ lots: "0.5" }) })]);
    expect(effectOf(close(), book({ mode: "netting", positions: [held()] }, closing))).toBe("entry");
    expect(effectOf(close({ lots: "0.5" }), book({ mode: "netting", positions: [held()] }, closing))).toBe(
      "exit",
    );
  });

  test("on a hedging account the server closes no more than there is", () => {
    expect(effectOf(close({ lots: "5" }), on("hedging"))).toBe("exit");
    expect(effectOf(request(), on("hedging"))).toBe("entry");
  });
});
