import { describe, expect, it } from "vitest";
import type { Leg } from "../signal.ts";
import { harness } from "./parser-harness.ts";
import { parsePineConnector } from "./pineconnector.ts";
import { pineCommands } from "./pineconnector-commands.ts";
import type { DialectSettings } from "./settings.ts";

const LICENCE = "60123456789";
const { read, legs, pointsAt } = harness(parsePineConnector, (text: string) => text);

const lots = { unit: "lots", value: "0.1" } as const;
const all = { unit: "all" } as const;

function closeLeg(side: "long" | "short" | "both"): Leg {
  return { action: "close", scope: "symbol", side, amount: all };
}

function openLeg(side: "buy" | "sell"): Leg {
  return { action: "open", side, type: "market", size: lots };
}

describe("commands", () => {
  it.each(["buy", "long", "bull", "bullish", "BUY", "Bullish"])("%s buys at the market", (command) => {
    expect(legs(`${LICENCE},${command},EURUSD,vol_lots=0.1`)).toEqual([openLeg("buy")]);
  });

  it.each(["sell", "short", "bear", "bearish"])("%s sells at the market", (command) => {
    expect(legs(`${LICENCE},${command},EURUSD,vol_lots=0.1`)).toEqual([openLeg("sell")]);
  });

  it.each([
    ["buystop", "buy", "stop"],
    ["buylimit", "buy", "limit"],
    ["sellstop", "sell", "stop"],
    ["selllimit", "sell", "limit"],
  ] as const)("%s places a pending order", (command, side, type) => {
    expect(legs(`${LICENCE},${command},EURUSD,vol_lots=0.1,entry_price=1.08`)).toEqual([
      { action: "open", side, type, size: lots, entry: { unit: "price", value: "1.08" } },
    ]);
  });

  it.each([
    ["closelong", "long"],
    ["closeshort", "short"],
    ["closelongshort", "both"],
  ] as const)("%s closes all of that side of the symbol", (command, side) => {
    expect(legs(`${LICENCE},${command},EURUSD`)).toEqual([closeLeg(side)]);
  });

  it.each([
    ["closelongbuy", "long", "buy"],
    ["closeshortsell", "short", "sell"],
    ["closelongopenlong", "long", "buy"],
    ["cl+ol", "long", "buy"],
    ["closelongopenshort", "long", "sell"],
    ["cl+os", "long", "sell"],
    ["closeshortopenlong", "short", "buy"],
    ["cs+ol", "short", "buy"],
    ["closeshortopenshort", "short", "sell"],
    ["cs+os", "short", "sell"],
    ["closelongshortopenlong", "both", "buy"],
    ["cls+ol", "both", "buy"],
    ["closelongshortopenshort", "both", "sell"],
    ["cls+os", "both", "sell"],
  ] as const)("%s closes first, then opens, as one signal", (command, closed, side) => {
    expect(legs(`${LICENCE},${command},EURUSD,vol_lots=0.1`)).toEqual([closeLeg(closed), openLeg(side)]);
  });

  it.each([
    ["cancellongbuystop", "long", "buy", "stop"],
    ["cancellongbuylimit", "long", "buy", "limit"],
    ["cancelshortsellstop", "short", "sell", "stop"],
    ["cancelshortselllimit", "short", "sell", "limit"],
  ] as const)(
    "%s cancels the side's pending orders of every type, then places one",
    (command, cancelled, side, type) => {
      expect(legs(`${LICENCE},${command},EURUSD,vol_lots=0.1,entry_pips=15`)).toEqual([
        { action: "cancel", scope: "symbol", side: cancelled, types: [] },
        { action: "open", side, type, size: lots, entry: { unit: "pips", value: "15" } },
      ]);
    },
  );

  it.each([
    ["cancellong", "long"],
    ["cancelshort", "short"],
  ] as const)("%s deletes the side's pending orders", (command, side) => {
    expect(legs(`${LICENCE},${command},EURUSD`)).toEqual([
      { action: "cancel", scope: "symbol", side, types: [] },
    ]);
  });

  it.each([
    ["newsltplong", "positions", "long", []],
    ["newsltpshort", "positions", "short", []],
    ["newsltpbuystop", "orders", "long", ["stop"]],
    ["newsltpbuylimit", "orders", "long", ["limit"]],
    ["newsltpsellstop", "orders", "short", ["stop"]],
    ["newsltpselllimit", "orders", "short", ["limit"]],
  ] as const)("%s changes stop loss and take profit", (command, target, side, types) => {
    expect(legs(`${LICENCE},${command},NAS100,sl_pips=25,tp_pips=50`)).toEqual([
      {
        action: "modify",
        target,
        side,
        types,
        stopLoss: { unit: "pips", value: "25" },
        takeProfit: { unit: "pips", value: "50" },
      },
    ]);
  });

  it.each([
    ["eaon", "resume"],
    ["eaoff", "halt"],
  ] as const)("%s works on the strategy and has no symbol", (command, set) => {
    for (const tail of ["", `,${command}`]) {
      const signal = read(`${LICENCE},${command}${tail}`);
      expect(signal.legs).toEqual([{ action: "control", set }]);
      expect(signal.symbol).toBeUndefined();
    }
  });

  it.each(["", ",closeall", ",EURUSD"])("closeall%s closes the whole account", (third) => {
    const signal = read(`${LICENCE},closeall${third}`);
    expect(signal.legs).toEqual([{ action: "close", scope: "account", side: "both", amount: all }]);
    expect(signal.symbol).toBeUndefined();
  });

  it("closealleaoff closes the whole account and then halts", () => {
    expect(legs(`${LICENCE},closealleaoff,closealleaoff`)).toEqual([
      { action: "close", scope: "account", side: "both", amount: all },
      { action: "control", set: "halt" },
    ]);
  });

  it("closeall closes one symbol when the strategy says so, and then needs one", () => {
    const settings: DialectSettings = { closeAllScope: "symbol" };
    const signal = read(`${LICENCE},closeall,EURUSD`, settings);
    expect(signal.legs).toEqual([closeLeg("both")]);
    expect(signal.symbol).toBe("EURUSD");
    expect(pointsAt(`${LICENCE},closeall,closeall`, settings)).toEqual(["missing_symbol", "closeall"]);
    expect(pointsAt(`${LICENCE},closeall`, settings)).toEqual(["missing_symbol", ""]);
  });

  it("has the 49 commands and aliases of the vendor's page and the public parsers", () => {
    expect(pineCommands.size).toBe(49);
  });
});
