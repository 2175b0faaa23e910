import { describe, expect, it } from "vitest";
import type { Leg } from "../alert/signal.ts";
import { defaultOrderRules } from "./instruction.ts";
import { buy, closeLong, code, instructions, plan, price } from "./plan-test-support.ts";

describe("planning: symbols", () => {
  it("the route's name comes before the account's table, and that before the venue's own names", () => {
    const table = { EURUSD: { venueSymbol: "GBPUSD.r" } };
    expect(instructions({})[0]).toMatchObject({ symbol: "EURUSD" });
    expect(instructions({ settings: { symbols: table } })[0]).toMatchObject({ symbol: "GBPUSD.r" });
    expect(
      instructions({ settings: { symbols: table }, route: { symbols: { EURUSD: "BTCUSD" } } })[0],
    ).toMatchObject({
      symbol: "BTCUSD",
    });
  });

  it("a name that the venue knows only with the account's suffix is found", () => {
    expect(instructions({ symbol: "GBPUSD", settings: { suffix: ".r" } })[0]).toMatchObject({
      symbol: "GBPUSD.r",
    });
  });

  it("TradingView's exchange is dropped, unless the whole name is in a table", () => {
    expect(instructions({ symbol: "OANDA:EURUSD" })[0]).toMatchObject({ symbol: "EURUSD" });
    const symbols = { "OANDA:EURUSD": "GBPUSD.r" };
    expect(instructions({ symbol: "OANDA:EURUSD", route: { symbols } })[0]).toMatchObject({
      symbol: "GBPUSD.r",
    });
  });

  it("an unknown symbol says where it stands and what was probably meant", () => {
    expect(plan({ symbol: "EURUSF" })).toMatchObject({
      ok: false,
      error: { code: "unknown_symbol", at: 11, hint: "did you mean EURUSD?" },
    });
  });

  it("a table that leads to a symbol the venue does not have is refused, not followed", () => {
    expect(code({ settings: { symbols: { EURUSD: { venueSymbol: "EURUSD.x" } } } })).toBe("unknown_symbol");
  });

  it("names of the prototype are names like any other", () => {
    for (const symbol of ["constructor", "__proto__", "toString"])
      expect(code({ symbol })).toBe("unknown_symbol");
  });

  it("before a terminal has reported, nothing with a symbol is planned", () => {
    expect(code({ facts: [] })).toBe("account_not_ready");
    const all: Leg = { action: "close", scope: "account", side: "both", amount: { unit: "all" } };
    expect(instructions({ facts: [], legs: [all] })).toEqual([
      { kind: "close", symbol: null, side: "both", amount: { unit: "all" } },
    ]);
  });

  it("a leg that needs a symbol is refused without one", () => {
    expect(code({ symbol: undefined })).toBe("symbol_missing");
  });
});

