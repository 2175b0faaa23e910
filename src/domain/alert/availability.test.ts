import { describe, expect, it } from "vitest";
import { checkAvailable } from "./availability.ts";
import { parseAlert } from "./parse.ts";

function judge(text: string): [code: string, rest: string] {
  const parsed = parseAlert(text, { settings: {} });
  if (!parsed.ok) throw new Error(parsed.error.code);
  const available = checkAvailable(parsed.value);
  return available.ok ? ["available", ""] : [available.error.code, text.slice(available.error.at)];
}

describe("checkAvailable", () => {
  it.each([
    "BUY EURUSD 0.1",
    "BUY EURUSD",
    "CLOSE EURUSD",
    '{"action":"close","symbol":"X","percent":50}',
    '{"action":"target","symbol":"X","position":"long","lots":1}',
  ])("lets %s pass", (text) => {
    expect(judge(text)).toEqual(["available", ""]);
  });

  it.each([
    '{"action":"buy","symbol":"X","risk_money":50,"sl_pips":5}',
    '{"action":"target","symbol":"X","position":"long","notional":50}',
    "60123456789,buy,EURUSD,vol_pct_bal_margin=2",
    '{"ticker":"X","action":"sell","quantityType":"percent_of_equity","quantity":"5"}',
  ])("lets the size of %s pass", (text) => {
    expect(judge(text)).toEqual(["available", ""]);
  });

  it("refuses a size whose formula is documented nowhere", () => {
    const text = '{"action":"buy","symbol":"X","balance_percent_lots":1}';
    expect(judge(text)).toEqual(["size_formula_unknown", "1}"]);
  });

  it.each([
    ['{"ticker":"X","action":"buy","optionType":"call","quantity":1}', '"optionType":"call","quantity":1}'],
    ['{"ticker":"X","action":"buy","delay":5}', "5}"],
  ])("refuses the features of %s by name", (text, rest) => {
    expect(judge(text)).toEqual(["feature_not_available", rest]);
  });
});
