import { describe, expect, it } from "vitest";
import { findSymbol, frameOf, historyOf, searchSymbols, symbolInfo, udfConfig } from "./udf.ts";

const [mine, other] = ["acc_1", "acc_2"].map((accountId) => ({
  ...{ accountId, account: `Desk ${accountId}`, symbol: "EURUSD", digits: 5, forex: true },
}));
if (mine === undefined || other === undefined) throw new Error("two symbols");
const gold = { ...mine, symbol: "XAUUSD", digits: 2, forex: false };

describe("symbols", () => {
  it("are told apart by their account, and found by name alone too", () => {
    expect(findSymbol([mine, other], "acc_2:EURUSD")).toBe(other);
    expect(findSymbol([mine, other], "eurusd")).toBe(mine);
    expect(findSymbol([mine, other], "acc_3:EURUSD")).toBeNull();
  });

  it("have as many decimals on the axis as the broker gives", () => {
    expect(symbolInfo(gold)).toMatchObject({
      pricescale: 100,
      minmov: 1,
      ticker: "acc_1:XAUUSD",
      type: "cfd",
    });
    expect(symbolInfo(mine).pricescale).toBe(100_000);
  });

  it("are searched by any part of their name", () => {
    expect(searchSymbols([mine, gold], "usd", 10).map(({ symbol }) => symbol)).toEqual(["EURUSD", "XAUUSD"]);
    expect(searchSymbols([mine, gold], "xau", 10).map(({ ticker }) => ticker)).toEqual(["acc_1:XAUUSD"]);
    expect(searchSymbols([mine, gold], "", 1)).toHaveLength(1);
  });
});

it("every resolution that is offered has a frame, and no other", () => {
  for (const resolution of udfConfig.supported_resolutions) expect(frameOf(resolution)).not.toBeNull();
  for (const resolution of ["", "2", "1W", "1S", "__proto__"]) expect(frameOf(resolution)).toBeNull();
});

describe("history", () => {
  const bar = (atS: number) => ({
    atMs: atS * 1000,
    open: "1.1",
    high: "1.2",
    low: "1",
    close: "1.15",
    ticks: atS,
  });
  const bars = [60, 120, 180, 240].map(bar);

  it("has the bars from `from` to before `to`", () => {
    expect(historyOf(bars, { from: 120, to: 240 })).toEqual({
      ...{ s: "ok", t: [120, 180], o: [1.1, 1.1], h: [1.2, 1.2] },
      ...{ l: [1, 1], c: [1.15, 1.15], v: [120, 180] },
    });
  });

  it("has so many bars before `to` as it is asked for, wherever `from` is", () => {
    expect(historyOf(bars, { from: 239, to: 240, countback: 2 })).toMatchObject({ t: [120, 180] });
    expect(historyOf(bars, { from: 0, to: 1_000, countback: 99 })).toMatchObject({ t: [60, 120, 180, 240] });
  });

  it("says when there is nothing", () => {
    expect(historyOf(bars, { from: 0, to: 60 })).toEqual({ s: "no_data" });
    expect(historyOf([], { from: 0, to: 60, countback: 5 })).toEqual({ s: "no_data" });
  });
});
