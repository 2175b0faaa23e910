import { describe, expect, it } from "vitest";
import { parseAlert } from "../parse.ts";
import { keyHint } from "./key-hint.ts";
import { actionKeys, messageKeys } from "./sallyport-keys.ts";

const keysOfBuy = ["action", ...messageKeys, ...actionKeys.buy];

function hintOf(text: string, dialect: "sallyport" | "pineconnector" | "text") {
  const parsed = parseAlert(text, { dialect, settings: {} });
  return parsed.ok ? null : [parsed.error.code, parsed.error.hint, text.slice(parsed.error.at ?? 0)];
}

describe("the hint for a key that is not known", () => {
  it.each([
    ["stop_loss", "did you mean sl_price, sl_pips or sl_pct?"],
    ["stopLoss", "did you mean sl_price, sl_pips or sl_pct?"],
    ["sl", "did you mean sl_price, sl_pips or sl_pct?"],
    ["take_profit", "did you mean tp_price, tp_pips or tp_pct?"],
    ["stop_loss_pips", "did you mean sl_pips?"],
    ["limitPrice", "did you mean entry_price?"],
    ["stopPrice", "did you mean entry_price or sl_price?"],
    ["quantity", "did you mean lots?"],
    ["vol_lots", "did you mean lots?"],
    ["risk", "did you mean risk_money, balance_percent_loss or equity_percent_loss?"],
    ["ticker", "did you mean symbol?"],
    ["trailing", "did you mean exits?"],
    ["slpips", "did you mean sl_pips?"],
    ["sl_pisp", "did you mean sl_pips?"],
    ["leverage", undefined],
    ["constructor", undefined],
  ])("%j: %s", (name, hint) => {
    expect(keyHint(name, keysOfBuy)).toBe(hint);
  });

  it("names only what may stand there", () => {
    expect(keyHint("stop_loss", actionKeys.close)).toBeUndefined();
    expect(keyHint("trailing_stop", ["breakeven", "trailing"])).toBe("did you mean trailing?");
  });

  it("is told to the sender in every dialect that knows its keys, with the place", () => {
    expect(hintOf('{"action":"buy","symbol":"X","stop_loss":1.08}', "sallyport")).toEqual([
      ...["unknown_key", "did you mean sl_price, sl_pips or sl_pct?", '"stop_loss":1.08}'],
    ]);
    expect(hintOf("60123456789,buy,EURUSD,lots=0.1", "pineconnector")).toEqual([
      ...["unknown_key", "did you mean vol_lots?", "lots=0.1"],
    ]);
    expect(hintOf("BUY EURUSD 0.1 stoploss=20", "text")?.[0]).toBe("unknown_key");
  });
});
