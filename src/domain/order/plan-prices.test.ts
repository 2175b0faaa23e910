import { describe, expect, it } from "vitest";
import type { Leg } from "../alert/signal.ts";
import { buy, code, price } from "./plan-test-support.ts";

describe("planning: prices", () => {
  it.each<[string, Partial<Extract<Leg, { action: "open" }>>, string]>([
    [
      "a stop above the target of a buy",
      { stopLoss: price("1.2"), takeProfit: price("1.1") },
      "stop_loss_wrong_side",
    ],
    [
      "a stop below the target of a sell",
      { side: "sell", stopLoss: price("1.1"), takeProfit: price("1.2") },
      "stop_loss_wrong_side",
    ],
    [
      "a stop above the entry of a buy",
      { type: "limit", entry: price("1.1"), stopLoss: price("1.2") },
      "stop_loss_wrong_side",
    ],
    [
      "a stop at the entry",
      { type: "limit", entry: price("1.1"), stopLoss: price("1.10") },
      "stop_loss_wrong_side",
    ],
    [
      "a target below the entry of a buy",
      { type: "limit", entry: price("1.1"), takeProfit: price("1") },
      "take_profit_wrong_side",
    ],
    [
      "a target above the entry of a sell",
      { side: "sell", type: "stop", entry: price("1.1"), takeProfit: price("1.2") },
      "take_profit_wrong_side",
    ],
    ["a limit order without an entry", { type: "limit" }, "entry_missing"],
    [
      "stop, entry and target in order",
      { type: "stop", entry: price("1.1"), stopLoss: price("1"), takeProfit: price("1.2") },
      "planned",
    ],
    [
      "distances, which the agent judges",
      { stopLoss: { unit: "pips", value: "20" }, takeProfit: price("1.2") },
      "planned",
    ],
  ])("%s", (_name, over, expected) => {
    expect(code({ legs: [{ ...buy, ...over }] })).toBe(expected);
  });

  it("new stops of a side are checked against each other, those of both sides are not", () => {
    const modify: Leg = {
      action: "modify",
      target: "positions",
      side: "long",
      types: [],
      stopLoss: price("1.2"),
      takeProfit: price("1.1"),
    };
    expect(code({ legs: [modify] })).toBe("stop_loss_wrong_side");
    expect(code({ legs: [{ ...modify, side: "both" }] })).toBe("planned");
    expect(code({ legs: [{ ...modify, takeProfit: { unit: "none" } }] })).toBe("planned");
  });

  it("a price outside the account's band is refused, whichever table led to the symbol", () => {
    const symbols = { EUR: { venueSymbol: "EURUSD", minPrice: "1", maxPrice: "1.5" } };
    const far: Leg = { ...buy, stopLoss: price("0.9") };
    expect(code({ legs: [far] })).toBe("planned");
    expect(code({ legs: [far], settings: { symbols } })).toBe("price_outside_band");
    expect(
      code({ legs: [{ ...buy, takeProfit: price("1.51") }], symbol: "EUR", settings: { symbols } }),
    ).toBe("price_outside_band");
    expect(code({ legs: [{ ...buy, takeProfit: price("1.5") }], symbol: "EUR", settings: { symbols } })).toBe(
      "planned",
    );
  });

  it("exits and filters in pips need to know one, too; a trailing stop by percent does not", () => {
    const trailing = { triggerPips: "0", stepPips: "0" };
    const inPips = { trailing: { ...trailing, distancePips: "20" } };
    const inPercent = { trailing: { ...trailing, distancePercent: "2" } };
    const planned = (leg: Partial<typeof buy>) => code({ legs: [{ ...buy, ...leg }], symbol: "BTCUSD" });
    expect(planned({ exits: inPips })).toBe("pip_unknown");
    expect(planned({ exits: { partials: [{ atPips: "5", percent: "50" }] } })).toBe("pip_unknown");
    expect(planned({ filters: { maxSpreadPips: "2" } })).toBe("pip_unknown");
    expect(planned({ exits: inPercent })).toBe("planned");
    expect(planned({ filters: { account: { basis: "equity", above: "10" } } })).toBe("planned");
  });

  it("pips of what is no currency pair need a pip in the account's table", () => {
    const legs: Leg[] = [{ ...buy, stopLoss: { unit: "pips", value: "20" } }];
    expect(code({ legs, symbol: "BTCUSD" })).toBe("pip_unknown");
    const symbols = { BTCUSDT: { venueSymbol: "BTCUSD", pip: "1" } };
    expect(code({ legs, symbol: "BTCUSD", settings: { symbols } })).toBe("planned");
    expect(code({ legs, symbol: "BTCUSDT", settings: { symbols } })).toBe("planned");
  });
});
