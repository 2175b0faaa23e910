import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ERROR_WINDOW_MS } from "../../src/domain/security/thresholds.ts";
import { MOST_OUTCOMES, type Outcome, RecentErrors } from "./recent-errors.ts";

const START_MS = 1_800_000_000_000;

/** A table of outcomes, and how often it was read. */
function table() {
  const rows: Outcome[] = [];
  let reads = 0;
  const errors = new RecentErrors(() => {
    reads++;
    return rows.toReversed().slice(0, MOST_OUTCOMES);
  });
  return { rows, errors, reads: () => reads };
}

/** What reading the table for every failure would find. */
function counted(rows: readonly Outcome[], nowMs: number) {
  const window = rows.slice(-MOST_OUTCOMES).filter(({ atMs }) => atMs > nowMs - ERROR_WINDOW_MS);
  return { errors: window.filter(({ failed }) => failed).length, all: window.length };
}

describe("the newest outcomes", () => {
  it("are what the table says, whenever they were first asked for, and the table is read once", () => {
    const event = fc.record({
      failed: fc.boolean(),
      afterMs: fc.nat(20_000),
      asks: fc.boolean(),
      fails: fc.nat(3),
    });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 600 }), (events) => {
        const { rows, errors, reads } = table();
        let nowMs = START_MS;
        for (const { failed, afterMs, asks, fails } of events) {
          nowMs += afterMs;
          const outcome = { number: rows.length + 1, atMs: nowMs, failed };
          rows.push(outcome);
          errors.came(outcome);
          // One of those before fails late.
          const late = rows.at(-1 - fails);
          if (fails > 0 && late !== undefined) {
            rows[late.number - 1] = { ...late, failed: true };
            errors.failed(late.number);
          }
          if (asks) expect(errors.counts(nowMs)).toEqual(counted(rows, nowMs));
        }
        expect(reads()).toBeLessThanOrEqual(1);
      }),
      { numRuns: 50 },
    );
  });

  it("are not kept while nothing fails", () => {
    const { errors, reads } = table();
    errors.came({ number: 1, atMs: START_MS, failed: false });
    errors.failed(1);
    expect(reads()).toBe(0);
    expect(errors.counts(START_MS)).toEqual({ errors: 0, all: 0 });
  });
});
