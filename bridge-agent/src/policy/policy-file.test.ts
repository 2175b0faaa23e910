import { describe, expect, test } from "vitest";
import { noLimits } from "./policy.ts";
import { parsePolicy } from "./policy-file.ts";

function policyOf(text: string) {
  const read = parsePolicy(text);
  if (!read.ok) throw new Error(read.error.message);
  return read.value;
}

function faultOf(text: string): string {
  const read = parsePolicy(text);
  return read.ok ? "no fault" : read.error.message;
}

describe("a policy file", () => {
  test("that is empty limits nothing", () => expect(policyOf("")).toEqual(noLimits));

  test("keeps numbers as they are written, whole, with a point, or quoted", () => {
    const { volume, daily_loss } = policyOf(`
      [volume]
      max_lots_per_order = 0.1
      max_lots_per_symbol = "2.50"
      [daily_loss]
      money = 500`);
    expect(volume).toEqual({ max_lots_per_order: "0.1", max_lots_per_symbol: "2.50" });
    expect(daily_loss).toMatchObject({
      money: "500",
      from: "balance",
      until: "next_day",
      action: "stop_entries",
    });
  });

  test("names hours by weekday, Sunday first", () => {
    const { hours } = policyOf('[hours]\nzone = "UTC"\nsunday = ["22:00-02:00"]\nfriday = ["08:00-24:00"]');
    expect(hours?.sessions[0]).toEqual([{ fromMinute: 1_320, toMinute: 120 }]);
    expect(hours?.sessions[5]).toEqual([{ fromMinute: 480, toMinute: 1_440 }]);
    expect(hours?.sessions[1]).toEqual([]);
  });

  test("can have several drawdown limits", () => {
    const { drawdown } = policyOf(`
      [account]
      initial_balance = 100000
      [[drawdown]]
      kind = "static"
      percent = 10
      percent_of = "initial_balance"
      [[drawdown]]
      kind = "trailing_equity"
      money = 3000
      stop_at_initial = true`);
    expect(drawdown.map(({ kind }) => kind)).toEqual(["static", "trailing_equity"]);
  });
});

describe("what is wrong with a policy file is named by line and key:", () => {
  test.each([
    [
      "an unknown key",
      "[volume]\nmax_lots_per_ordr = 1",
      /line 2: volume\.max_lots_per_ordr is not a key.*max_lots_per_order/,
    ],
    ["an unknown table", "[day]\n[volum]\nx = 1", /line 2: volum is not a key.*did you mean volume/],
    [
      "a negative limit",
      "# limits\n\n[volume]\nmax_lots_per_order = -1",
      /line 4: volume\.max_lots_per_order must be greater than zero/,
    ],
    ["a negative count", "[orders]\nmax_pending = -2", /line 2: orders\.max_pending must not be negative/],
    ["a wrong type", '[orders]\nmax_pending = "many"', /line 2: orders\.max_pending must be a whole number/],
    ["half an order", "[orders]\nmax_pending = 1.5", /line 2: orders\.max_pending must be a whole number/],
    ["a text for a list", '[symbols]\nallow = "EURUSD"', /line 2: symbols\.allow must be a list/],
    ["a number for a text", "[hours]\nzone = 3", /line 2: hours\.zone must be a text/],
    ["a wrong zone", '[hours]\nzone = "Mars/X"', /line 2: hours\.zone is no time zone/],
    ["a missing zone", '[hours]\nmonday = ["08:00-09:00"]', /line 1: hours\.zone is missing/],
    [
      "a wrong session",
      '[hours]\nzone = "UTC"\nmonday = ["08:00-08:00"]',
      /line 3: hours\.monday\[1\] must be a session/,
    ],
    [
      "a limit without an amount",
      '[daily_loss]\nfrom = "equity"',
      /line 1: daily_loss needs money or percent/,
    ],
    [
      "a percentage above 100",
      "[daily_loss]\npercent = 101",
      /line 2: daily_loss\.percent must be at most 100/,
    ],
    [
      "a second limit's fault",
      '[[drawdown]]\nkind = "day_high"\nmoney = 1\n[[drawdown]]\nkind = "x"\nmoney = 1',
      /line 5: drawdown\[2\]\.kind must be one of/,
    ],
    [
      "a limit without what it is of",
      '[[drawdown]]\nkind = "static"\nmoney = 5',
      /line 2: drawdown\[1\]\.kind static needs initial_balance under \[account\]/,
    ],
    [
      "what is no number",
      "[daily_loss]\nmoney = nan",
      /line 2: daily_loss\.money must be a number|line 2: daily_loss\.money must be a plain number/,
    ],
    ["what is not TOML", "[volume]\nmax_lots_per_order =", /line 2: /],
    ["a key given twice", "[day]\nzone = 'UTC'\nzone = 'UTC'", /line 3: /],
    ["another version", "version = 2", /line 1: version must be 1/],
    ["a file that is too long", "#".repeat(70_000), /longer than 65536 characters/],
    ["an unsafe key", "__proto__ = 1", /line 1/],
  ])("%s", (_, text, message) => expect(faultOf(text)).toMatch(message));

  test("all of them at once", () => {
    const fault = faultOf("[volume]\nmax_lots_per_order = 0\nmax_lots_per_symbol = -1\nmost = 3");
    for (const line of ["line 2", "line 3", "line 4"]) expect(fault).toContain(line);
  });
});
