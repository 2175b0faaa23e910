import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { alertIdSchema, makeId, strategyFingerprint } from "../../src/domain/ids.ts";
import { alertIdOf, alertIdTail, firstSequenceOf, nextSequence, sequenceRange } from "./sequence.ts";

const strategyId = makeId("str", 1_800_000_000_000, new Uint8Array(16).fill(7));
const times = fc.integer({ min: 1_700_000_000_000, max: 4_000_000_000_000 });
const random = fc.uint8Array({ minLength: 16, maxLength: 16 });

describe("alert numbers", () => {
  it("rise even when the clock stands still or goes back", () => {
    fc.assert(
      fc.property(fc.array(times, { minLength: 1, maxLength: 50 }), (clock) => {
        let last = 0;
        for (const atMs of clock) {
          const next = nextSequence(last, atMs);
          expect(next).toBeGreaterThan(last);
          expect(Number.isSafeInteger(next)).toBe(true);
          last = next;
        }
      }),
    );
  });

  it("sort as the ids made from them do", () => {
    fc.assert(
      fc.property(
        times,
        fc.nat(5000),
        fc.integer({ min: 1, max: 5000 }),
        random,
        random,
        (ms, a, more, one, two) => {
          const first = alertIdOf(strategyId, firstSequenceOf(ms) + a, one);
          const second = alertIdOf(strategyId, firstSequenceOf(ms) + a + more, two);
          expect(first < second).toBe(true);
        },
      ),
    );
  });

  it("are found from the id", () => {
    fc.assert(
      fc.property(times, fc.nat(5000), random, (ms, count, bytes) => {
        const sequence = firstSequenceOf(ms) + count;
        const { first, last } = sequenceRange(alertIdOf(strategyId, sequence, bytes));
        expect(sequence).toBeGreaterThanOrEqual(first);
        expect(sequence).toBeLessThanOrEqual(last);
      }),
    );
  });
});

describe("alert ids", () => {
  it("are well formed, carry the strategy's fingerprint and end as the randomness says", () => {
    fc.assert(
      fc.property(times, fc.nat(5000), random, (ms, count, bytes) => {
        const id = alertIdOf(strategyId, firstSequenceOf(ms) + count, bytes);
        expect(alertIdSchema.safeParse(id).success).toBe(true);
        expect(id.slice(14, 20)).toBe(strategyFingerprint(strategyId));
        expect(id.endsWith(alertIdTail(bytes))).toBe(true);
      }),
    );
  });
});
