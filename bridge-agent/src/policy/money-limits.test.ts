import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lookAt, resumed } from "./account-watch.ts";
import { floorsOf } from "./money-limits.ts";
import type { Money, MoneyState } from "./money-state.ts";
import { type Policy, policySchema } from "./policy.ts";

const at = (text: string) => Date.parse(`${text}:00Z`);
const money = (equity: number | string, balance: number | string = equity): Money => ({
  balance: String(balance),
  equity: String(equity),
});

type Seen = readonly [when: string, equity: number, balance?: number];

/** Looks at an account again and again; the answer is what is known after the last look. */
function watch(policy: Policy, looks: readonly Seen[], from?: MoneyState): MoneyState {
  let state = from;
  for (const [when, equity, balance] of looks)
    state = lookAt(state, money(equity, balance), policy, at(when)).state;
  if (state === undefined) throw new Error("nothing was seen");
  return state;
}

const limitsOf = (state: MoneyState) => state.breaches.map(({ limit }) => limit.split(":")[0]);
const policyOf = (text: Record<string, unknown>) => policySchema.parse(text);

describe("the largest daily loss", () => {
  const policy = policyOf({ daily_loss: { money: 500 }, day: { starts: "17:00", zone: "UTC" } });

  test("counts realised and floating losses from the balance at the day's start", () => {
    const start: Seen[] = [["2026-11-23T17:00", 9_900, 10_000]];
    expect(limitsOf(watch(policy, [...start, ["2026-11-23T18:00", 9_501, 9_700]]))).toEqual([]);
    expect(limitsOf(watch(policy, [...start, ["2026-11-23T18:00", 9_500, 9_700]]))).toEqual(["daily_loss"]);
  });

  test("stays reached however the account recovers, until the next day begins", () => {
    const bad: Seen[] = [
      ["2026-11-23T17:00", 10_000],
      ["2026-11-23T18:00", 9_400],
      ["2026-11-24T16:59", 11_000],
    ];
    expect(limitsOf(watch(policy, bad))).toEqual(["daily_loss"]);
    const next = watch(policy, [...bad, ["2026-11-24T17:00", 11_000]]);
    expect(limitsOf(next)).toEqual([]);
    expect(next.day).toMatchObject({ date: "2026-11-24", startBalance: "11000" });
  });

  test("can wait for a person instead", () => {
    const until = policyOf({ daily_loss: { money: 500, until: "resume" } });
    const state = watch(until, [
      ["2026-11-23T01:00", 10_000],
      ["2026-11-23T18:00", 9_400],
      ["2026-11-25T01:00", 9_400],
    ]);
    expect(limitsOf(state)).toEqual(["daily_loss"]);
    expect(resumed(state, money(9_400), until, at("2026-11-25T01:00"), false)?.breaches).toEqual([]);
  });

  test("is not forgotten by a clock that jumps over the day's start and back", () => {
    const reached: Seen[] = [
      ["2026-11-23T17:00", 10_000],
      ["2026-11-24T16:30", 9_400],
    ];
    const jumped = watch(policy, [...reached, ["2026-11-24T17:30", 9_400]]);
    expect(limitsOf(jumped)).toEqual([]);
    const back = watch(policy, [["2026-11-24T16:31", 9_400]], jumped);
    expect(limitsOf(back)).toEqual(["daily_loss"]);
    expect(back.day).toMatchObject({ date: "2026-11-23", startBalance: "10000" });
    expect(limitsOf(watch(policy, [["2026-11-24T17:00", 9_400]], back))).toEqual([]);
  });

  test("a clock that is set back farther goes on with the day that it has", () => {
    const state = watch(policy, [
      ["2026-11-23T17:00", 10_000],
      ["2026-11-20T12:00", 9_000],
    ]);
    expect(state.day.date).toBe("2026-11-23");
    expect(limitsOf(state)).toEqual(["daily_loss"]);
  });

  test.each([
    ["balance", "10000"],
    ["equity", "9900"],
    ["higher", "10000"],
  ])("from %s counts from %s", (from, reference) => {
    const counted = policyOf({ daily_loss: { money: 500, from } });
    const [floor] = floorsOf(counted, watch(counted, [["2026-11-23T17:00", 9_900, 10_000]]));
    expect(floor?.reference).toBe(reference);
  });

  test("of money and percent the stricter counts, and a percentage can be of the initial balance", () => {
    const floorOf = (limit: Record<string, unknown>) => {
      const both = policyOf({ account: { initial_balance: 100_000 }, daily_loss: limit });
      return floorsOf(both, watch(both, [["2026-11-23T17:00", 50_000]]))[0]?.equity;
    };
    expect(floorOf({ money: 1_000, percent: 5 })).toBe("49000");
    expect(floorOf({ money: 9_000, percent: 5 })).toBe("47500");
    expect(floorOf({ percent: 5, percent_of: "initial_balance" })).toBe("45000");
  });
});

