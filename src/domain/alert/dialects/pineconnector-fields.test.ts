import { describe, expect, it } from "vitest";
import { harness } from "./parser-harness.ts";
import { parsePineConnector } from "./pineconnector.ts";

const LICENCE = "60123456789";
const { legs, fault, pointsAt } = harness(parsePineConnector, (text: string) => text);

describe("sizes and levels", () => {
  it.each([
    ["vol_lots", "lots"],
    ["vol_dollar", "risk_money"],
    ["vol_pct_bal_loss", "balance_percent_loss"],
    ["vol_pct_eq_loss", "equity_percent_loss"],
    ["vol_pct_bal_margin", "balance_percent_margin"],
  ])("%s is a size in %s", (key, unit) => {
    expect(legs(`${LICENCE},buy,EURUSD,${key}=2,sl_pips=20`)).toMatchObject([{ size: { unit, value: "2" } }]);
  });

  it.each([
    ["lots", "lots"],
    ["dollar", "risk_money"],
    ["balance_percent_lots", "balance_percent_lots"],
    ["balance_percent_margin", "balance_percent_margin"],
    ["balance_percent_loss", "balance_percent_loss"],
  ] as const)("risk means what the volume type %s says", (volumeType, unit) => {
    expect(legs(`${LICENCE},buy,EURUSD,risk=1,sl_pips=20`, { volumeType })).toMatchObject([
      { size: { unit, value: "1" } },
    ]);
  });

  it.each(["pips", "price", "percent"] as const)(
    "sl and tp count in %s when the target type says so",
    (targetType) => {
      expect(legs(`${LICENCE},buy,EURUSD,vol_lots=1,sl=1,tp=2`, { targetType })).toMatchObject([
        { stopLoss: { unit: targetType, value: "1" }, takeProfit: { unit: targetType, value: "2" } },
      ]);
    },
  );

  it.each(["price", "pending"])("%s counts what the pending entry setting says", (key) => {
    for (const pendingEntry of ["pips", "price", "percent"] as const) {
      expect(legs(`${LICENCE},buystop,EURUSD,vol_lots=1,${key}=3`, { pendingEntry })).toMatchObject([
        { entry: { unit: pendingEntry, value: "3" } },
      ]);
    }
  });

  it.each([
    ["risk=1", "vol_lots"],
    ["vol_lots=1,sl=50", "sl_pips"],
    ["vol_lots=1,tp=50", "tp_pips"],
    ["vol_lots=1,accfilter=1000", "accountFilter"],
  ])("refuses %s without its mode and names the explicit key", (keys, named) => {
    const refused = fault(`${LICENCE},buy,EURUSD,${keys}`);
    expect(refused.code).toBe("legacy_mode_not_set");
    expect(refused.hint).toContain(named);
  });

  it.each(["price", "pending"])("refuses %s without the pending entry mode", (key) => {
    const text = `${LICENCE},buystop,EURUSD,vol_lots=1,${key}=1.1`;
    expect(pointsAt(text)).toEqual(["legacy_mode_not_set", `${key}=1.1`]);
  });

  it.each([
    ["sl_pips", "stopLoss", "pips"],
    ["sl_price", "stopLoss", "price"],
    ["sl_pct", "stopLoss", "percent"],
    ["tp_pips", "takeProfit", "pips"],
    ["tp_price", "takeProfit", "price"],
    ["tp_pct", "takeProfit", "percent"],
    ["entry_pips", "entry", "pips"],
    ["entry_price", "entry", "price"],
    ["entry_pct", "entry", "percent"],
  ])("%s is a level in its own unit", (key, field, unit) => {
    const other = key.startsWith("entry") ? "" : ",entry_pips=5";
    expect(legs(`${LICENCE},buylimit,EURUSD,vol_lots=1${other},${key}=1.25`)).toMatchObject([
      { [field]: { unit, value: "1.25" } },
    ]);
  });

  it.each(["vol_dollar", "vol_pct_bal_loss", "vol_pct_eq_loss"])("refuses %s without a stop loss", (key) => {
    expect(pointsAt(`${LICENCE},buy,EURUSD,${key}=50`)).toEqual(["stop_loss_required", "50"]);
  });

  it("refuses risk without a stop loss when it counts a loss", () => {
    expect(pointsAt(`${LICENCE},buy,EURUSD,risk=1`, { volumeType: "dollar" })).toEqual([
      "stop_loss_required",
      "1",
    ]);
  });

  it("keeps digits as they were written", () => {
    expect(legs(`${LICENCE},buy,EURUSD,vol_lots=0.10`)).toMatchObject([{ size: { value: "0.10" } }]);
  });

  it.each([
    ["buy", "sl_price=1.1,tp_price=1.0", "stop_loss_wrong_side"],
    ["sell", "sl_price=1.0,tp_price=1.1", "stop_loss_wrong_side"],
    ["buylimit", "entry_price=1.05,sl_price=1.06", "stop_loss_wrong_side"],
    ["buystop", "entry_price=1.05,tp_price=1.05", "take_profit_wrong_side"],
    ["selllimit", "entry_price=1.05,sl_price=1.04", "stop_loss_wrong_side"],
    ["sellstop", "entry_price=1.05,tp_price=1.06", "take_profit_wrong_side"],
    ["buy", "sl_pct=100", "stop_loss_wrong_side"],
    ["sell", "tp_pct=150", "take_profit_wrong_side"],
  ])("refuses levels on the wrong side: %s %s", (command, keys, code) => {
    const text = `${LICENCE},${command},EURUSD,vol_lots=0.1,${keys}`;
    const wrong = code === "stop_loss_wrong_side" ? /sl_\w+=/ : /tp_\w+=/;
    const match = wrong.exec(text);
    expect(fault(text)).toMatchObject({ code, at: (match?.index ?? 0) + (match?.[0].length ?? 0) });
  });

  it("accepts levels on the right side", () => {
    const tail = "entry_price=1.0825,sl_price=1.0795,tp_price=1.0885";
    expect(legs(`${LICENCE},buylimit,EURUSD,vol_lots=0.5,${tail}`)).toHaveLength(1);
    expect(legs(`${LICENCE},sell,EURUSD,vol_lots=0.5,sl_pct=150,tp_pct=99`)).toHaveLength(1);
  });
});

