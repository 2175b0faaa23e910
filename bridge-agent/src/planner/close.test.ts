import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import { circumstances, facts, market, position } from "../testing/fixtures.ts";
import { plan } from "./plan.ts";

type Close = Extract<Instruction, { kind: "close" }>;

function close(changes: Partial<Close> = {}): Close {
  return { kind: "close", symbol: "EURUSD", side: "both", amount: { unit: "all" }, ...changes };
}

/** Which positions are closed by how much, or the code of the refusal. */
function closed(instruction: Close, positions: Position[], from = market({ positions })) {
  const planned = plan(instruction, from, circumstances());
  if (!planned.ok) return planned.error.code;
  return planned.value.phases.flat().map((step) => [step.position, step.lots, step.side]);
}

test("every position is closed on its own, by an order of the other side", () => {
  const long = position({ lots: "0.10" });
  const short = position({ side: "short", lots: "0.20" });
  expect(closed(close(), [long, short])).toEqual([
    [long.position, "0.1", "sell"],
    [short.position, "0.2", "buy"],
  ]);
});

test("positions that Sallyport did not open are never touched", () => {
  expect(closed(close({ symbol: null }), [position({ orderId: null })])).toBe("nothing_to_do");
});

test("only the side and the symbol that were named are closed", () => {
  const long = position();
  const others = [position({ side: "short" }), position({ symbol: "USDJPY" })];
  expect(closed(close({ side: "long" }), [long, ...others])).toEqual([[long.position, "0.1", "sell"]]);
});

test("no symbol means every symbol", () => {
  expect(closed(close({ symbol: null }), [position(), position({ symbol: "USDJPY" })])).toHaveLength(2);
});

test("a position in a symbol that the terminal tells nothing of is closed all the same", () => {
  const unknown = position({ symbol: "HIDDEN", lots: "3" });
  expect(closed(close({ symbol: null }), [unknown, position()])).toEqual([
    [unknown.position, "3", "sell"],
    [expect.any(String), "0.1", "sell"],
  ]);
  // A share of it cannot be reckoned without its step.
  expect(closed(close({ symbol: null, amount: { unit: "percent", value: "50" } }), [unknown])).toBe(
    "unknown_symbol",
  );
});

describe("where the smallest order is larger than a step", () => {
  const symbols = new Map([["EURUSD", facts("EURUSD", { minLots: "0.10" })]]);
  const part = (amount: Close["amount"], ...lots: string[]) => {
    const positions = lots.map((one) => position({ lots: one }));
    const planned = closed(close({ amount }), positions, market({ positions, symbols }));
    return typeof planned === "string" ? planned : planned.map(([, taken]) => taken);
  };

  test("no part leaves a rest that could not be closed any more", () => {
    expect(part({ unit: "percent", value: "90" }, "0.50")).toEqual(["0.4"]);
    expect(part({ unit: "lots", value: "0.45" }, "0.50")).toEqual(["0.4"]);
    expect(part({ unit: "lots", value: "0.50" }, "0.50")).toEqual(["0.5"]);
  });

  test("a share of a position that cannot be parted closes it, lots never close more than was asked for", () => {
    expect(part({ unit: "percent", value: "60" }, "0.15")).toEqual(["0.15"]);
    expect(part({ unit: "lots", value: "0.12" }, "0.15")).toBe("volume_too_small");
  });
});

test("nothing to close is refused by its own code, which lets the next leg run", () => {
  expect(closed(close(), [])).toBe("nothing_to_do");
});

describe("percent", () => {
  const half = close({ amount: { unit: "percent", value: "50" } });

  test("a share is rounded down to the lot step", () => {
    const [one] = [position({ lots: "0.05" })];
    expect(closed(half, [one])).toEqual([[one.position, "0.02", "sell"]]);
  });

  test("a share below the smallest size closes the smallest size, never nothing", () => {
    const one = position({ lots: "0.01" });
    expect(closed(half, [one])).toEqual([[one.position, "0.01", "sell"]]);
  });

  test("more than 100 percent close the position and no more", () => {
    const one = position({ lots: "0.10" });
    expect(closed(close({ amount: { unit: "percent", value: "250" } }), [one])).toEqual([
      [one.position, "0.1", "sell"],
    ]);
  });
});

describe("lots", () => {
  const lots = (value: string) => close({ amount: { unit: "lots", value } });

  test("the oldest position is closed first", () => {
    const young = position({ lots: "0.10", openedAtMs: 2_000 });
    const old = position({ lots: "0.10", openedAtMs: 1_000 });
    expect(closed(lots("0.15"), [young, old])).toEqual([
      [old.position, "0.1", "sell"],
      [young.position, "0.05", "sell"],
    ]);
  });

  test("positions of the same moment are taken by their number, not as text", () => {
    const second = position({ position: "1000", openedAtMs: 5 });
    const first = position({ position: "999", openedAtMs: 5 });
    expect(closed(lots("0.10"), [second, first])).toEqual([["999", "0.1", "sell"]]);
  });

  test("more than there is closes everything", () => {
    expect(closed(lots("9"), [position({ lots: "0.10" })])).toHaveLength(1);
  });

  test("less than the smallest size is refused", () => {
    expect(closed(lots("0.005"), [position()])).toBe("volume_too_small");
  });
});

test("a plan never closes more of a position than there is, nor off its step", () => {
  const hundredths = fc.integer({ min: 1, max: 500 }).map((n) => new Decimal(n).dividedBy(100).toFixed(2));
  const amount = fc.oneof(
    fc.record({ unit: fc.constant("percent" as const), value: hundredths }),
    fc.record({ unit: fc.constant("lots" as const), value: hundredths }),
  );
  fc.assert(
    fc.property(fc.array(hundredths, { minLength: 1, maxLength: 8 }), amount, (sizes, some) => {
      const positions = sizes.map((size) => position({ lots: size }));
      const symbols = new Map([["EURUSD", facts("EURUSD")]]);
      const planned = plan(close({ amount: some }), market({ positions, symbols }), circumstances());
      if (!planned.ok) throw new Error(planned.error.code);
      let sum = new Decimal(0);
      for (const step of planned.value.phases.flat()) {
        const held = positions.find((one) => one.position === step.position);
        expect(new Decimal(step.lots).lessThanOrEqualTo(held?.lots ?? "0")).toBe(true);
        expect(new Decimal(step.lots).modulo("0.01").isZero()).toBe(true);
        expect(new Decimal(step.lots).greaterThan(0)).toBe(true);
        sum = sum.plus(step.lots);
      }
      if (some.unit === "lots") expect(sum.lessThanOrEqualTo(some.value)).toBe(true);
    }),
  );
});

describe("one position by its ticket", () => {
  const [one, other, foreign] = [position(), position(), position({ orderId: null })];
  const closeOne = (ticket: string, amount: Close["amount"] = { unit: "all" }) => {
    const instruction = { kind: "close_position", symbol: "EURUSD", position: ticket, amount } as const;
    const planned = plan(instruction, market({ positions: [one, other, foreign] }), circumstances());
    if (!planned.ok) return planned.error.code;
    return planned.value.phases.flat().map((step) => [step.position, step.lots]);
  };

  test("is closed, and no other one", () => {
    expect(closeOne(one.position)).toEqual([[one.position, "0.1"]]);
    expect(closeOne(one.position, { unit: "lots", value: "0.04" })).toEqual([[one.position, "0.04"]]);
  });

  test("that is gone, or that Sallyport did not open, is a failure: what comes after it must not run", () => {
    expect(closeOne("999999")).toBe("position_closed");
    expect(closeOne(foreign.position)).toBe("position_closed");
  });
});
