import { describe, expect, test } from "vitest";
import type { OrderEvent } from "../../../src/domain/order/events.ts";
import { nothingReported, type Step } from "../journal/records.ts";
import { deal, doubt, order, request, result, step } from "../testing/fixtures.ts";
import { nextEvents } from "./outcome.ts";

const accepted = { ...nothingReported, accepted: true };

/** The events that follow now; the order is taken as accepted, as it always is before a step is passed on. */
function events(steps: Step[], reported = accepted): OrderEvent[] {
  return [...nextEvents(order(steps, { reported })).events];
}

const names = (list: readonly OrderEvent[]) => list.map(({ event }) => event);

describe("a market order", () => {
  test("is submitted when the terminal has it in its journal", () => {
    expect(names(events([step({ submitted: true })]))).toEqual(["submitted"]);
  });

  test("is filled when its deals add up, even if the result is still missing", () => {
    const list = events([step({ deals: [deal()] })]);
    expect(names(list)).toEqual(["submitted", "filled"]);
    expect(list[1]).toMatchObject({ deals: [{ lots: "0.10" }] });
  });

  test("is not filled by its result alone: the deal may come later", () => {
    expect(names(events([step({ result: result({ deal: "9" }) })]))).toEqual(["submitted"]);
  });

  test("with a part of its deals it is partially filled, and each deal is told once", () => {
    const first = deal({ lots: "0.04", remaining: "0.06" });
    const open = order([step({ deals: [first] })], { reported: accepted });
    const part = nextEvents(open);
    expect(names(part.events)).toEqual(["submitted", "partially_filled"]);
    const second = deal({ lots: "0.06", remaining: "0" });
    const whole = nextEvents(order([step({ deals: [first, second] })], { reported: part.reported }));
    expect(whole.events).toMatchObject([{ event: "filled", deals: [{ deal: second.deal }] }]);
  });

  test("of which only a part could be executed ends as cancelled, with the part told", () => {
    const part = deal({ lots: "0.04", remaining: "0.06", deal: "5" });
    const list = events([step({ deals: [part], result: result({ retcode: 10010, deal: "5" }) })]);
    expect(names(list)).toEqual(["submitted", "partially_filled", "cancelled"]);
    expect(list[2]).toMatchObject({ refusal: { code: "partly_executed", venueCode: "10010" } });
  });

  test("that the venue refused carries the venue's code and a sentence", () => {
    const list = events([step({ result: result({ state: "rejected", retcode: 10018 }) })]);
    expect(list[1]).toMatchObject({
      event: "rejected",
      door: "venue",
      refusal: { code: "market_closed", venueCode: "10018", message: "The market is closed." },
    });
  });

  test("that is proven absent is rejected as not executed", () => {
    expect(events([step({ result: result({ state: "absent" }) })])[1]).toMatchObject({
      ...{ event: "rejected", door: "venue", refusal: { code: "not_executed" } },
    });
  });

  test.each(["expired", "late"] as const)("that came %s never reached the venue", (state) => {
    const list = events([step({ result: result({ state, retcode: 0 }) })]);
    expect(list).toMatchObject([{ event: "expired", door: "agent", refusal: { code: "deadline_passed" } }]);
  });

  test("whose outcome is unclear is unknown, once", () => {
    const unclear = order([step({ unknown: doubt })], { reported: accepted });
    const first = nextEvents(unclear);
    expect(names(first.events)).toEqual(["submitted", "unknown"]);
    expect(nextEvents(order(unclear.steps, { reported: first.reported })).events).toEqual([]);
  });
});

