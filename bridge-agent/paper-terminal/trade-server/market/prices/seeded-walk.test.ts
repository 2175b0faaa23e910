import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../../../../../src/domain/decimal.ts";
import { symbolSpecs } from "../symbols.ts";
import { specNamed } from "../testing.ts";
import { quoteAt, ticksBetween } from "./price-source.ts";
import { seededWalk, TICK_MS } from "./seeded-walk.ts";

const NOW_MS = 1_790_000_000_000;
const seeds = fc.integer({ min: 0, max: 999_999_999_999_999 });
const moments = fc.integer({ min: 0, max: 2 ** 42 });
const specs = fc.constantFrom(...symbolSpecs);

describe("the seeded walk", () => {
  it.each([
    ["EURUSD", "1.08198", "1.08208"],
    ["GBPUSD", "1.27372", "1.27386"],
    ["USDJPY", "151.641", "151.653"],
    ["AUDUSD", "0.65651", "0.65663"],
    ["XAUUSD", "2645.51", "2645.76"],
    ["BTCUSD", "92360.52", "92375.52"],
    ["US30", "42609.4", "42611.4"],
  ])(
    "gives %s the prices that it always had, so that a running demonstration does not jump",
    (symbol, bid, ask) => {
      expect(quoteAt(seededWalk(1), specNamed(symbol), NOW_MS)).toEqual({ bid, ask, atMs: NOW_MS });
    },
  );

  it("is the same for the same seed, symbol and tick, and another for another seed", () => {
    const walk = (seed: number) =>
      ticksBetween(seededWalk(seed), specNamed("EURUSD"), NOW_MS, NOW_MS + 50_000, 1000).map(
        ({ bid }) => bid,
      );
    expect(walk(7)).toEqual(walk(7));
    expect(walk(7)).not.toEqual(walk(8));
  });

  it("always has the symbol's digits, its tick size and its spread", () => {
    fc.assert(
      fc.property(seeds, specs, moments, (seed, spec, atMs) => {
        const quote = quoteAt(seededWalk(seed), spec, atMs);
        expect(quote?.bid).toMatch(new RegExp(`^[0-9]+\\.[0-9]{${spec.digits}}$`));
        const bid = new Decimal(quote?.bid ?? "");
        expect(bid.modulo(spec.tickSize).toNumber()).toBe(0);
        expect(new Decimal(quote?.ask ?? "").minus(bid).dividedBy(spec.point).toNumber()).toBe(
          spec.walk.spreadPoints,
        );
      }),
    );
  });

  it("stays around its middle, so that it never comes near zero", () => {
    fc.assert(
      fc.property(seeds, specs, moments, (seed, spec, atMs) => {
        const bid = seededWalk(seed).at(spec, atMs)?.bidPoints ?? 0;
        expect(Math.abs(bid - spec.walk.middlePoints) / spec.walk.middlePoints).toBeLessThan(0.07);
      }),
    );
  });

  it("gives the same ticks one by one, in a row and taken together", () => {
    const lengths = fc.integer({ min: 1, max: 3_000_000 });
    fc.assert(
      fc.property(seeds, specs, moments, lengths, (seed, spec, fromMs, lengthMs) => {
        const source = seededWalk(seed);
        const bids: number[] = [];
        source.scan(spec, fromMs, fromMs + lengthMs, (atMs, bid) => {
          if (bids.length % 500 === 0) expect(source.at(spec, atMs)?.bidPoints).toBe(bid);
          bids.push(bid);
          return true;
        });
        const whole = source.span(spec, fromMs, fromMs + lengthMs);
        if (bids.length === 0) expect(whole).toBeUndefined();
        else {
          const [high, low] = [Math.max(...bids), Math.min(...bids)];
          expect(whole).toEqual({ open: bids[0], high, low, close: bids.at(-1), ticks: bids.length });
        }
      }),
      { numRuns: 50 },
    );
  });

  it("moves in small steps from tick to tick, and far over many", () => {
    const bids: number[] = [];
    seededWalk(1).scan(specNamed("EURUSD"), NOW_MS, NOW_MS + 20_000 * TICK_MS, (_atMs, bid) => {
      bids.push(bid);
      return true;
    });
    const steps = bids.slice(1).map((bid, i) => Math.abs(bid - (bids[i] ?? bid)));
    expect(Math.max(...steps)).toBeLessThanOrEqual(15);
    expect(Math.max(...bids) - Math.min(...bids)).toBeGreaterThan(50);
    expect(new Set(bids).size).toBeGreaterThan(100);
  });

  it("goes on by the clock, one tick every quarter of a second", () => {
    const times = ticksBetween(seededWalk(1), specNamed("EURUSD"), NOW_MS + 1, NOW_MS + 1000, 100);
    expect(times.map(({ atMs }) => atMs - NOW_MS)).toEqual([250, 500, 750]);
    expect(quoteAt(seededWalk(1), specNamed("EURUSD"), NOW_MS + 249)?.atMs).toBe(NOW_MS);
  });
});
