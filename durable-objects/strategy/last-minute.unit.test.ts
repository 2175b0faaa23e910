import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LastMinute, MINUTE_MS } from "./last-minute.ts";
import { firstSequenceOf, nextSequence } from "./sequence.ts";

const START_MS = 1_800_000_000_000;

/** A table of accepted alerts, and how often it was read. */
function table() {
  const numbers: number[] = [];
  let reads = 0;
  const lastMinute = new LastMinute({
    acceptedNumbersSince: (first) => {
      reads++;
      return numbers.filter((number) => number >= first);
    },
  });
  const accept = (atMs: number) => {
    const number = nextSequence(numbers.at(-1) ?? 0, atMs);
    numbers.push(number);
    lastMinute.add(number);
  };
  return { numbers, lastMinute, accept, reads: () => reads };
}

describe("the alerts of the last minute", () => {
  it("are as many as the table has, and the table is read once", () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 100 }), (pauses) => {
        const { numbers, lastMinute, accept, reads } = table();
        let nowMs = START_MS;
        for (const pauseMs of pauses) {
          nowMs += pauseMs;
          accept(nowMs);
          const within = numbers.filter((number) => number >= firstSequenceOf(nowMs - MINUTE_MS));
          expect(lastMinute.count(nowMs).count).toBe(within.length);
        }
        expect(reads()).toBe(pauses.length === 0 ? 0 : 1);
      }),
    );
  });

  it("say when the first of them came; one of a minute ago still counts, an older one does not", () => {
    const { lastMinute, accept } = table();
    expect(lastMinute.count(START_MS)).toEqual({ count: 0, firstAtMs: null });
    accept(START_MS);
    accept(START_MS + 7);
    expect(lastMinute.count(START_MS + MINUTE_MS)).toEqual({ count: 2, firstAtMs: START_MS });
    expect(lastMinute.count(START_MS + MINUTE_MS + 1)).toEqual({ count: 1, firstAtMs: START_MS + 7 });
  });

  it("are read again after the limit may have changed, and not kept until somebody asks", () => {
    const { lastMinute, accept, reads } = table();
    accept(START_MS);
    expect(reads()).toBe(0);
    expect(lastMinute.count(START_MS).count).toBe(1);
    lastMinute.forget();
    accept(START_MS + 1);
    expect(lastMinute.count(START_MS + 1).count).toBe(2);
    expect(reads()).toBe(2);
  });
});