describe("planning: sizes", () => {
  it("the message's size counts before the route's, and without both the alert is refused", () => {
    const { size: _, ...sizeless } = buy;
    const route = { size: { unit: "lots" as const, value: "0.20" } };
    expect(instructions({ route })[0]).toMatchObject({ lots: "0.5" });
    expect(instructions({ legs: [sizeless], route })[0]).toMatchObject({ lots: "0.2" });
    expect(code({ legs: [sizeless] })).toBe("size_missing");
  });

  it("a size that is not lots goes on to the agent, with the account's limits", () => {
    const size = { unit: "risk_money" as const, value: "100" };
    const leg: Leg = { ...buy, size, stopLoss: { unit: "pips", value: "20" } };
    const [instruction] = instructions({ legs: [leg] });
    expect(instruction).toMatchObject({ size, limits: { minLots: "0.01", maxLots: "10" } });
    expect(instruction).toHaveProperty("lots", undefined);
  });

  it("a risk without a stop is refused, and says where the size stands", () => {
    const size = { unit: "balance_percent_loss" as const, value: "1" };
    expect(plan({ legs: [{ ...buy, size, at: { size: 7 } }] })).toMatchObject({
      ok: false,
      error: { code: "stop_loss_required", at: 7 },
    });
    const { size: _, ...sizeless } = buy;
    expect(code({ legs: [sizeless], route: { size } })).toBe("stop_loss_required");
  });

  it("a size whose formula is documented nowhere is refused by name", () => {
    const size = { unit: "balance_percent_lots" as const, value: "1" };
    const { size: _, ...sizeless } = buy;
    expect(code({ legs: [{ ...buy, size }] })).toBe("size_formula_unknown");
    expect(code({ legs: [sizeless], route: { size } })).toBe("size_formula_unknown");
  });

  it("more than the whole account can be neither lost nor put down as margin", () => {
    const size = { unit: "balance_percent_margin" as const, value: "100.1" };
    expect(code({ legs: [{ ...buy, size }] })).toBe("percent_too_large");
    expect(code({ legs: [{ ...buy, size: { ...size, value: "100" } }] })).toBe("planned");
  });

  it("lots between two steps pass where the account's rules let the agent round them", () => {
    const rules = { ...defaultOrderRules, lots: "round_down" as const };
    const leg: Leg = { ...buy, size: { unit: "lots", value: "0.015" } };
    expect(instructions({ legs: [leg], settings: { rules } })[0]).toMatchObject({ lots: "0.015" });
    const half: Leg = { ...closeLong, amount: { unit: "lots", value: "0.015" } };
    expect(code({ legs: [half], settings: { rules } })).toBe("planned");
    expect(code({ legs: [half] })).toBe("volume_off_step");
  });

  it.each([
    ["0.001", "volume_too_small"],
    ["10.01", "volume_too_large"],
    ["0.015", "volume_off_step"],
    ["0.01", "planned"],
    ["10", "planned"],
  ])("%s lots of EURUSD: %s", (value, expected) => {
    expect(code({ legs: [{ ...buy, size: { unit: "lots", value } }] })).toBe(expected);
  });

  it("the venue's own limits hold beside the owner's", () => {
    const small: Leg = { ...buy, size: { unit: "lots", value: "0.05" } };
    expect(code({ legs: [small], symbol: "BTCUSD" })).toBe("volume_too_small");
  });

  it("a target needs a size, unless it is flat", () => {
    expect(code({ legs: [{ action: "target", side: "long", exact: true }] })).toBe("size_missing");
    expect(instructions({ legs: [{ action: "target", side: "flat", exact: true }] })).toEqual([
      { kind: "target", symbol: "EURUSD", side: "flat", exact: true },
    ]);
  });

  it("more than all of a position cannot be closed, and a part must be on the step", () => {
    expect(code({ legs: [{ ...closeLong, amount: { unit: "percent", value: "100.1" } }] })).toBe(
      "percent_too_large",
    );
    expect(code({ legs: [{ ...closeLong, amount: { unit: "lots", value: "0.001" } }] })).toBe(
      "volume_off_step",
    );
  });
});

describe("planning: legs", () => {
  it("a flip is two orders, the close with the deadline of exits and the open with that of entries", () => {
    expect(plan({ legs: [closeLong, buy] })).toMatchObject({
      ok: true,
      value: [
        { leg: 0, entry: false, instruction: { kind: "close", side: "long" } },
        { leg: 1, entry: true, instruction: { kind: "open", side: "buy" } },
      ],
    });
  });

  it("all legs or none: a flip whose open is refused does not close", () => {
    expect(code({ legs: [closeLong, { ...buy, size: { unit: "lots", value: "99" } }] })).toBe(
      "volume_too_large",
    );
  });

  it("places in the message lead refusals back to it and do not travel to the venue", () => {
    const at = { size: 20, stopLoss: 30 };
    expect(plan({ legs: [{ ...buy, at, size: { unit: "lots", value: "99" } }] })).toMatchObject({
      error: { at: 20 },
    });
    const stop = price("1.2");
    expect(plan({ legs: [{ ...buy, at, stopLoss: stop, takeProfit: price("1.1") }] })).toMatchObject({
      error: { at: 30 },
    });
    expect(instructions({ legs: [{ ...buy, at }] })[0]).not.toHaveProperty("at");
  });

  it("control legs give no order and keep their number", () => {
    expect(plan({ legs: [{ action: "control", set: "resume" }, buy] })).toMatchObject({
      ok: true,
      value: [{ leg: 1 }],
    });
  });

  it("a paused route and an unavailable key are refused", () => {
    expect(code({ route: { enabled: false } })).toBe("route_paused");
    expect(plan({ signal: { unavailable: [{ key: "trailtrig", at: 30 }] } })).toMatchObject({
      ok: false,
      error: { code: "feature_not_available", at: 30 },
    });
  });
});
