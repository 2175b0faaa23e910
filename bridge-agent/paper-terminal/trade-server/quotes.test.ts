import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../../../src/domain/decimal.ts";
import { NOW_MS, symbolOf } from "../testing/fixtures.ts";
import { quoteAt, TICK_MS, tickNumberAt } from "./quotes.ts";
import { paperSymbols } from "./symbols.ts";

const seeds = fc.integer({ min: 0, max: 999_999_999_999_999 });
const ticks = fc.integer({ min: 0, max: 2 ** 40 });
const symbols = fc.constantFrom(...paperSymbols);

describe("the random walk", { timeout: 30_000 }, () => {
  it("is the same for the same seed, symbol and tick, and another for another seed", () => {
    const symbol = symbolOf("EURUSD");
    const walk = (seed: number) => Array.from({ length: 200 }, (_, tick) => quoteAt(seed, symbol, tick).bid);
    expect(walk(7)).toEqual(walk(7));
    expect(walk(7)).not.toEqual(walk(8));
  });

  it("always has the symbol's digits and an ask above the bid by the spread", () => {
    fc.assert(
      fc.property(seeds, symbols, ticks, (seed, symbol, tick) => {
        const { bid, ask } = quoteAt(seed, symbol, tick);
        expect(bid).toMatch(new RegExp(`^[0-9]+\\.[0-9]{${symbol.digits}}$`));
        const spread = new Decimal(ask).minus(bid).dividedBy(symbol.point);
        expect(spread.toNumber()).toBe(symbol.spreadPoints);
      }),
    );
  });

  it("stays around its middle, so that it never comes near zero", () => {
    fc.assert(
      fc.property(seeds, symbols, ticks, (seed, symbol, tick) => {
        const middle = new Decimal(symbol.middlePoints).times(symbol.point);
        const off = new Decimal(quoteAt(seed, symbol, tick).bid).minus(middle).abs();
        expect(off.dividedBy(middle).toNumber()).toBeLessThan(0.05);
      }),
    );
  });

  it("moves in small steps from tick to tick, and far over many", () => {
    const symbol = symbolOf("EURUSD");
    const first = tickNumberAt(NOW_MS);
    const bids = Array.from({ length: 20_000 }, (_, i) => new Decimal(quoteAt(1, symbol, first + i).bid));
    const steps = bids.slice(1).map((bid, i) => bid.minus(bids[i] ?? bid).abs());
    expect(Decimal.max(...steps).toNumber()).toBeLessThanOrEqual(0.00015);
    expect(
      Decimal.max(...bids)
        .minus(Decimal.min(...bids))
        .toNumber(),
    ).toBeGreaterThan(0.0005);
    expect(new Set(bids.map(String)).size).toBeGreaterThan(100);
  });

  it("goes on by the clock, one tick every quarter of a second", () => {
    expect(tickNumberAt(NOW_MS + TICK_MS) - tickNumberAt(NOW_MS)).toBe(1);
    expect(tickNumberAt(NOW_MS + TICK_MS - 1)).toBe(tickNumberAt(NOW_MS));
  });
});
