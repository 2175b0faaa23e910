import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Amount } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { instructionSchema, type PriceOrNone } from "./instruction.ts";
import { facts, price, settings } from "./plan-test-support.ts";
import { type Holdings, planTicketAct, type TicketAct } from "./ticket-acts.ts";

const side = fc.constantFrom("long" as const, "short" as const);
const symbol = fc.constantFrom("EURUSD", "BTCUSD", "GONE");
const lots = fc.integer({ min: 1, max: 30_000 }).map((thousandths) => text(thousandths, 3));
/** Above zero, and below 2 where they are turned around. */
const prices = fc.integer({ min: 1, max: 199 }).map((hundredths) => text(hundredths, 2));
const level = fc.option(fc.oneof(fc.constant<PriceOrNone>({ unit: "none" }), prices.map(price)), {
  nil: undefined,
});
const amount: fc.Arbitrary<Amount> = fc.oneof(
  fc.constant({ unit: "all" as const }),
  fc.record({ unit: fc.constantFrom("percent" as const, "lots" as const), value: lots }),
);
const acts: fc.Arbitrary<TicketAct> = fc.oneof(
  fc.record({ do: fc.constant("close_position" as const), position: fc.constant("1"), amount }),
  fc.record({ do: fc.constant("flip_position" as const), position: fc.constant("1") }),
  fc.record({
    ...{ do: fc.constant("modify_position" as const), position: fc.constant("1") },
    ...{ stopLoss: level, takeProfit: level },
  }),
  fc.record({
    ...{ do: fc.constant("modify_pending" as const), ticket: fc.constant("2") },
    ...{ price: fc.option(prices, { nil: undefined }), stopLoss: level, takeProfit: level },
  }),
  fc.record({ do: fc.constant("cancel_pending" as const), ticket: fc.constant("2") }),
);
const holdings: fc.Arbitrary<Holdings> = fc
  .record({ side, symbol, lots, stopLimit: fc.option(prices) })
  .map(({ side, symbol, lots, stopLimit }) => ({
    facts,
    positions: [{ position: "1", symbol, side, lots }],
    pendings: [{ ticket: "2", symbol, side: side === "long" ? "buy" : "sell", stopLimit }],
  }));

function plan(act: TicketAct, held: Holdings) {
  return planTicketAct(act, { settings }, held);
}

describe("acts on tickets: properties", () => {
  it("whatever is planned is a valid instruction, signed as the same bytes after it was stored", () => {
    fc.assert(
      fc.property(acts, holdings, (act, held) => {
        const planned = plan(act, held);
        if (!planned.ok) {
          expect(planned.error.code).toMatch(/^[a-z_]+$/);
          return;
        }
        for (const { instruction } of planned.value) {
          const read = instructionSchema.parse(JSON.parse(JSON.stringify(instruction)));
          expect(JSON.stringify(read)).toBe(JSON.stringify(instruction));
          expect(instruction.symbol).toBe(held.positions[0]?.symbol);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("turning a position around twice leaves it as it was", () => {
    fc.assert(
      fc.property(holdings, (before) => {
        const turned = flipped(before);
        if (turned === undefined) return;
        const back = flipped(turned);
        expect(back?.positions[0]?.side).toBe(before.positions[0]?.side);
        expect(new Decimal(back?.positions[0]?.lots ?? "0").equals(before.positions[0]?.lots ?? "1")).toBe(
          true,
        );
      }),
    );
  });

  it("what is refused of one side is refused of the other, with all prices turned around", () => {
    fc.assert(
      fc.property(acts, holdings, (act, held) => {
        expect(codeOf(mirroredAct(act), mirroredHoldings(held))).toBe(codeOf(act, held));
      }),
      { numRuns: 500 },
    );
  });

  it("to remove and to keep is never on the wrong side: only two prices that are named can be", () => {
    fc.assert(
      fc.property(acts, holdings, (act, held) => {
        const code = codeOf(act, held);
        if (!code.endsWith("_wrong_side")) return;
        const entry = act.do === "modify_pending" ? act.price : undefined;
        const named = "stopLoss" in act || "takeProfit" in act ? [act.stopLoss, act.takeProfit] : [];
        const given = named.filter((one) => one?.unit === "price").length + (entry === undefined ? 0 : 1);
        expect(given).toBeGreaterThanOrEqual(2);
      }),
      { numRuns: 500 },
    );
  });
});

function codeOf(act: TicketAct, held: Holdings): string {
  const planned = plan(act, held);
  return planned.ok ? "planned" : planned.error.code;
}

/** The account after the flip of position 1 was carried out. */
function flipped(held: Holdings): Holdings | undefined {
  const planned = plan({ do: "flip_position", position: "1" }, held);
  const open = planned.ok ? planned.value[1]?.instruction : undefined;
  if (open?.kind !== "open" || open.lots === undefined) return undefined;
  const { symbol, lots } = open;
  return {
    ...held,
    positions: [{ position: "1", symbol, lots, side: open.side === "buy" ? "long" : "short" }],
  };
}

function mirroredHoldings({ facts, positions, pendings }: Holdings): Holdings {
  return {
    facts,
    positions: positions.map((one) => ({ ...one, side: one.side === "long" ? "short" : "long" })),
    pendings: pendings.map((one) => ({ ...one, side: one.side === "buy" ? "sell" : "buy" })),
  };
}

function mirroredAct(act: TicketAct): TicketAct {
  if (act.do === "modify_position") return { ...act, ...mirroredStops(act) };
  if (act.do !== "modify_pending") return act;
  return { ...act, ...mirroredStops(act), price: act.price === undefined ? undefined : turned(act.price) };
}

interface Named {
  readonly stopLoss?: PriceOrNone | undefined;
  readonly takeProfit?: PriceOrNone | undefined;
}

function mirroredStops({ stopLoss, takeProfit }: Named) {
  return { stopLoss: turnedLevel(stopLoss), takeProfit: turnedLevel(takeProfit) };
}

function turnedLevel(level: PriceOrNone | undefined): PriceOrNone | undefined {
  return level?.unit === "price" ? price(turned(level.value)) : level;
}

function turned(value: string): string {
  return new Decimal("2").minus(value).toFixed();
}

function text(digits: number, scale: number): string {
  return new Decimal(digits).dividedBy(new Decimal(10).pow(scale)).toFixed();
}
