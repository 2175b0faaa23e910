import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parseSallyport } from "./sallyport.ts";

const { read, legs, pointsAt } = harness(parseSallyport, (message: object | string) =>
  typeof message === "string" ? message : JSON.stringify({ symbol: "EURUSD", ...message }),
);

function code(message: object): string {
  return pointsAt(message)[0];
}

const all = { unit: "all" } as const;

const lots = { unit: "lots", value: "0.10" } as const;

describe("buy and sell", () => {
  it("reads a market order and keeps the places of its values", () => {
    const text =
      '{"action":"buy","symbol":"EURUSD","lots":0.10,"sl_price":"1.0795","tp_pips":50,"comment":"a"}';
    expect(read(text)).toEqual({
      dialect: "sallyport",
      symbol: "EURUSD",
      symbolAt: text.indexOf("EURUSD"),
      legs: [
        {
          action: "open",
          side: "buy",
          type: "market",
          size: lots,
          stopLoss: { unit: "price", value: "1.0795" },
          takeProfit: { unit: "pips", value: "50" },
          comment: "a",
          at: {
            size: text.indexOf("0.10"),
            stopLoss: text.indexOf("1.0795"),
            takeProfit: text.indexOf("50"),
          },
        },
      ],
      unavailable: [],
    });
  });

  it.each(["limit", "stop"])("reads a %s order with its entry in any unit", (type) => {
    for (const [key, unit] of [
      ["entry_price", "price"],
      ["entry_pips", "pips"],
      ["entry_pct", "percent"],
    ]) {
      expect(legs({ action: "sell", type, lots: "0.10", [String(key)]: 1.5 })).toEqual([
        { action: "open", side: "sell", type, size: lots, entry: { unit, value: "1.5" } },
      ]);
    }
  });

  it("reads when a pending order ends, in every spelling of a time, and where that stands", () => {
    const limit = { action: "buy", type: "limit", lots: "0.10", entry_pips: 5 };
    const expiresAtMs = Date.UTC(2026, 2, 1, 14, 30);
    for (const expires of [
      "2026-03-01T14:30:00Z",
      "2026-03-01T16:30:00+02:00",
      expiresAtMs,
      expiresAtMs / 1000,
    ]) {
      expect(legs({ ...limit, expires })).toMatchObject([{ type: "limit", expiresAtMs }]);
    }
    expect(pointsAt({ ...limit, expires: "2026-03-01T14:30:00" })).toEqual([
      ...["invalid_time", '2026-03-01T14:30:00"}'],
    ]);
    const text = JSON.stringify({ ...limit, symbol: "EURUSD", expires: "2026-03-01T14:30:00Z" });
    expect(read(text).legs[0]).toMatchObject({ at: { expires: text.indexOf("2026-") } });
  });

  it("a market order has no end, and neither has a flip", () => {
    const expires = "2026-03-01T14:30:00Z";
    expect(code({ action: "buy", lots: "0.10", expires })).toBe("key_not_allowed");
    expect(code({ action: "flip", to: "long", lots: "0.10", expires })).toBe("key_not_allowed");
  });

  it.each([
    "lots",
    "risk_money",
    "balance_percent_loss",
    "equity_percent_loss",
    "balance_percent_margin",
    "balance_percent_lots",
    "equity_percent",
    "position_percent",
    "notional",
  ])("takes a size by %s, as a key of its own or within size", (unit) => {
    const expected = [{ size: { unit, value: "2" } }];
    expect(legs({ action: "buy", [unit]: 2, sl_pips: 5 })).toMatchObject(expected);
    expect(legs({ action: "buy", size: { [unit]: "2" }, sl_pips: 5 })).toMatchObject(expected);
  });

  it("never takes a number through a float", () => {
    const text =
      '{"action":"buy","symbol":"X","lots":0.1000,"price":123456789012345.5,"tp_price":"123456789012345.6789"}';
    expect(read(text)).toMatchObject({
      chartPrice: "123456789012345.5",
      legs: [{ size: { value: "0.1000" }, takeProfit: { value: "123456789012345.6789" } }],
    });
  });

  it("reads small numbers that programs write with an exponent", () => {
    expect(read('{"action":"buy","symbol":"X","lots":1e-2}').legs).toMatchObject([
      { size: { value: "0.01" } },
    ]);
  });
});

