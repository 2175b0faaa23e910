import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  afterFailure,
  afterSuccess,
  backoffMs,
  freshPace,
  MAX_BATCH,
  type Pace,
  parkingMs,
  shouldProbe,
} from "./outbox-pace.ts";

function paceAfter(outcomes: readonly boolean[]): Pace {
  return outcomes.reduce<Pace>((pace, good) => (good ? afterSuccess(pace) : afterFailure(pace)), freshPace);
}

describe("the pace of a destination", () => {
  it("goes to single messages after a failure, so that a bad one shows itself", () => {
    expect(paceAfter([false]).batch).toBe(1);
  });

  it("comes back to full batches by doubling", () => {
    expect(paceAfter([false, true, true, true]).batch).toBe(8);
    expect(paceAfter([false, ...new Array<boolean>(10).fill(true)]).batch).toBe(MAX_BATCH);
  });

  it("does not suspect a message before it failed alone several times", () => {
    expect(
      [1, 2, 3, 4].map((times) => shouldProbe(paceAfter(new Array<boolean>(times).fill(false)))),
    ).toEqual([false, false, false, true]);
  });

  it("forgets failures after a success", () => {
    expect(paceAfter([false, false, false, false, true]).failures).toBe(0);
  });
});

describe("pauses", () => {
  it("grow, but never so long that an entry would lapse although the destination is back", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.double({ min: 0, max: 0.999, noNaN: true }),
        (failures, random) => {
          const pause = backoffMs(failures, random);
          expect(pause).toBeGreaterThanOrEqual(0);
          expect(pause).toBeLessThanOrEqual(8_000);
        },
      ),
    );
    expect(backoffMs(1, 0.999)).toBeLessThan(backoffMs(4, 0.999));
  });

  it("for a message that was set aside double up to an hour", () => {
    expect([1, 2, 3, 20].map(parkingMs)).toEqual([60_000, 120_000, 240_000, 3_600_000]);
  });
});
