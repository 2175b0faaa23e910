import { describe, expect, test } from "vitest";
import { GatewayClock } from "./gateway-clock.ts";

const HOUR_MS = 3_600_000;
const RIGHT_MS = Date.UTC(2026, 2, 1, 12);

/** A page on a machine whose clock is this wrong; both of its clocks can be moved. */
function page(wrongByMs = 0) {
  const now = { wall: RIGHT_MS + wrongByMs, ticks: 5_000.4 };
  const clock = new GatewayClock({ wallMs: () => now.wall, nowMs: () => now.ticks });
  const pass = (ms: number): void => {
    now.wall += ms;
    now.ticks += ms;
  };
  const dateAt = (ms: number): string => new Date(ms).toUTCString();
  return { now, clock, pass, dateAt };
}

describe("the gateway's time", () => {
  test("is this machine's until something was heard, and is counted in whole milliseconds", () => {
    const { clock, pass } = page();
    pass(250.3);
    expect(clock.nowMs()).toBe(RIGHT_MS + 250);
  });

  test("stays right when the machine's clock is set while the page is open", () => {
    const { now, clock, pass } = page(-7 * HOUR_MS);
    clock.heardTime(RIGHT_MS);
    now.wall += 7 * HOUR_MS;
    pass(1_000);
    expect(clock.nowMs()).toBe(RIGHT_MS + 1_000);
  });

  test("is told roughly by the dates of answers where no feed tells it, and a wrong clock is known by them", () => {
    const { clock, dateAt } = page(-7 * HOUR_MS);
    clock.heardDate(dateAt(RIGHT_MS));
    expect(clock.nowMs()).toBe(RIGHT_MS);
    // Dates have no milliseconds: nearly right is right.
    clock.heardDate(dateAt(RIGHT_MS - 1_000));
    clock.heardDate(null);
    clock.heardDate("soon");
    expect(clock.nowMs()).toBe(RIGHT_MS);
  });

  test("is not put back by an answer that took long, and is put on when the machine slept", () => {
    const { now, clock, pass, dateAt } = page();
    clock.heardTime(RIGHT_MS);
    pass(5_000);
    clock.heardDate(dateAt(RIGHT_MS));
    expect(clock.nowMs()).toBe(RIGHT_MS + 5_000);
    // Asleep, the clock that never jumps stood still.
    now.wall += HOUR_MS;
    clock.heardDate(dateAt(RIGHT_MS + 5_000 + HOUR_MS));
    expect(clock.nowMs()).toBe(RIGHT_MS + 5_000 + HOUR_MS);
  });
});