describe("the other actions", () => {
  it("close takes all of both sides unless it says less", () => {
    expect(legs({ action: "close" })).toEqual([
      { action: "close", scope: "symbol", side: "both", amount: all },
    ]);
    expect(legs({ action: "close", side: "long", percent: 50 })).toEqual([
      { action: "close", scope: "symbol", side: "long", amount: { unit: "percent", value: "50" } },
    ]);
    expect(legs({ action: "close", side: "short", lots: "0.10" })).toEqual([
      { action: "close", scope: "symbol", side: "short", amount: lots },
    ]);
  });

  it("close and cancel can cover the account, and then name no symbol", () => {
    expect(read('{"action":"close","scope":"account"}').legs).toEqual([
      { action: "close", scope: "account", side: "both", amount: all },
    ]);
    expect(read('{"action":"cancel","scope":"account","side":"long"}').legs).toEqual([
      { action: "cancel", scope: "account", side: "long", types: [] },
    ]);
    expect(code({ action: "close", scope: "account" })).toBe("symbol_not_allowed");
  });

  it("cancel can be limited to a side and a type", () => {
    expect(legs({ action: "cancel", side: "short", type: "limit" })).toEqual([
      { action: "cancel", scope: "symbol", side: "short", types: ["limit"] },
    ]);
  });

  it("modify sets or removes stop loss and take profit of positions or orders", () => {
    expect(legs({ action: "modify", side: "long", sl_price: "1.07", tp_price: "none" })).toEqual([
      {
        action: "modify",
        target: "positions",
        side: "long",
        types: [],
        stopLoss: { unit: "price", value: "1.07" },
        takeProfit: { unit: "none" },
      },
    ]);
    expect(legs({ action: "modify", target: "orders", type: "stop", sl_pips: 20 })).toEqual([
      {
        action: "modify",
        target: "orders",
        side: "both",
        types: ["stop"],
        stopLoss: { unit: "pips", value: "20" },
      },
    ]);
  });

  it("flip closes the other side, or the side that it says, and opens", () => {
    const open = { action: "open", side: "buy", type: "market", size: lots };
    expect(legs({ action: "flip", to: "long", lots: "0.10" })).toEqual([
      { action: "close", scope: "symbol", side: "short", amount: all },
      open,
    ]);
    expect(legs({ action: "flip", to: "long", from: "both", lots: "0.10" })[0]).toMatchObject({
      side: "both",
    });
    expect(legs({ action: "flip", to: "short" })).toEqual([
      { action: "close", scope: "symbol", side: "long", amount: all },
      { action: "open", side: "sell", type: "market" },
    ]);
  });

  it("target is the position itself, or the order that leads to it", () => {
    expect(legs({ action: "target", position: "short", lots: "0.10" })).toEqual([
      { action: "target", side: "short", exact: true, size: lots },
    ]);
    expect(legs({ action: "target", position: "long", order: "buy", lots: "0.10" })).toEqual([
      { action: "target", side: "long", exact: false, order: "buy", size: lots },
    ]);
  });

  it("target flat takes what a strategy's template leaves in the message", () => {
    const flat = [{ action: "target", side: "flat", exact: true }];
    expect(legs({ action: "target", position: "flat" })).toEqual(flat);
    expect(legs({ action: "target", position: "flat", lots: "0" })).toEqual(flat);
    expect(legs({ action: "target", position: "flat", order: "sell", lots: "0.3", sl_pips: 5 })).toEqual(
      flat,
    );
    expect(code({ action: "target", position: "flat", lots: "0.3" })).toBe("conflicting_keys");
  });

  it.each(["halt", "resume"])("%s works on the strategy", (action) => {
    expect(read(JSON.stringify({ action })).legs).toEqual([{ action: "control", set: action }]);
    expect(code({ action })).toBe("symbol_not_allowed");
  });

  it("legs are carried out as one unit, in their order", () => {
    const message = {
      legs: [
        { action: "cancel" },
        { action: "close", side: "long", percent: 50 },
        { action: "buy", type: "limit", entry_price: 1, lots: "0.10" },
      ],
    };
    expect(legs(message).map((leg) => leg.action)).toEqual(["cancel", "close", "open"]);
    expect(legs({ legs: [{ action: "flip", to: "long" }, { action: "halt" }] })).toHaveLength(3);
  });
});
