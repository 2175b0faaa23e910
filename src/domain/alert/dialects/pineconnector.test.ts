import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parsePineConnector } from "./pineconnector.ts";
import { allPineKeys } from "./pineconnector-keys.ts";
import type { DialectSettings } from "./settings.ts";

const LICENCE = "60123456789";
const { read, legs, fault, pointsAt } = harness(parsePineConnector, (text: string) => text);

describe("form", () => {
  it.each([
    `${LICENCE},buy,AUDUSD,vol_lots=0.1`,
    `${LICENCE},sell,EURUSD,vol_lots=1, secret=HappyTrader501`,
    `${LICENCE},sell,GBPJPY,vol_dollar=50,sl_pips=20`,
    `${LICENCE},closelong,GBPUSD`,
    `${LICENCE},buylimit,EURUSD,vol_lots=0.5,entry_price=1.0825,sl_price=1.0795,tp_price=1.0885`,
    `${LICENCE},buystop,GBPUSD,vol_lots=0.5,entry_pips=15,sl_pips=25,tp_pips=45`,
    `${LICENCE},newsltplong,NAS100,sl_pips=25,tp_pips=50`,
    "  5012345678901 , Buy , EURUSD.r , VOL_LOTS = 0.1 \r\n",
  ])("accepts %s", (text) => {
    expect(read(text).legs).not.toHaveLength(0);
  });

  it("accepts the vendor's legacy samples once the modes are set", () => {
    const settings: DialectSettings = { volumeType: "lots", targetType: "pips" };
    expect(legs(`${LICENCE},buy,AUDUSD,risk=0.1`, settings)).toMatchObject([
      { side: "buy", size: { unit: "lots", value: "0.1" } },
    ]);
    expect(legs(`${LICENCE},sell,GBPJPY,sl=50,risk=0.1`, settings)).toMatchObject([
      { side: "sell", stopLoss: { unit: "pips", value: "50" } },
    ]);
  });

  it("keeps licence, symbol, id, time and comment, and where they stand", () => {
    const text = `${LICENCE},buy,EURUSD,vol_lots=0.1,id=a|b-1,time=2026-03-01T14:30:00Z,comment="two, words"`;
    expect(read(text)).toMatchObject({
      dialect: "pineconnector",
      licence: LICENCE,
      symbol: "EURUSD",
      symbolAt: text.indexOf("EURUSD"),
      id: "a|b-1",
      firedAtMs: Date.UTC(2026, 2, 1, 14, 30),
      timeAt: text.indexOf("2026"),
      legs: [{ comment: "two, words", at: { size: text.indexOf("0.1") } }],
    });
  });

  it("takes alertTimestamp as another name for id", () => {
    expect(read(`${LICENCE},closelong,EURUSD,alertTimestamp=77`).id).toBe("77");
    expect(fault(`${LICENCE},closelong,EURUSD,alertTimestamp=77,id=78`).code).toBe("conflicting_keys");
  });

  const refused: [text: string, code: string, rest: string][] = [
    ["", "empty_message", ""],
    [" \r\n", "empty_message", " \r\n"],
    [`buy,${LICENCE},AUDUSD,vol_lots=0.1`, "wrong_order", `buy,${LICENCE},AUDUSD,vol_lots=0.1`],
    [`${LICENCE},AUDUSD,buy,vol_lots=0.1`, "wrong_order", "AUDUSD,buy,vol_lots=0.1"],
    [`${LICENCE},buy,closeshort,AUDUSD,vol_lots=0.1`, "two_commands", "closeshort,AUDUSD,vol_lots=0.1"],
    [`${LICENCE},buy,AUDUSD,closeshort`, "two_commands", "closeshort"],
    [`${LICENCE},eaon,eaoff`, "two_commands", "eaoff"],
    [`${LICENCE},70123456789,buy,AUDUSD,vol_lots=0.1`, "two_licences", "70123456789,buy,AUDUSD,vol_lots=0.1"],
    [`${LICENCE},buy,70123456789`, "two_licences", "70123456789"],
    [`${LICENCE},buy,AUDUSD,70123456789`, "two_licences", "70123456789"],
    [`${LICENCE},buy,AUDUSD,EURUSD,vol_lots=0.1`, "two_symbols", "EURUSD,vol_lots=0.1"],
    [`${LICENCE} buy AUDUSD vol_lots=0.1`, "missing_comma", " buy AUDUSD vol_lots=0.1"],
    [`${LICENCE},buy AUDUSD,vol_lots=0.1`, "missing_comma", " AUDUSD,vol_lots=0.1"],
    [`${LICENCE},buy,AUDUSD vol_lots=0.1`, "missing_comma", " vol_lots=0.1"],
    [`${LICENCE},buy,AUDUSD,vol_lots=0.1 sl_pips=5`, "missing_comma", " sl_pips=5"],
    [`${LICENCE},buy,AUDUSD,vol_lots=0.1,comment=my trade sl_pips=5`, "missing_comma", " sl_pips=5"],
    [`${LICENCE},buy,AUDUSD,vol_lots=0.1,comment="a"b`, "missing_comma", "b"],
    ["licenseid,eaon,eaon", "invalid_licence", "licenseid,eaon,eaon"],
    ["1234567,buy,EURUSD", "invalid_licence", "1234567,buy,EURUSD"],
    [LICENCE, "missing_command", ""],
    [`${LICENCE},`, "missing_command", ""],
    [`${LICENCE},vol_lots=0.1,buy`, "missing_command", "vol_lots=0.1,buy"],
    [`${LICENCE},buyy,EURUSD`, "unknown_command", "buyy,EURUSD"],
    [`${LICENCE},buy`, "missing_symbol", ""],
    [`${LICENCE},buy,`, "missing_symbol", ""],
    [`${LICENCE},buy,vol_lots=0.1`, "missing_symbol", "vol_lots=0.1"],
    [`${LICENCE},buy,EUR€USD,vol_lots=0.1`, "invalid_symbol", "€USD,vol_lots=0.1"],
    [`${LICENCE},buy,${"X".repeat(33)}`, "invalid_symbol", "X".repeat(33)],
    [`${LICENCE},eaoff,EURUSD`, "symbol_not_allowed", "EURUSD"],
    [`${LICENCE},buy,EURUSD`, "missing_size", "buy,EURUSD"],
    [`${LICENCE},buylimit,EURUSD,vol_lots=1`, "missing_entry", "buylimit,EURUSD,vol_lots=1"],
    [`${LICENCE},newsltplong,EURUSD`, "missing_level", "newsltplong,EURUSD"],
    [`${LICENCE},buy,EURUSD,vol_lots=0.1,vol_lots=0.1`, "duplicate_key", "vol_lots=0.1"],
    [`${LICENCE},buy,EURUSD,vol_lots=0.1,VOL_LOTS=0.2`, "duplicate_key", "VOL_LOTS=0.2"],
    [`${LICENCE},buy,EURUSD,vol_lots=0.1,vol_dollar=5`, "conflicting_keys", "vol_dollar=5"],
    [`${LICENCE},buy,EURUSD,vol_lots=1,sl_pips=5,sl_price=1`, "conflicting_keys", "sl_price=1"],
    [`${LICENCE},buy,EURUSD,vol_lots=1,tp_pips=5,tp_pct=1`, "conflicting_keys", "tp_pct=1"],
    [`${LICENCE},buystop,EURUSD,vol_lots=1,entry_pips=5,entry_price=1`, "conflicting_keys", "entry_price=1"],
    [`${LICENCE},buy,EURUSD,vol_lots=1,entry_price=1`, "key_not_allowed", "entry_price=1"],
    [`${LICENCE},closelong,EURUSD,comment=x`, "key_not_allowed", "comment=x"],
    [`${LICENCE},buy,EURUSD,vol_lots=1,slpips=5`, "unknown_key", "slpips=5"],
    [`${LICENCE},buy,EURUSD,vol_lots`, "missing_value", "vol_lots"],
    [`${LICENCE},buy,EURUSD,vol_lots=`, "not_a_number", ""],
    [`${LICENCE},buy,EURUSD,vol_lots=1,`, "empty_part", ""],
    [`${LICENCE},buy,EURUSD,,vol_lots=1`, "empty_part", ",vol_lots=1"],
    [`${LICENCE},buy,EURUSD,vol_lots=0`, "not_positive", "0"],
    [`${LICENCE},buy,EURUSD,vol_lots=-1`, "not_positive", "-1"],
    [`${LICENCE},buy,EURUSD,vol_lots=1e400`, "too_large", "1e400"],
    [`${LICENCE},buy,EURUSD,vol_lots=NaN`, "not_a_number", "NaN"],
    [`${LICENCE},buy,EURUSD,vol_lots=0x10`, "not_a_number", "0x10"],
    [`${LICENCE},buy,EURUSD,vol_lots=1'000`, "not_a_number", "1'000"],
    [`${LICENCE},buy,EURUSD,vol_lots=0.12345678901`, "number_not_exact", "0.12345678901"],
    [`${LICENCE},buy,{{ticker}},vol_lots=1`, "unresolved_placeholder", "{{ticker}},vol_lots=1"],
    [`${LICENCE},buy,EURUSD,vol_lots=1,comment=a}}`, "unresolved_placeholder", "}}"],
    [`${LICENCE},buy,EURUSD,vol_lots=1,comment="a,b`, "unterminated_quote", '"a,b'],
    [`${LICENCE},buy,EURUSD,vol_lots=1,comment=${"x".repeat(65)}`, "text_too_long", "x".repeat(65)],
    [`${LICENCE},closelong,EURUSD,id=`, "missing_value", ""],
    [`${LICENCE},closelong,EURUSD,time=yesterday`, "invalid_time", "yesterday"],
    [`${LICENCE},closelong,EURUSD\u0000`, "invalid_text", "\u0000"],
    [`${LICENCE},closelong,EURUSD,id=\ud83d`, "invalid_text", "\ud83d"],
    [
      `${LICENCE},closelong,EURUSD,id=1\n${LICENCE},closeshort,EURUSD`,
      "two_messages",
      `\n${LICENCE},closeshort,EURUSD`,
    ],
  ];

  it.each(refused)("refuses %j with %s where the fault lies", (text, code, rest) => {
    expect(pointsAt(text)).toEqual([code, rest]);
  });

  it("says what was probably meant", () => {
    expect(fault(`${LICENCE},buy,EURUSD,vol_lots=1,slpips=5`).hint).toBe("did you mean sl_pips?");
    expect(fault(`${LICENCE},closelnog,EURUSD`).hint).toBe("did you mean closelong?");
  });

  it("reads the secret nowhere, so that no refusal can repeat it", () => {
    const text = `${LICENCE},buy,EURUSD,secret=sp_hook_abcdef,vol_lots=x`;
    expect(JSON.stringify(parsePineConnector(text, {}))).not.toContain("sp_hook");
  });

  it("has every key of the vendor's pages and the public parsers", () => {
    expect([...allPineKeys].sort()).toEqual(
      (
        "accfilter alerttimestamp atrmultiplier atrperiod atrshift atrtimeframe atrtrigger beoffset betrigger comment " +
        "entry_pct entry_pips entry_price id partial_close_pct pct pending price risk secret sl sl_pct sl_pips sl_price " +
        "spread time tp tp_pct tp_pips tp_price traildist trailstep trailtrig vol_dollar vol_lots vol_pct_bal_loss " +
        "vol_pct_bal_margin vol_pct_eq_loss"
      ).split(" "),
    );
  });
});
