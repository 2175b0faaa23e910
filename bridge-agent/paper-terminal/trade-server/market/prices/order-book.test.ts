import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { Decimal } from "../../../../../src/domain/decimal.ts";
import { symbolSpecs } from "../symbols.ts";
import { bookAround } from "./order-book.ts";
import { quoteAt } from "./price-source.ts";
import { seededWalk } from "./seeded-walk.ts";

const seeds = fc.integer({ min: 0, max: 999_999 });
const specs = fc.constantFrom(...symbolSpecs);
const moments = fc.integer({ min: 1_700_000_000_000, max: 1_800_000_000_000 });

describe("the order book", () => {
  it("is around the quote, best prices first, a tick apart, in lots that can be dealt", () => {
    fc.assert(
      fc.property(seeds, specs, moments, (seed, spec, atMs) => {
        const source = seededWalk(seed);
        const tick = source.at(spec, atMs);
        if (tick === undefined) throw new Error("the walk has prices at any time");
        const book = bookAround(seed, spec, tick);
        expect(bookAround(seed, spec, tick)).toEqual(book);
        const quote = quoteAt(source, spec, atMs);
        expect([book.bids[0]?.price, book.asks[0]?.price]).toEqual([quote?.bid, quote?.ask]);
        for (const [levels, apart] of [
          [book.bids, new Decimal(spec.tickSize).negated()],
          [book.asks, new Decimal(spec.tickSize)],
        ] as const) {
          levels.forEach(({ price, lots }, i) => {
            const before = levels[i - 1];
            if (before !== undefined) expect(new Decimal(price).minus(before.price).equals(apart)).toBe(true);
            expect(new Decimal(lots).modulo(spec.lotStep).toNumber()).toBe(0);
            expect(new Decimal(lots).greaterThanOrEqualTo(spec.minLots)).toBe(true);
          });
        }
      }),
    );
  });

  it("changes its lots with time", () => {
    const [spec] = symbolSpecs;
    if (spec === undefined) throw new Error("no symbols");
    const lots = [0, 2_000, 4_000].map(
      (laterMs) =>
        bookAround(1, spec, { atMs: laterMs, bidPoints: 108_500, askPoints: 108_510 }).bids[0]?.lots,
    );
    expect(new Set(lots).size).toBeGreaterThan(1);
  });
});
