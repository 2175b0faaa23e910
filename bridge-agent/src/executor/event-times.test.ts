import { describe, expect, it } from "vitest";
import { GatewayClock } from "../gateway-link/gateway-clock.ts";
import { EventTimes } from "./event-times.ts";

/** A gateway whose clock is 1,000 ms ahead of a host where it is 5,000. */
function timesAt(wallMs: number): EventTimes {
  const clock = new GatewayClock({ wallMs: () => wallMs, monotonicMs: () => wallMs });
  clock.set({ wallOffsetMs: 1_000, monotonicOffsetMs: 1_000, roundTripMs: 1 });
  return new EventTimes(clock);
}

describe("the time of an event", () => {
  it("is the terminal's own moment, by the gateway's clock", () => {
    const times = timesAt(5_000);
    times.journaled("ord", 4_100);
    times.outcome("ord", 4_200);
    expect(times.at("ord", "submitted")).toBe(5_100);
    expect(times.at("ord", "filled")).toBe(5_200);
  });

  it("is now when the terminal said nothing, as after a restart", () => {
    expect(timesAt(5_000).at("ord", "filled")).toBe(6_000);
  });

  it("is never in the future and never before the event that came first", () => {
    const times = timesAt(5_000);
    times.journaled("ord", 99_000);
    times.outcome("ord", 10);
    expect(times.at("ord", "submitted")).toBe(6_000);
    expect(times.at("ord", "filled")).toBe(6_000);
  });

  it("of one order says nothing of another, nor of the same order after its end", () => {
    const times = timesAt(5_000);
    times.outcome("ord", 4_200);
    expect(times.at("other", "filled")).toBe(6_000);
    times.forget("ord");
    expect(times.at("ord", "filled")).toBe(6_000);
  });
});
