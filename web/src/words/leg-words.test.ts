import { describe, expect, test } from "vitest";
import { parseAlert } from "../../../src/domain/alert/parse.ts";
import { detailWords, legWords } from "./leg-words.ts";

/** What a trader reads for a message. */
function words(message: string): string[] {
  const signal = parseAlert(message, { settings: {} });
  if (!signal.ok) throw new Error(signal.error.message);
  const { legs, symbol = "every symbol" } = signal.value;
  return legs.flatMap((leg) => [legWords(leg, symbol), ...detailWords(leg)]);
}

describe("a signal in words", () => {
  test("says side, symbol and size, and each stop by itself", () => {
    expect(words('{"action":"buy","symbol":"EURUSD","lots":"0.1","sl_price":"1.0795","tp_pips":50}')).toEqual(
      ["Buy EURUSD at the market: 0.1 lots.", "Stop loss: 1.0795.", "Take profit: 50 pips away."],
    );
  });

  test("a size by loss says what is lost, and where", () => {
    expect(words("60123456789,sell,EURUSD,vol_pct_bal_loss=1,sl_pips=20")[0]).toBe(
      "Sell EURUSD at the market: so many lots that 1 % of the balance is lost at the stop.",
    );
  });

  test("never calls a part all, and never all a part", () => {
    expect(words("CLOSE EURUSD")).toEqual(["Close all positions in EURUSD."]);
    expect(words("CLOSE EURUSD 0.1")).toEqual(["Close 0.1 lots of the positions in EURUSD."]);
    expect(words("60123456789,closelongpct,EURUSD,pct=50")).toEqual([
      "Close 50 % of each of the long positions in EURUSD.",
    ]);
    expect(words('{"action":"close","scope":"account"}')).toEqual([
      "Close all positions of the account, in every symbol.",
    ]);
  });

  test("tells what exits and filters do", () => {
    expect(
      words(
        "60123456789,buy,EURUSD,vol_lots=0.1,sl_pips=30,betrigger=15,beoffset=1,trailtrig=25,traildist=15,trailstep=2,spread=1.5",
      ),
    ).toEqual([
      "Buy EURUSD at the market: 0.1 lots.",
      "Stop loss: 30 pips away.",
      "Breakeven: at a gain of 15 pips the stop goes to the open price, 1 pips better.",
      "Trailing stop: from a gain of 25 pips on 15 pips behind the best price, in steps of 2 pips.",
      "Only while the spread is at most 1.5 pips.",
    ]);
  });

  test("a missing size is the route's, and a pending order says how long it stands", () => {
    expect(words('{"action":"buy","symbol":"EURUSD","type":"limit","entry_pips":15}')).toEqual([
      "Place a buy limit order for EURUSD 15 pips away from the market: the size that the route to the account has; it stands until it is cancelled.",
    ]);
  });

  test("TradersPost's sentiment is the position that should stand", () => {
    expect(words('{"ticker":"EURUSD","action":"sell","sentiment":"short","quantity":"0.2"}')).toEqual([
      "Be short in EURUSD, by a sell order of 0.2 lots; what stands on the other side is closed first.",
    ]);
    expect(words('{"ticker":"EURUSD","action":"sell","sentiment":"flat","quantity":"0"}')).toEqual([
      "Be flat in EURUSD: close all positions.",
    ]);
  });
});
