import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parseText } from "./text.ts";

const { read, fault, pointsAt } = harness(parseText, (text: string) => text);

describe("verbs", () => {
  it.each([
    ["BUY", "buy"],
    ["long", "buy"],
    ["Sell", "sell"],
    ["SHORT", "sell"],
  ])("%s opens at the market, with the quantity in lots", (verb, side) => {
    const text = `${verb} EURUSD 0.1`;
    expect(read(text)).toEqual({
      dialect: "text",
      symbol: "EURUSD",
      symbolAt: text.indexOf("EURUSD"),
      legs: [
        {
          action: "open",
          side,
          type: "market",
          size: { unit: "lots", value: "0.1" },
          at: { size: text.indexOf("0.1") },
        },
      ],
      unavailable: [],
    });
  });

  it("leaves the size to the route when there is no quantity", () => {
    expect(read("BUY BTCUSDT").legs).toEqual([{ action: "open", side: "buy", type: "market", at: {} }]);
  });

  it.each(["CLOSE", "exit", "Flat"])("%s says all by itself", (verb) => {
    expect(read(`${verb} EURUSD`).legs).toEqual([
      { action: "close", scope: "symbol", side: "both", amount: { unit: "all" } },
    ]);
  });

  it("CLOSE with a quantity closes that many lots", () => {
    expect(read("CLOSE EURUSD 0.1").legs).toMatchObject([{ amount: { unit: "lots", value: "0.1" } }]);
  });

  it("CANCEL deletes the symbol's pending orders", () => {
    expect(read("CANCEL EURUSD").legs).toEqual([
      { action: "cancel", scope: "symbol", side: "both", types: [] },
    ]);
  });
});

describe("keys", () => {
  it("reads all of them, in any case", () => {
    const text =
      '  buy OANDA:EURUSD 0.1  SL_PRICE=1.08 tp_pips=50 comment="my trade" id=a1 time=1772375400000 secret=**** \n';
    expect(read(text)).toMatchObject({
      symbol: "OANDA:EURUSD",
      id: "a1",
      firedAtMs: 1772375400000,
      legs: [
        {
          stopLoss: { unit: "price", value: "1.08" },
          takeProfit: { unit: "pips", value: "50" },
          comment: "my trade",
        },
      ],
    });
  });

  it.each([
    ["sl_price", "stopLoss", "price"],
    ["sl_pips", "stopLoss", "pips"],
    ["sl_pct", "stopLoss", "percent"],
    ["tp_price", "takeProfit", "price"],
    ["tp_pips", "takeProfit", "pips"],
    ["tp_pct", "takeProfit", "percent"],
  ])("%s is a level in its own unit", (key, field, unit) => {
    expect(read(`BUY EURUSD ${key}=2`).legs).toMatchObject([{ [field]: { unit, value: "2" } }]);
  });
});

describe("what is refused, and where", () => {
  const refused: [text: string, code: string, rest: string][] = [
    ["", "empty_message", ""],
    ["BTC buy signal!", "unknown_command", "BTC buy signal!"],
    ["SIGNAL=BUY;TOKEN=abc", "unknown_command", "SIGNAL=BUY;TOKEN=abc"],
    ["BUY", "missing_symbol", ""],
    ["BUY sl_price=1", "missing_symbol", "sl_price=1"],
    ["BUY EUR$€", "invalid_symbol", "€"],
    ["BUY SELL EURUSD", "two_commands", "SELL EURUSD"],
    ["BUY EURUSD 0.1\nSELL GBPUSD 0.1", "two_commands", "SELL GBPUSD 0.1"],
    ["BUY EURUSD SELL", "two_commands", "SELL"],
    ["BUY EURUSD now", "unexpected_text", "now"],
    ["BUY EURUSD 0.1 lots", "unexpected_text", "lots"],
    ["BUY EURUSD 0.1 0.2", "unexpected_text", "0.2"],
    ["BUY EURUSD 0,1", "not_a_number", "0,1"],
    ["BUY EURUSD 0", "not_positive", "0"],
    ["BUY EURUSD -1", "not_positive", "-1"],
    ["BUY EURUSD NaN", "not_a_number", "NaN"],
    ["BUY EURUSD 1e400", "too_large", "1e400"],
    ["BUY EURUSD 0x10", "not_a_number", "0x10"],
    ["BUY EURUSD 007", "not_a_number", "007"],
    ["CLOSE EURUSD 0", "not_positive", "0"],
    ["CLOSE EURUSD sl_price=1", "key_not_allowed", "sl_price=1"],
    ["CANCEL EURUSD 0.1", "unexpected_text", "0.1"],
    ["BUY EURUSD slprice=1", "unknown_key", "slprice=1"],
    ["BUY EURUSD =1", "unknown_key", "=1"],
    ["BUY EURUSD sl_pips=1 SL_PIPS=2", "duplicate_key", "SL_PIPS=2"],
    ["BUY EURUSD sl_pips=1 sl_pct=2", "conflicting_keys", "sl_pct=2"],
    ["BUY EURUSD id=1 alertTimestamp=2", "conflicting_keys", "alertTimestamp=2"],
    ["BUY EURUSD sl_price=2 tp_price=1", "stop_loss_wrong_side", "2 tp_price=1"],
    ["SELL EURUSD sl_price=1 tp_price=2", "stop_loss_wrong_side", "1 tp_price=2"],
    ['BUY EURUSD comment="my trade', "unterminated_quote", '"my trade'],
    ['BUY EURUSD comment="a"b', "unexpected_text", "b"],
    ["{{strategy.order.action}} EURUSD", "unresolved_placeholder", "{{strategy.order.action}} EURUSD"],
    ["BUY EURUSD\u0001", "invalid_text", "\u0001"],
  ];

  it.each(refused)("refuses %j with %s", (text, code, rest) => {
    expect(pointsAt(text)).toEqual([code, rest]);
  });

  it("says what was probably meant", () => {
    expect(parseText("BUY EURUSD slprice=1", {})).toMatchObject({
      error: { hint: "did you mean sl_price?" },
    });
    expect(fault("CLSOE EURUSD").hint).toBe("did you mean close?");
  });
});