describe("partial closes", () => {
  it.each(["pct", "partial_close_pct", "risk"])("closelongpct takes its percentage from %s", (key) => {
    expect(legs(`${LICENCE},closelongpct,EURUSD,${key}=50`)).toEqual([
      { action: "close", scope: "symbol", side: "long", amount: { unit: "percent", value: "50" } },
    ]);
  });

  it.each(["vol_lots", "risk"])("closeshortvol takes its lots from %s", (key) => {
    expect(legs(`${LICENCE},closeshortvol,EURUSD,${key}=0.2`, { volumeType: "dollar" })).toEqual([
      { action: "close", scope: "symbol", side: "short", amount: { unit: "lots", value: "0.2" } },
    ]);
  });

  it.each(["closelongpct", "closeshortpct", "closelongvol", "closeshortvol"])(
    "%s without an amount is refused, never taken as all",
    (command) => {
      expect(pointsAt(`${LICENCE},${command},EURUSD`)).toEqual(["missing_amount", `${command},EURUSD`]);
    },
  );

  it.each([
    ["closelongpct", "pct=100.1", "percent_too_large"],
    ["closelongpct", "pct=0", "not_positive"],
    ["closelongpct", "pct=", "not_a_number"],
    ["closelongpct", "pct=50,risk=50", "conflicting_keys"],
    ["closelongvol", "vol_lots=1,risk=1", "conflicting_keys"],
    ["closelongvol", "pct=50", "key_not_allowed"],
    ["closelong", "risk=50", "key_not_allowed"],
  ])("refuses %s,%s", (command, keys, code) => {
    expect(fault(`${LICENCE},${command},EURUSD,${keys}`).code).toBe(code);
  });
});

describe("managed exits and filters", () => {
  const entry = (keys: string) => `${LICENCE},buy,EURUSD,vol_lots=0.1,${keys}`;

  it("reads breakeven, trailing stop and their defaults", () => {
    expect(legs(entry("betrigger=15,beoffset=1,trailtrig=20,traildist=10,trailstep=2"))).toMatchObject([
      {
        exits: {
          breakeven: { triggerPips: "15", offsetPips: "1" },
          trailing: { triggerPips: "20", distancePips: "10", stepPips: "2" },
        },
      },
    ]);
    expect(legs(entry("betrigger=15,traildist=10"))).toMatchObject([
      {
        exits: {
          breakeven: { offsetPips: "0" },
          trailing: { triggerPips: "0", stepPips: "0" },
        },
      },
    ]);
  });

  it.each([
    ["60", "H1"],
    ["1440", "D1"],
    ["m15", "M15"],
  ])("reads an ATR trailing stop of %s as bars of %s", (timeframe, frame) => {
    const keys = `atrtimeframe=${timeframe},atrperiod=14,atrmultiplier=2.5,atrshift=1,atrtrigger=10`;
    expect(legs(entry(keys))).toMatchObject([
      { exits: { atrTrailing: { frame, period: 14, multiplier: "2.5", shift: 1, triggerPips: "10" } } },
    ]);
  });

  it.each(["balance", "equity", "free_margin", "margin_percent"] as const)(
    "accfilter is compared with the %s when the strategy says so, and spread with the spread",
    (accountFilter) => {
      expect(legs(entry("spread=1.5,accfilter=1000"), { accountFilter })).toMatchObject([
        { filters: { maxSpreadPips: "1.5", account: { basis: accountFilter, above: "1000" } } },
      ]);
    },
  );

  it("stand on the entry of a command that closes first", () => {
    const [close, open] = legs(`${LICENCE},cs+ol,EURUSD,vol_lots=0.1,traildist=10,spread=2`);
    expect(close).not.toHaveProperty("exits");
    expect(open).toMatchObject({ exits: { trailing: {} }, filters: { maxSpreadPips: "2" } });
  });

  it.each([
    ["betrigger=0", "not_positive", "0"],
    ["betrigger=x5", "not_a_number", "x5"],
    ["traildist=0", "not_positive", "0"],
    ["spread=-1", "not_positive", "-1"],
    ["atrtimeframe=7,atrperiod=14,atrmultiplier=2", "unknown_value", "7,atrperiod=14,atrmultiplier=2"],
    ["atrtimeframe=60,atrmultiplier=2,atrperiod=1.5", "out_of_range", "1.5"],
    ["atrtimeframe=60,atrmultiplier=2,atrperiod=0", "out_of_range", "0"],
    ["atrtimeframe=60,atrmultiplier=2,atrperiod=14,atrshift=91", "out_of_range", "91"],
  ])("refuses %s with %s", (keys, code, rest) => {
    expect(pointsAt(entry(keys))).toEqual([code, rest]);
  });

  it.each([
    ["beoffset=1", "beoffset=1"],
    ["trailtrig=20,trailstep=1", "trailtrig=20,trailstep=1"],
    ["atrperiod=14", "atrperiod=14"],
  ])("refuses %s, which says nothing without another key", (keys, rest) => {
    expect(pointsAt(entry(keys))).toEqual(["missing_value", rest]);
  });

  it("are refused where nothing is opened", () => {
    expect(fault(`${LICENCE},closelong,EURUSD,traildist=10`).code).toBe("key_not_allowed");
  });
});
