import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ClockExchange, MEASURE_EVERY_MS } from "./clock-exchange.ts";
import { bestSample, clockSample, GatewayClock } from "./gateway-clock.ts";

/** A host whose clocks the test moves. */
function host(wallMs = 1_000_000, monotonicMs = 50) {
  const time = { wall: wallMs, monotonic: monotonicMs };
  return {
    time,
    source: { wallMs: () => time.wall, monotonicMs: () => time.monotonic },
    pass: (ms: number) => {
      time.wall += ms;
      time.monotonic += ms;
    },
  };
}

function measured(offsetMs: number) {
  const { time, source, pass } = host();
  const clock = new GatewayClock(source);
  const sent = { wallMs: time.wall, monotonicMs: time.monotonic };
  clock.set(clockSample(sent, time.monotonic, time.wall + offsetMs));
  return { clock, time, pass };
}

test("the offset is out by at most half of the round trip, however the way there and back differ", () => {
  fc.assert(
    fc.property(fc.integer({ min: -1e6, max: 1e6 }), fc.nat(500), fc.nat(500), (offset, there, back) => {
      const sample = clockSample({ wallMs: 1_000, monotonicMs: 0 }, there + back, 1_000 + there + offset);
      expect(Math.abs(sample.wallOffsetMs - offset)).toBeLessThanOrEqual((there + back) / 2);
    }),
  );
});

test("the fastest exchange counts", () => {
  const sample = (roundTripMs: number) => ({ roundTripMs, wallOffsetMs: roundTripMs, monotonicOffsetMs: 0 });
  expect(bestSample([sample(9), sample(3), sample(5)])?.wallOffsetMs).toBe(3);
  expect(bestSample([])).toBeUndefined();
});

describe("the gateway's clock", () => {
  test("is not known before it was measured", () => {
    const clock = new GatewayClock(host().source);
    expect(clock.known).toBe(false);
    expect(clock.offsetMs).toBeNull();
  });

  test("goes on with the host's", () => {
    const { clock, pass, time } = measured(5_000);
    pass(250);
    expect(clock.nowMs()).toBe(time.wall + 5_000);
    expect(clock.jumped).toBe(false);
  });

  test("does not go back when the host's clock is set back: a late order must not look timely", () => {
    const { clock, time, pass } = measured(0);
    const before = clock.nowMs();
    time.wall -= 60_000;
    pass(10);
    expect(clock.nowMs()).toBe(before + 10);
    expect(clock.jumped).toBe(true);
  });

  test("notices sleep, during which the monotonic clock stands still", () => {
    const { clock, time } = measured(0);
    const before = clock.nowMs();
    time.wall += 3_600_000;
    expect(clock.nowMs()).toBe(before + 3_600_000);
  });

  test("gives a deadline by the host's clock to the terminal", () => {
    const { clock } = measured(5_000);
    expect(clock.toHostMs(1_010_000)).toBe(1_005_000);
  });
});

describe("a measurement", () => {
  function exchange() {
    const { time, source, pass } = host();
    const clock = new GatewayClock(source);
    const asked: number[] = [];
    const measure = new ClockExchange(clock, source, (agentMs) => void asked.push(agentMs));
    const answer = (roundTripMs: number, offsetMs: number) => {
      const at = asked.at(-1) ?? 0;
      pass(roundTripMs);
      measure.answered(at, at + roundTripMs / 2 + offsetMs);
    };
    return { time, pass, clock, asked, measure, answer };
  }

  test("makes the clock known with its first answer, because trading waits for it", () => {
    const { clock, measure, answer } = exchange();
    measure.begin();
    answer(10, 700);
    expect(clock.known).toBe(true);
    expect(clock.offsetMs).toBe(700);
  });

  test("takes five exchanges one after another and keeps the fastest", () => {
    const { clock, asked, measure, answer } = exchange();
    measure.begin();
    for (const [roundTrip, offset] of [
      [80, 640],
      [60, 650],
      [2, 700],
      [90, 610],
      [70, 630],
    ] as const) {
      answer(roundTrip, offset);
    }
    expect(asked).toHaveLength(5);
    expect(clock.offsetMs).toBe(700);
  });

  test("ignores an answer that was not asked for", () => {
    const { clock, measure, asked } = exchange();
    measure.begin();
    measure.answered((asked[0] ?? 0) + 1, 5);
    expect(clock.known).toBe(false);
  });

  test("is repeated every 15 minutes, and at once when the host's clock jumped", () => {
    const { time, pass, asked, measure, answer } = exchange();
    measure.begin();
    for (let round = 0; round < 5; round++) answer(2, 0);
    measure.beginIfDue();
    expect(asked).toHaveLength(5);
    pass(MEASURE_EVERY_MS);
    measure.beginIfDue();
    expect(asked).toHaveLength(6);
    for (let round = 0; round < 5; round++) answer(2, 0);
    time.wall += 5_000;
    measure.beginIfDue();
    expect(asked).toHaveLength(11);
  });
});