describe("the largest drawdown", () => {
  const floorAfter = (drawdown: Record<string, unknown>, looks: readonly Seen[]) => {
    const policy = policyOf({ account: { initial_balance: 100_000 }, drawdown: [drawdown] });
    return floorsOf(policy, watch(policy, looks))[0]?.equity;
  };
  const looks: Seen[] = [
    ["2026-11-23T01:00", 100_000],
    ["2026-11-23T12:00", 106_000, 101_000],
    ["2026-11-23T23:00", 103_000, 104_000],
    ["2026-11-24T01:00", 102_000, 103_000],
    ["2026-11-24T02:00", 105_000, 103_000],
  ];

  test.each([
    ["static", "90000", "the initial balance, whatever happens"],
    ["trailing_equity", "96000", "the highest equity, floating profits included"],
    ["trailing_end_of_day", "94000", "the highest balance with which a day ended"],
    ["day_start", "92000", "the equity at the day's start"],
    ["day_high", "95000", "the highest equity of the day"],
  ])("%s puts the floor at %s: from %s", (kind, floor) => {
    expect(floorAfter({ kind, money: 10_000 }, looks)).toBe(floor);
  });

  test("the initial balance is the first peak, also when the account was first seen below it", () => {
    expect(floorAfter({ kind: "trailing_equity", money: 3_000 }, [["2026-11-23T01:00", 98_000]])).toBe(
      "97000",
    );
  });

  test("a trailing floor can stop at the initial balance", () => {
    const trailing = { kind: "trailing_equity", money: 3_000, stop_at_initial: true };
    expect(floorAfter(trailing, [["2026-11-23T01:00", 101_000]])).toBe("98000");
    expect(floorAfter(trailing, looks)).toBe("100000");
  });

  test("of a day ends with it, any other only by a person", () => {
    const drawdown = [
      { kind: "day_high", money: 100 },
      { kind: "trailing_equity", money: 100 },
    ];
    const policy = policyOf({ drawdown });
    const state = watch(policy, [
      ["2026-11-23T01:00", 1_000],
      ["2026-11-23T02:00", 850],
    ]);
    expect(state.breaches).toHaveLength(2);
    expect(watch(policy, [["2026-11-24T01:00", 850]], state).breaches.map(({ limit }) => limit)).toEqual([
      "drawdown:trailing_equity:100::reference:stop_entries",
    ]);
  });
});

test("the equity floor is reached at its very sum", () => {
  const policy = policyOf({ equity_floor: { money: "9000.50", action: "flatten" } });
  expect(limitsOf(watch(policy, [["2026-11-23T01:00", 9_000.51]]))).toEqual([]);
  const state = watch(policy, [["2026-11-23T01:00", 9_000.5]]);
  expect(state.breaches).toMatchObject([{ code: "policy_equity_floor", action: "flatten", until: "resume" }]);
});

test("resuming while a limit is still reached reaches it again; a reset counts anew", () => {
  const policy = policyOf({ drawdown: [{ kind: "trailing_equity", money: 100 }] });
  const state = watch(policy, [
    ["2026-11-23T01:00", 1_000],
    ["2026-11-23T02:00", 850],
  ]);
  const after = (reset: boolean) => resumed(state, money(850), policy, at("2026-11-23T02:01"), reset);
  expect(limitsOf(watch(policy, [["2026-11-23T02:02", 850]], after(false)))).toEqual(["drawdown"]);
  expect(limitsOf(watch(policy, [["2026-11-23T02:02", 850]], after(true)))).toEqual([]);
});

test("a limit whose words change in the file counts as another one", () => {
  const state = watch(policyOf({ equity_floor: { money: 900 } }), [["2026-11-23T01:00", 850]]);
  const flattening = policyOf({ equity_floor: { money: 900, action: "flatten" } });
  expect(lookAt(state, money(850), flattening, at("2026-11-23T01:01")).breaches).toHaveLength(1);
  expect(
    lookAt(state, money(850), policyOf({ equity_floor: { money: 800 } }), at("2026-11-23T01:01")).breaches,
  ).toEqual([]);
});

test("whatever equity does, entries stop at the first look at or below a floor and stay stopped that day", () => {
  const policy = policyOf({
    daily_loss: { percent: 5 },
    drawdown: [{ kind: "trailing_equity", percent: 8 }],
  });
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 8_000, max: 12_000 }), { minLength: 1, maxLength: 40 }),
      (path) => {
        let state: MoneyState | undefined;
        let reached = false;
        let peak = 0;
        for (const [minute, equity] of path.entries()) {
          peak = Math.max(peak, equity);
          const floor = Math.max((path[0] ?? 0) * 0.95, peak * 0.92);
          state = lookAt(state, money(equity), policy, at("2026-11-23T01:00") + minute * 60_000).state;
          reached ||= equity <= floor;
          expect(state.breaches.length > 0).toBe(reached);
        }
      },
    ),
  );
});