describe("a pending order", () => {
  const placed = {
    request: request({ action: "pending", kind: "limit", price: "1.08" }),
    result: result({ ticket: "77" }),
  };

  test("works, then is filled by its deals", () => {
    const working = nextEvents(order([step(placed)], { reported: accepted }));
    expect(working.events).toMatchObject([{ event: "submitted" }, { event: "working", ticket: "77" }]);
    expect(working.ended).toBeNull();
    const filled = nextEvents(order([step({ ...placed, deals: [deal()] })], { reported: working.reported }));
    expect(names(filled.events)).toEqual(["filled"]);
  });

  test.each([
    ["cancelled", "cancelled"],
    ["expired", "expired"],
    ["rejected", "rejected"],
  ] as const)("that is %s at the venue ends so", (gone, end) => {
    const ended = nextEvents(
      order([step({ ...placed, gone })], { reported: { ...accepted, working: true } }),
    );
    expect(names(ended.events)).toContain(end);
    expect(ended.ended?.event).toBe(end);
  });

  test("that was filled in part and then withdrawn ends as cancelled, its deals told", () => {
    const part = deal({ lots: "0.04", remaining: "0.06" });
    const list = events([step({ ...placed, gone: "cancelled", deals: [part] })]);
    expect(names(list)).toEqual(["submitted", "partially_filled", "cancelled"]);
  });

  test("that is filled at once never looks as if it worked", () => {
    expect(names(events([step({ ...placed, deals: [deal()] })]))).toEqual(["submitted", "filled"]);
  });
});

describe("an order of several steps", () => {
  const done = (changes: Partial<Step> = {}) => step({ deals: [deal()], result: result(), ...changes });
  const refused = (changes: Partial<Step> = {}) =>
    step({ result: result({ state: "rejected", retcode: 10018 }), ...changes });

  test("is filled when every step is", () => {
    expect(names(events([done(), done({ step: 1 })]))).toEqual(["submitted", "filled"]);
  });

  test("some done, some refused: what was done is told, and the rest ends as cancelled with the reason", () => {
    const list = events([done(), refused({ step: 1 })]);
    expect(names(list)).toEqual(["submitted", "partially_filled", "cancelled"]);
    expect(list[2]).toMatchObject({ refusal: { code: "market_closed" } });
  });

  test("a position that was closed meanwhile does not spoil the others", () => {
    const gone = step({ step: 1, result: result({ state: "rejected", retcode: 10036 }) });
    expect(names(events([done(), gone]))).toEqual(["submitted", "filled"]);
  });

  test("when every position was closed meanwhile there was nothing to do", () => {
    const gone = step({ result: result({ state: "rejected", retcode: 10036 }) });
    expect(events([gone])[1]).toMatchObject({
      event: "rejected",
      door: "agent",
      refusal: { code: "nothing_to_do" },
    });
  });

  test("what the venue said comes before what followed from it", () => {
    const skipped = step({ step: 1, phase: 1, passed: false, result: result({ state: "skipped" }) });
    expect(events([refused(), skipped]).at(-1)).toMatchObject({ refusal: { code: "market_closed" } });
  });

  test("deals are told at once, and the order stays unknown while another step still is", () => {
    const unclear = step({ unknown: doubt });
    const first = nextEvents(order([unclear, step({ step: 1 })], { reported: accepted }));
    const closed = done({ step: 1 });
    const more = nextEvents(order([unclear, closed], { reported: first.reported }));
    expect(more.events).toMatchObject([
      { event: "partially_filled", deals: [{}] },
      { event: "unknown", refusal: doubt },
    ]);
    expect(nextEvents(order([unclear, closed], { reported: more.reported })).events).toEqual([]);
    const resolved = nextEvents(order([done({ unknown: doubt }), closed], { reported: more.reported }));
    expect(resolved.events).toMatchObject([{ event: "filled", deals: [{}] }]);
  });

  test("a doubt that comes after another one was settled by a deal is told, too", () => {
    const unclear = step({ unknown: doubt });
    const first = nextEvents(order([unclear, step({ step: 1 })], { reported: accepted }));
    const found = done({ unknown: doubt });
    const settled = nextEvents(order([found, step({ step: 1 })], { reported: first.reported }));
    expect(names(settled.events)).toEqual(["partially_filled"]);
    const again = nextEvents(
      order([found, step({ step: 1, unknown: doubt })], { reported: settled.reported }),
    );
    expect(names(again.events)).toEqual(["unknown"]);
  });
});

test("changing what stands so already counts as carried out", () => {
  const same = step({
    request: request({ action: "sltp" }),
    result: result({ state: "rejected", retcode: 10025 }),
  });
  expect(names(events([same]))).toEqual(["submitted", "filled"]);
});
