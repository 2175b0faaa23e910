import fc from "fast-check";
import { expect, test } from "vitest";
import { FAILED_LOGIN_LIMIT } from "./limits.ts";
import { countEvent, freshRate, peekRate, type RateState } from "./rate-window.ts";

const limit = { limit: 5, windowMs: 1_000, blockMs: 3_000 };

function run(times: readonly number[], rule = limit) {
  let state: RateState = freshRate;
  return times.map((nowMs) => {
    const verdict = countEvent(state, rule, nowMs);
    state = verdict.state;
    return { nowMs, ...verdict };
  });
}

const rising = fc.array(fc.nat(700), { maxLength: 60 }).map((gaps) => {
  let atMs = 0;
  return gaps.map((gap) => (atMs += gap));
});

test("ASVS 2.3.2: no window of the limit's length holds more allowed events than the limit", () => {
  fc.assert(
    fc.property(rising, (times) => {
      const allowed = run(times).filter((verdict) => verdict.allowed);
      return allowed.every(
        ({ nowMs }) =>
          allowed.filter((other) => other.nowMs > nowMs - limit.windowMs && other.nowMs <= nowMs).length <= 5,
      );
    }),
  );
});

test("whoever waits as long as was asked is let in", () => {
  fc.assert(
    fc.property(rising, (times) => {
      const last = run(times).at(-1);
      if (last === undefined) return true;
      return countEvent(last.state, limit, last.nowMs + last.retryAfterMs).allowed;
    }),
  );
});

test("exceeding blocks for the time of the rule, and knocking does not lengthen it", () => {
  const verdicts = run([0, 0, 0, 0, 0, 10, 500, 3_009, 3_010]);
  expect(verdicts.map(({ allowed }) => allowed)).toEqual([
    ...Array<boolean>(5).fill(true),
    ...[false, false, false, true],
  ]);
  expect(verdicts[5]).toMatchObject({ blocked: true, retryAfterMs: 3_000 });
  expect(verdicts[6]).toMatchObject({ blocked: false, retryAfterMs: 2_510 });
});

test("looking does not count", () => {
  expect(peekRate(freshRate, limit, 0)).toMatchObject({ allowed: true, remaining: 5, state: freshRate });
});

test("ASVS 6.3.1: the fifth failed login within 5 minutes blocks the address for 30", () => {
  const minute = 60_000;
  expect(run([0, minute, 2 * minute, 3 * minute, 4 * minute], FAILED_LOGIN_LIMIT).at(-1)).toMatchObject({
    blocked: true,
    retryAfterMs: 30 * minute,
  });
  expect(run([0, minute, 2 * minute, 3 * minute, 5 * minute], FAILED_LOGIN_LIMIT).at(-1)).toMatchObject({
    allowed: true,
  });
});
