import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parseSallyport } from "./sallyport.ts";

const { legs, pointsAt } = harness(parseSallyport, (message: object | string) =>
  typeof message === "string" ? message : JSON.stringify({ symbol: "EURUSD", ...message }),
);

const buy = { action: "buy", lots: 1 };
const exits = {
  breakeven: { trigger_pips: 15, offset_pips: "1" },
  trailing: { trigger_pips: 20, distance_pips: 10, step_pips: 2 },
  atr_trailing: { timeframe: "H1", period: 14, multiplier: 2.5, shift: 1, trigger_pips: 10 },
  partials: [
    { at_pips: 30, percent: 25 },
    { at_pips: "10", percent: "50" },
  ],
};
const read = {
  breakeven: { triggerPips: "15", offsetPips: "1" },
  trailing: { triggerPips: "20", distancePips: "10", stepPips: "2" },
  atrTrailing: { frame: "H1", period: 14, multiplier: "2.5", shift: 1, triggerPips: "10" },
  partials: [
    { atPips: "10", percent: "50" },
    { atPips: "30", percent: "25" },
  ],
};

describe("exits", () => {
  it.each([
    { action: "buy", lots: 1 },
    { action: "sell", lots: 1, type: "limit", entry_pips: 5 },
    { action: "target", position: "long", lots: 1 },
  ])("are read with %j, partial closes from the nearest on", (message) => {
    expect(legs({ ...message, exits })).toMatchObject([{ exits: read }]);
  });

  it("of a flip belong to its entry", () => {
    const [close, open] = legs({ action: "flip", to: "long", lots: 1, exits });
    expect(close).not.toHaveProperty("exits");
    expect(open).toMatchObject({ exits: read });
  });

  it("need no offset, trigger, step or shift: then these are zero", () => {
    const least = {
      breakeven: { trigger_pips: 1 },
      trailing: { distance_pct: 2 },
      atr_trailing: { timeframe: "M5", period: 10, multiplier: 1 },
    };
    expect(legs({ ...buy, exits: least })).toMatchObject([
      {
        exits: {
          breakeven: { triggerPips: "1", offsetPips: "0" },
          trailing: { triggerPips: "0", distancePercent: "2", stepPips: "0" },
          atrTrailing: { shift: 0, triggerPips: "0" },
        },
      },
    ]);
  });

  it.each([
    [{}, "missing_value"],
    [{ trailling: {} }, "unknown_key"],
    [{ breakeven: {} }, "missing_value"],
    [{ breakeven: { trigger_pips: 0 } }, "not_positive"],
    [{ breakeven: { trigger_pips: 5, offset_pips: -1 } }, "not_positive"],
    [{ trailing: { trigger_pips: 5 } }, "missing_value"],
    [{ trailing: { distance_pips: 5, distance_pct: 1 } }, "conflicting_keys"],
    [{ trailing: { distance_pct: 101 } }, "percent_too_large"],
    [{ atr_trailing: { timeframe: "H2", period: 1, multiplier: 1 } }, "unknown_value"],
    [{ atr_trailing: { timeframe: "H1", period: 101, multiplier: 1 } }, "out_of_range"],
    [{ atr_trailing: { timeframe: "H1", multiplier: 1 } }, "missing_value"],
    [{ partials: [] }, "wrong_type"],
    [{ partials: [{ at_pips: 5 }] }, "missing_value"],
    [
      {
        partials: [
          { at_pips: 5, percent: 60 },
          { at_pips: 6, percent: 41 },
        ],
      },
      "percent_too_large",
    ],
  ])("refuses %j with %s", (given, code) => {
    expect(pointsAt({ ...buy, exits: given })[0]).toBe(code);
  });

  it("have no meaning with a close", () => {
    expect(pointsAt({ action: "close", exits })[0]).toBe("key_not_allowed");
  });
});

describe("filters", () => {
  it("are read with an entry", () => {
    const filters = { max_spread_pips: 1.5, account: { basis: "free_margin", above: "-10" } };
    expect(legs({ ...buy, filters })).toMatchObject([
      { filters: { maxSpreadPips: "1.5", account: { basis: "free_margin", above: "-10" } } },
    ]);
  });

  it.each([
    [{}, "missing_value"],
    [{ spread: 1 }, "unknown_key"],
    [{ max_spread_pips: -1 }, "not_positive"],
    [{ account: { basis: "credit", above: 1 } }, "unknown_value"],
    [{ account: { basis: "equity" } }, "missing_value"],
  ])("refuses %j with %s", (filters, code) => {
    expect(pointsAt({ ...buy, filters })[0]).toBe(code);
  });
});
