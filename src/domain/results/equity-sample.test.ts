import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../decimal.ts";
import { drawdownsOf } from "./drawdown.ts";
import { type EquitySample, flowBetween, thinned } from "./equity-sample.ts";

const none = { profit: "0", deals: 0, others: false };
const at = (balance: string, equity = balance) => ({ balance, equity });

describe("what was paid in or out between two samples", () => {
  it("is nothing where the ledger's deals explain the balance", () => {
    expect(flowBetween(at("1000", "1050"), at("1050"), { profit: "50", deals: 1, others: false })).toBe("0");
    expect(flowBetween(at("1000"), at("1000", "900"), none)).toBe("0");
  });

  it("is what nothing explains, so that a deposit is no profit", () => {
    expect(flowBetween(at("1000"), at("6000", "6010"), none)).toBe("5000");
    expect(flowBetween(at("1000"), at("400"), none)).toBe("-600");
    expect(flowBetween(at("1000"), at("6050"), { profit: "50", deals: 2, others: false })).toBe("5000");
  });

  it("is not commission or swap: small rests beside deals", () => {
    const withDeals = { profit: "50", deals: 2, others: false };
    expect(flowBetween(at("1000", "1050"), at("1043", "1043"), withDeals)).toBe("0");
  });

  it("is not the closing of somebody else's position, which moves the balance and not the equity", () => {
    const others = { ...none, others: true };
    expect(flowBetween(at("1000", "1200"), at("1200", "1201"), others)).toBe("0");
    expect(flowBetween(at("1000", "1200"), at("2000", "2203"), others)).toBe("1000");
  });
});

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;
const samples = fc
  .array(
    fc.record({
      pauseMs: fc.integer({ min: 1_000, max: 4 * HOUR_MS }),
      cents: fc.integer({ min: -5_000_00, max: 50_000_00 }),
      flow: fc.constantFrom("0", "0", "0", "100.5", "-250"),
    }),
    { minLength: 1, maxLength: 120 },
  )
  .map((steps) => {
    let atMs = 20_000 * DAY_MS;
    return steps.map(({ pauseMs, cents, flow }, index): EquitySample => {
      atMs += pauseMs;
      const equity = new Decimal(cents).div(100).toFixed(2);
      return { atMs, balance: "1000", equity, flow: index === 0 ? "0" : flow };
    });
  });

const flows = (all: readonly EquitySample[]): string =>
  all.reduce((sum, { flow }) => sum.plus(flow), new Decimal(0)).toFixed();

describe("fewer samples", () => {
  it("are at most three a span, in order, the last among them, with the same payments", () => {
    fc.assert(
      fc.property(samples, (all) => {
        const few = thinned(all, HOUR_MS);
        const times = few.map(({ atMs }) => atMs);
        expect(times).toEqual(times.toSorted((a, b) => a - b));
        for (const span of Map.groupBy(few, ({ atMs }) => Math.floor(atMs / HOUR_MS)).values()) {
          expect(span.length).toBeLessThanOrEqual(3);
        }
        expect(few.at(-1)).toMatchObject({ atMs: all.at(-1)?.atMs, equity: all.at(-1)?.equity });
        expect(flows(few)).toBe(flows(all));
        expect(thinned(few, HOUR_MS)).toEqual(few);
      }),
    );
  });

  it("keep the deepest drawdown when its peak and its bottom are in two spans", () => {
    fc.assert(
      fc.property(samples, (all) => {
        const calm = all.map((sample) => ({ ...sample, flow: "0" }));
        const { deepest } = drawdownsOf(calm);
        const kept = drawdownsOf(thinned(calm, HOUR_MS)).deepest;
        expect(new Decimal(kept?.amount ?? 0).lte(deepest?.amount ?? 0)).toBe(true);
        if (deepest === null) return;
        const span = (ms: number): number => Math.floor(ms / HOUR_MS);
        if (span(deepest.atMs) !== span(deepest.peakAtMs)) expect(kept?.amount).toBe(deepest.amount);
      }),
    );
  });
});
