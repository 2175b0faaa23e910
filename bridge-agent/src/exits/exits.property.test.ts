import fc from "fast-check";
import { expect, it } from "vitest";
import type { Exits } from "../../../src/domain/alert/exits.ts";
import { run } from "./testing.ts";

const pips = (min: number, max: number) => fc.integer({ min, max }).map(String);

const exitsArbitrary: fc.Arbitrary<Exits> = fc.record(
  {
    breakeven: fc.record({ triggerPips: pips(1, 40), offsetPips: pips(0, 5) }),
    trailing: fc.record({ triggerPips: pips(0, 40), distancePips: pips(1, 30), stepPips: pips(0, 10) }),
    partials: fc.array(fc.record({ atPips: pips(1, 60), percent: pips(1, 50) }), { maxLength: 2 }),
  },
  { requiredKeys: [] },
);

/** Gains in points along a random walk. */
const pathArbitrary = fc
  .array(fc.integer({ min: -60, max: 70 }), { minLength: 1, maxLength: 200 })
  .map((moves) => {
    let gain = 0;
    return moves.map((move) => {
      gain += move;
      return gain;
    });
  });

const optionsArbitrary = fc.record({
  side: fc.constantFrom("long" as const, "short" as const),
  latency: fc.integer({ min: 0, max: 3 }),
  changes: fc.record({
    stopsLevel: fc.constantFrom(0, 15, 80),
    freezeLevel: fc.constantFrom(0, 10),
    lots: fc.constantFrom("0.01", "0.05", "1"),
  }),
});

it("exits never move a stop back, whatever the market does", () => {
  fc.assert(
    fc.property(exitsArbitrary, pathArbitrary, optionsArbitrary, (exits, path, options) => {
      const { stops } = run(exits, path, options);
      for (const [index, stop] of stops.entries()) {
        expect(stop).toBeGreaterThanOrEqual(stops[index - 1] ?? Number.NEGATIVE_INFINITY);
      }
    }),
  );
});

it("a restart before every quote leads to the same end as no restart", () => {
  fc.assert(
    fc.property(exitsArbitrary, pathArbitrary, optionsArbitrary, (exits, path, options) => {
      expect(run(exits, path, { ...options, restarts: true })).toEqual(run(exits, path, options));
    }),
  );
});

it("a trailing stop gives back at most its distance and a step of the best gain, but for gaps", () => {
  fc.assert(
    fc.property(
      fc.record({ triggerPips: pips(0, 40), distancePips: pips(10, 30), stepPips: pips(0, 10) }),
      // No quote goes further than the smallest distance, so that the stop stands before it is reached.
      fc.array(fc.integer({ min: -9, max: 9 }), { minLength: 1, maxLength: 300 }),
      fc.constantFrom("long" as const, "short" as const),
      (trailing, moves, side) => {
        let gain = 0;
        const path = moves.map((move) => (gain += move * 10));
        const { best, exit } = run({ trailing }, path, { side });
        const distance = Number(trailing.distancePips) * 10;
        const step = Number(trailing.stepPips) * 10;
        if (exit === null) return;
        // One quote passes before the stop is in force, and one more before it may move again.
        expect(exit).toBeGreaterThanOrEqual(best - distance - Math.max(step, 10) - 2 * 90);
        if (Number(trailing.triggerPips) > 0) {
          expect(best).toBeGreaterThanOrEqual(Number(trailing.triggerPips) * 10);
        }
      },
    ),
  );
});

it("after breakeven nothing is lost, unless the market jumps over the stop", () => {
  fc.assert(
    fc.property(
      fc.record({ triggerPips: pips(10, 40), offsetPips: pips(0, 5) }),
      fc.array(fc.integer({ min: -4, max: 4 }), { minLength: 1, maxLength: 300 }),
      (breakeven, moves) => {
        let gain = 0;
        const path = moves.map((move) => (gain += move * 10));
        const { exit, stops } = run({ breakeven }, path);
        for (const stop of stops) expect(stop).toBe(Number(breakeven.offsetPips) * 10);
        if (exit !== null) expect(exit).toBeGreaterThanOrEqual(Number(breakeven.offsetPips) * 10 - 40);
      },
    ),
  );
});

it("partial closes never close more than their percentages of what was opened, and never one twice", () => {
  fc.assert(
    fc.property(exitsArbitrary, pathArbitrary, optionsArbitrary, (exits, path, options) => {
      const { actions } = run({ partials: exits.partials }, path, options);
      const closes = actions.filter((action) => action.kind === "close");
      const percent = (exits.partials ?? []).reduce((sum, { percent }) => sum + Number(percent), 0);
      const lots = closes.reduce((sum, action) => sum + Number(action.lots), 0);
      expect(lots).toBeLessThanOrEqual((Number(options.changes.lots) * percent) / 100 + 1e-9);
      expect(new Set(closes.map((action) => action.partial)).size).toBe(closes.length);
    }),
  );
});
