import { describe, expect, it } from "vitest";
import { checkFreshness, DEFAULT_FRESHNESS } from "./freshness.ts";
import type { Leg, Signal } from "./signal.ts";

const NOON = Date.UTC(2026, 2, 1, 12);

const open: Leg = { action: "open", side: "buy", type: "market" };
const close: Leg = { action: "close", scope: "symbol", side: "both", amount: { unit: "all" } };
const target: Leg = { action: "target", side: "long", exact: true };
const flat: Leg = { action: "target", side: "flat", exact: true };
const cancel: Leg = { action: "cancel", scope: "symbol", side: "both", types: [] };
const halt: Leg = { action: "control", set: "halt" };

function judge(legs: Leg[], firedAtMs: number | undefined, receivedAtMs: number) {
  const signal: Signal = { dialect: "text", symbol: "X", legs, unavailable: [] };
  if (firedAtMs !== undefined) Object.assign(signal, { firedAtMs, timeAt: 7 });
  return checkFreshness(signal, receivedAtMs, DEFAULT_FRESHNESS);
}

function code(legs: Leg[], ageMs: number, firedAtMs = NOON + 1): string {
  const judged = judge(legs, firedAtMs, firedAtMs + ageMs);
  return judged.ok ? "fresh" : judged.error.code;
}

describe("checkFreshness", () => {
  it.each([
    ["an open", [open]],
    ["a target position", [target]],
    ["a flip", [close, open]],
  ])("%s is an entry: 30 s", (_name, legs) => {
    expect(code(legs, 30_000)).toBe("fresh");
    expect(code(legs, 30_001)).toBe("stale");
  });

  it.each([
    ["a close", [close]],
    ["a flat target", [flat]],
    ["a cancel", [cancel]],
    ["a halt after a close", [close, halt]],
  ])("%s is an exit: 5 min", (_name, legs) => {
    expect(code(legs, 300_000)).toBe("fresh");
    expect(code(legs, 300_001)).toBe("stale");
  });

  it("allows the second that {{timenow}} cuts off", () => {
    expect(code([open], 31_000, NOON)).toBe("fresh");
    expect(code([open], 31_001, NOON)).toBe("stale");
    expect(code([open], 30_001, NOON + 1)).toBe("stale");
  });

  it("counts deadlines from when the alert fired, not from now", () => {
    expect(judge([open], NOON + 1, NOON + 20_000)).toEqual({
      ok: true,
      value: { entryDeadlineMs: NOON + 30_001, exitDeadlineMs: NOON + 300_001 },
    });
  });

  it("counts from the arrival without a time, and never from after it", () => {
    const expected = { ok: true, value: { entryDeadlineMs: NOON + 30_000, exitDeadlineMs: NOON + 300_000 } };
    expect(judge([open], undefined, NOON)).toEqual(expected);
    expect(judge([open], NOON, NOON)).toEqual(expected);
    expect(judge([open], NOON + 4_000, NOON)).toEqual(expected);
  });

  it("refuses a time ahead of ours by more than clocks differ", () => {
    expect(code([open], -5_000)).toBe("fresh");
    expect(code([open], -5_001)).toBe("fired_in_future");
    expect(code([close], -3_600_000)).toBe("fired_in_future");
  });

  it("refuses a pending order that would be over before it could be placed", () => {
    const ends = (expiresAtMs: number): Leg => ({ ...open, expiresAtMs, at: { expires: 9 } });
    expect(judge([close, ends(NOON + 1)], undefined, NOON)).toMatchObject({ ok: true });
    expect(judge([close, ends(NOON)], undefined, NOON)).toMatchObject({
      ...{ ok: false, error: { code: "expiry_passed", at: 9 } },
    });
  });

  it("says how late it is, and where the time stands", () => {
    expect(judge([open], NOON + 1, NOON + 90_001)).toMatchObject({
      error: { at: 7, message: "The alert arrived 90 s after it fired; 30 s are allowed." },
    });
  });
});
