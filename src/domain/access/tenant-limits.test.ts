import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { limitHeaders, limitView } from "./limit-view.ts";
import { CALL_LIMIT, TRADE_LIMIT } from "./limits.ts";
import {
  type AskerLimits,
  ceilingsOf,
  checkTenantLimits,
  effectiveLimits,
  type TenantLimits,
  usualLimits,
} from "./tenant-limits.ts";

const number = fc.option(fc.integer({ min: 1, max: 2_000 }), { nil: null });
const asker = fc.record({ callsPerMinute: number, tradesPerSecond: number });
const limits: fc.Arbitrary<TenantLimits> = fc.record({ person: asker, program: asker });
const ceilings: fc.Arbitrary<AskerLimits> = fc.record({
  callsPerMinute: fc.integer({ min: 1, max: 1_000 }),
  tradesPerSecond: fc.integer({ min: 1, max: 100 }),
});

describe("the limits of a tenant", () => {
  it("ASVS 2.3.2: are never above the operator's, whatever was set when", () => {
    fc.assert(
      fc.property(limits, ceilings, ({ person }, most) => {
        const { calls, trades } = effectiveLimits(person, most);
        expect(calls.limit).toBeLessThanOrEqual(most.callsPerMinute);
        expect(trades.limit).toBeLessThanOrEqual(most.tradesPerSecond);
        expect(calls.limit).toBeGreaterThan(0);
      }),
    );
  });

  it("are those of the design where nothing was set and the operator allows as much", () => {
    const most = { callsPerMinute: 1_000, tradesPerSecond: 1_000 };
    expect(effectiveLimits(null, most)).toEqual({ calls: CALL_LIMIT, trades: TRADE_LIMIT });
    expect(effectiveLimits(usualLimits.program, most)).toEqual({ calls: CALL_LIMIT, trades: TRADE_LIMIT });
  });

  it("are refused above the operator's, and so low that nobody could change them back", () => {
    const most = { callsPerMinute: 150, tradesPerSecond: 5 };
    const check = (person: TenantLimits["person"]) => checkTenantLimits({ ...usualLimits, person }, most);
    expect(check({ callsPerMinute: 150, tradesPerSecond: 5 })).toMatchObject({ ok: true });
    expect(check({ callsPerMinute: 151, tradesPerSecond: null })).toMatchObject({
      error: { code: "limit_above_operators" },
    });
    expect(check({ callsPerMinute: null, tradesPerSecond: 6 })).toMatchObject({
      error: { code: "limit_above_operators" },
    });
    expect(check({ callsPerMinute: 19, tradesPerSecond: null })).toMatchObject({
      error: { code: "limit_too_low" },
    });
  });

  it("whatever is accepted holds exactly as it was set", () => {
    fc.assert(
      fc.property(limits, ceilings, (set, most) => {
        const { calls, trades } = effectiveLimits(set.person, most);
        const { callsPerMinute, tradesPerSecond } = set.person;
        if (!checkTenantLimits(set, most).ok) return;
        if (callsPerMinute !== null) expect(calls.limit).toBe(callsPerMinute);
        if (tradesPerSecond !== null) expect(trades.limit).toBe(tradesPerSecond);
      }),
    );
  });
});

describe("the operator's vars", () => {
  it("are whole numbers, and a fault names the variable", () => {
    const vars = { LIMIT_CALLS_PER_MINUTE: "100", LIMIT_TRADES_PER_SECOND: "5" };
    expect(ceilingsOf(vars)).toEqual({ callsPerMinute: 100, tradesPerSecond: 5 });
    for (const bad of ["", "0", "-1", "1.5", "1e3", "unlimited", " 5", "1000000"]) {
      const broken = { ...vars, LIMIT_TRADES_PER_SECOND: bad };
      expect(() => ceilingsOf(broken), bad).toThrow("LIMIT_TRADES_PER_SECOND");
    }
  });
});

describe("the RateLimit header fields", () => {
  it("say quota, window, what is left, and when there is more", () => {
    const calls = limitView("calls", CALL_LIMIT, { remaining: 7, retryAfterMs: 0 });
    const trades = limitView("trades", TRADE_LIMIT, { remaining: 0, retryAfterMs: 29_001 });
    expect(limitHeaders([calls, trades])).toEqual({
      "ratelimit-policy": '"calls";q=100;w=60, "trades";q=5;w=1',
      ratelimit: '"calls";r=7;t=60, "trades";r=0;t=30',
    });
    expect(limitHeaders([])).toEqual({});
  });
});
