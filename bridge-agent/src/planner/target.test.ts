import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import type { Instruction } from "../../../src/domain/order/instruction.ts";
import type { Position } from "../../../src/protocol/agent-link.ts";
import { circumstances, market, position } from "../testing/fixtures.ts";
import { plan } from "./plan.ts";

type Target = Extract<Instruction, { kind: "target" }>;

function target(changes: Partial<Target> = {}): Target {
  return { kind: "target", symbol: "EURUSD", side: "long", exact: true, lots: "0.30", ...changes };
}

/** What each phase does: `close 0.10`, `buy 0.20`; or the code of the refusal. */
function phases(instruction: Target, positions: Position[]) {
  const planned = plan(instruction, market({ positions }), circumstances());
  if (!planned.ok) return planned.error.code;
  return planned.value.phases.map((steps) =>
    steps.map(
      ({ position: of, side, lots }) => `${of === "0" ? side : "close"} ${new Decimal(lots).toFixed(2)}`,
    ),
  );
}

const long = (lots: string) => position({ lots });
const short = (lots: string) => position({ side: "short", lots });

describe("flat", () => {
  test("closes both sides", () => {
    expect(phases(target({ side: "flat" }), [long("0.10"), short("0.20")])).toEqual([
      ["close 0.10", "close 0.20"],
    ]);
  });

  test("without a position there is nothing to do", () => {
    expect(phases(target({ side: "flat" }), [])).toBe("nothing_to_do");
  });
});

describe("exact", () => {
  test("opens what is missing", () => {
    expect(phases(target(), [long("0.10")])).toEqual([["buy 0.20"]]);
  });

  test("closes what is too much, oldest first", () => {
    expect(phases(target({ lots: "0.15" }), [long("0.10"), long("0.10")])).toEqual([["close 0.05"]]);
  });

  test("the other side is closed in a phase of its own before anything is opened", () => {
    expect(phases(target(), [short("0.20")])).toEqual([["close 0.20"], ["buy 0.30"]]);
  });

  test("a position that stands already needs nothing", () => {
    expect(phases(target(), [long("0.30")])).toBe("nothing_to_do");
  });
});

describe("by the strategy's order quantity", () => {
  const byOrder = (changes: Partial<Target> = {}) => target({ exact: false, order: "buy", ...changes });

  test("an order along the wanted side adds its size", () => {
    expect(phases(byOrder(), [long("0.10")])).toEqual([["buy 0.30"]]);
  });

  test("the quantity of a reversal holds what is closed, which is taken off once", () => {
    expect(phases(byOrder({ lots: "0.50" }), [short("0.20")])).toEqual([["close 0.20"], ["buy 0.30"]]);
  });

  test("a quantity that only covers the other side opens nothing", () => {
    expect(phases(byOrder({ lots: "0.20" }), [short("0.20")])).toEqual([["close 0.20"]]);
  });

  test("an order against the wanted side takes its size off the position", () => {
    expect(phases(byOrder({ order: "sell", lots: "0.10" }), [long("0.30")])).toEqual([["close 0.10"]]);
  });

  test("and never past zero", () => {
    expect(phases(byOrder({ order: "sell", lots: "0.90" }), [long("0.30")])).toEqual([["close 0.30"]]);
  });
});

test("stop and target of the opened part are planned with it", () => {
  const planned = plan(target({ stopLoss: { unit: "pips", value: "20" } }), market(), circumstances());
  expect(planned.ok && planned.value.phases[0]?.[0]?.sl).toBe("1.08310");
});

test("a target without a size is refused", () => {
  const { lots: _, ...without } = target();
  expect(phases(without, [])).toBe("size_missing");
});

test("an exact target leads to exactly that position, whatever stood before", () => {
  const size = fc.integer({ min: 1, max: 400 }).map((n) => new Decimal(n).dividedBy(100).toFixed(2));
  const held = fc.array(fc.tuple(fc.constantFrom("long" as const, "short" as const), size), { maxLength: 6 });
  fc.assert(
    fc.property(held, size, fc.constantFrom("long" as const, "short" as const), (before, lots, side) => {
      const positions = before.map(([one, amount]) => position({ side: one, lots: amount }));
      const planned = plan(target({ side, lots }), market({ positions }), circumstances());
      let stands = new Decimal(0);
      for (const one of positions)
        stands = one.side === "long" ? stands.plus(one.lots) : stands.minus(one.lots);
      const steps = planned.ok ? planned.value.phases.flat() : [];
      if (!planned.ok) expect(planned.error.code).toBe("nothing_to_do");
      for (const step of steps)
        stands = step.side === "buy" ? stands.plus(step.lots) : stands.minus(step.lots);
      expect(stands.toFixed(2)).toBe(`${side === "long" ? "" : "-"}${lots}`);
    }),
  );
});
