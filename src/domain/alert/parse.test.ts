import { describe, expect, it } from "vitest";
import { parseAlert } from "./parse.ts";
import type { DialectName } from "./signal.ts";

function judge(text: string, dialect?: DialectName): string {
  const parsed = parseAlert(text, { dialect, settings: {} });
  return parsed.ok ? parsed.value.dialect : parsed.error.code;
}

describe("telling the dialect", () => {
  it.each(
    [
      ['{"action":"buy","symbol":"X"}', "sallyport"],
      ' \n{"legs":[{"action":"halt"}]}',
      ['{"ticker":"X","action":"buy"}', "traderspost"],
      ["60123456789,closelong,EURUSD", "pineconnector"],
      ["  60123456789 ,closelong,EURUSD", "pineconnector"],
      ["BUY EURUSD 0.1", "text"],
      ["\tbuy EURUSD 0.1\n", "text"],
    ].map((row) => (typeof row === "string" ? [row, "sallyport"] : row)),
  )("%j is %s", (text, dialect) => {
    expect(judge(String(text))).toBe(dialect);
  });

  it.each([
    ['{"symbl":"X"}', "unknown_key"],
    ['{"ticker":"X"}', "missing_action"],
    ["[1]", "wrong_type"],
    ["{", "malformed_json"],
    ["", "empty_message"],
    [" \n", "empty_message"],
    ["60123456789 buy AUDUSD", "missing_comma"],
    ["60123456789", "missing_command"],
    ["buy,60123456789,AUDUSD", "wrong_order"],
    ["licenseid,eaon,eaon", "invalid_licence"],
    ["BTC buy signal!", "unknown_command"],
    ["{{strategy.order.action}} {{ticker}}", "unresolved_placeholder"],
    ["buy EURUSD sl=50", "unknown_key"],
  ])("%j is refused by the dialect it comes nearest to: %s", (text, code) => {
    expect(judge(text)).toBe(code);
  });

  it.each([
    ['{"secret":"t","bot_uuid":"b","action":"buy"}', "3Commas"],
    ['{"tv_instrument":"X","action":"buy"}', "3Commas"],
    [
      '{"platform_name":"metatrader5","ticker":"EURUSD","order_action":"buy","order_contracts":"0.10"}',
      "AlgoWay",
    ],
    ['{"symbol":"EURUSD","type":"POSITION_TYPE_BUY","volume":0.1}', "CopyFactory"],
    ['{"stub":"dev","direction":"long","symbol":"ETH-PERP","size":"5%"}', "tradingview-alerts-processor"],
    ['[{"stub":"dev","direction":"long"}]', "tradingview-alerts-processor"],
    ["MyKeys(XBTUSD) { market(side=buy, amount=100); } #bot", "Alertatron"],
    ["s=eur/usd c=position b=long", "AutoView"],
    ["e=kraken s=btcusd b=buy q=0.01 t=market", "AutoView"],
    ["buy tradesymbol=EURUSD lotsize=0.1", "TradingConnector"],
    ["cancel long tradesymbol=EURUSD", "TradingConnector"],
  ])("%j is told as a message for another vendor", (text, vendor) => {
    expect(parseAlert(text, { settings: {} })).toMatchObject({
      error: {
        code: "dialect_not_supported",
        at: expect.any(Number),
        message: expect.stringContaining(vendor),
      },
    });
  });
});

describe("a fixed dialect", () => {
  it("is not told from the message", () => {
    expect(judge("BUY EURUSD 0.1", "pineconnector")).toBe("missing_comma");
    expect(judge("60123456789,closelong,EURUSD", "text")).toBe("unknown_command");
    expect(judge('{"ticker":"X","action":"buy"}', "sallyport")).toBe("unknown_key");
    expect(judge('{"action":"buy","symbol":"X"}', "traderspost")).toBe("missing_symbol");
  });

  it("is read as itself", () => {
    expect(judge('{"ticker":"X","action":"buy"}', "traderspost")).toBe("traderspost");
    expect(judge("BUY EURUSD", "text")).toBe("text");
  });
});

describe("faults that every dialect refuses", () => {
  const quantities: [written: string, code: string][] = [
    ["0", "not_positive"],
    ["-1", "not_positive"],
    ["1e400", "too_large"],
    ["NaN", "not_a_number"],
    ["0x10", "not_a_number"],
    ["1,000", "not_a_number"],
  ];

  it.each(quantities)("a volume of %s is %s everywhere", (written, code) => {
    expect(judge(`{"action":"buy","symbol":"X","lots":"${written}"}`)).toBe(code);
    expect(judge(`{"action":"buy","ticker":"X","quantity":"${written}"}`)).toBe(code);
    expect(judge(`BUY X ${written}`)).toBe(code);
    expect(judge(`60123456789,buy,X,vol_lots="${written}"`)).toBe(code);
  });
});
