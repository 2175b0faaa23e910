import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parseTradersPost } from "./traderspost.ts";

const { read, legs, pointsAt } = harness(parseTradersPost, (message: object | string) =>
  typeof message === "string" ? message : JSON.stringify({ ticker: "EURUSD", ...message }),
);

function code(message: object): string {
  return pointsAt(message)[0];
}

describe("orders", () => {
  it.each([
    ["fixed_quantity", "lots"],
    ["dollar_amount", "notional"],
    ["risk_dollar_amount", "risk_money"],
    ["risk_percent", "equity_percent_loss"],
    ["percent_of_equity", "equity_percent"],
    ["percent_of_position", "position_percent"],
  ])("the quantity type %s is a size in %s", (quantityType, unit) => {
    expect(legs({ action: "buy", quantity: 2, quantityType, stopLoss: { percent: 1 } })[1]).toMatchObject({
      size: { unit, value: "2" },
    });
  });

  it.each(["risk_dollar_amount", "risk_percent"])("%s needs a stop loss", (quantityType) => {
    expect(code({ action: "buy", quantity: 2, quantityType })).toBe("stop_loss_required");
  });

  it("refuses a quantity type without a quantity", () => {
    expect(code({ action: "buy", quantityType: "fixed_quantity" })).toBe("missing_size");
  });

  it("refuses a quantity type that cannot size an exit", () => {
    expect(code({ action: "exit", quantity: 1, quantityType: "dollar_amount" })).toBe("key_not_allowed");
  });

  it.each([
    ["limit", "limitPrice"],
    ["stop", "stopPrice"],
  ])("%s orders take their price from %s, and need it", (orderType, field) => {
    expect(legs({ action: "buy", orderType, [field]: "1.05" })[1]).toMatchObject({
      type: orderType,
      entry: { unit: "price", value: "1.05" },
    });
    expect(code({ action: "buy", orderType })).toBe("missing_entry");
  });

  it.each(["limitPrice", "stopPrice"])(
    "refuses %s without its order type instead of guessing one",
    (field) => {
      expect(code({ action: "buy", [field]: 1.05 })).toBe("key_not_allowed");
    },
  );

  it("reads take profit and stop loss by price and by percent", () => {
    expect(
      legs({
        action: "buy",
        takeProfit: { limitPrice: 1.2 },
        stopLoss: { type: "stop", stopPrice: "1.1" },
      })[1],
    ).toMatchObject({
      takeProfit: { unit: "price", value: "1.2" },
      stopLoss: { unit: "price", value: "1.1" },
    });
    expect(legs({ action: "sell", takeProfit: { percent: 10 }, stopLoss: { percent: 5 } })[1]).toMatchObject({
      takeProfit: { unit: "percent", value: "10" },
      stopLoss: { unit: "percent", value: "5" },
    });
  });

  it.each([
    [{ takeProfit: { limitPrice: 1, percent: 1 } }, "conflicting_keys"],
    [{ takeProfit: {} }, "missing_value"],
    [{ takeProfit: { precent: 1 } }, "missing_value"],
    [{ takeProfit: 1.2 }, "wrong_type"],
    [{ takeProfit: { amount: 5 } }, "feature_not_available"],
    [{ stopLoss: { amount: 5 } }, "feature_not_available"],
    [{ stopLoss: { type: "trailing_stop", trailAmount: 1 } }, "feature_not_available"],
    [{ stopLoss: { type: "trailing_stop", trailPercent: 1, percent: 2 } }, "conflicting_keys"],
    [{ stopLoss: { type: "trailing_stop" } }, "missing_value"],
    [{ stopLoss: { trailPercent: 1 } }, "key_not_allowed"],
    [{ stopLoss: { type: "stop_limit", stopPrice: 1, limitPrice: 1 } }, "feature_not_available"],
    [{ stopLoss: { stopPrice: 1, limitPrice: 1 } }, "feature_not_available"],
    [{ orderType: "stop_limit", stopPrice: 1, limitPrice: 1 }, "feature_not_available"],
    [{ orderType: "trailing_stop", trailAmount: 1 }, "feature_not_available"],
    [{ trailPercent: 1 }, "feature_not_available"],
    [{ orderType: "Limit" }, "unknown_value"],
  ])("refuses %j with %s", (fields, expected) => {
    expect(code({ action: "buy", ...fields })).toBe(expected);
  });

  it("reads a trailing stop by percent as a stop at that distance, which then follows", () => {
    expect(
      legs({ action: "buy", quantity: 1, stopLoss: { type: "trailing_stop", trailPercent: "2.5" } })[1],
    ).toMatchObject({
      stopLoss: { unit: "percent", value: "2.5" },
      exits: { trailing: { triggerPips: "0", distancePercent: "2.5", stepPips: "0" } },
    });
  });

  it("checks stop loss and take profit against the signal price", () => {
    expect(code({ action: "buy", price: "1.08", stopLoss: { stopPrice: "1.09" } })).toBe(
      "stop_loss_wrong_side",
    );
    expect(code({ action: "sell", signalPrice: 1.08, takeProfit: { limitPrice: 1.09 } })).toBe(
      "take_profit_wrong_side",
    );
    expect(
      code({ action: "buy", sentiment: "short", quantity: 1, price: 2, stopLoss: { stopPrice: 1 } }),
    ).toBe("stop_loss_wrong_side");
  });
});

describe("what Sallyport cannot carry out", () => {
  it.each([
    ["optionType", "call"],
    ["intrinsicValue", "itm"],
    ["expiration", "+6 months"],
    ["strikeCount", 5],
    ["strikesAway", 2],
    ["strikePrice", 68],
    ["delay", 60],
    ["timeInForce", "opg"],
    ["timeInForce", "cls"],
  ])("lists %s=%s as unavailable, never drops it", (field, value) => {
    expect(read({ action: "buy", [field]: value }).unavailable).toMatchObject([{ key: field }]);
  });

  it.each([
    ["delay", 0],
    ["delay", "0"],
    ["timeInForce", "gtc"],
    ["timeInForce", "day"],
    ["extendedHours", true],
    ["ignoreTradingWindows", true],
    ["interval", 15],
    ["extras", { a: [1, { b: null }] }],
    ["somethingElse", "x"],
  ])("ignores %s=%j, which changes nothing", (field, value) => {
    expect(read({ action: "buy", [field]: value }).unavailable).toEqual([]);
  });

  it("lists the end of the day for a pending order, which would otherwise stand for ever", () => {
    const message = { action: "buy", orderType: "limit", limitPrice: 1, timeInForce: "day" };
    expect(read(message).unavailable).toMatchObject([{ key: "timeInForce" }]);
  });
});
