import { describe, expect, it } from "vitest";
import { Decimal } from "../../../../src/domain/decimal.ts";
import { specNamed } from "../market/testing.ts";
import { retcodes } from "../retcodes.ts";
import type { PendingType } from "../types.ts";
import { checkPendingPrice, checkStops } from "./levels.ts";
import { marketOf } from "./market.ts";

const market = marketOf({ bid: "1.08500", ask: "1.08510", atMs: 0 });
const spec = { ...specNamed("EURUSD"), stopsLevel: 10 };

describe("where a pending order may stand, ten points from the market", () => {
  const rows: readonly (readonly [PendingType, string, string, boolean])[] = [
    ["buy_limit", "1.08500", "0", true],
    ["buy_limit", "1.08501", "0", false],
    ["sell_limit", "1.08510", "0", true],
    ["sell_limit", "1.08509", "0", false],
    ["buy_stop", "1.08520", "0", true],
    ["buy_stop", "1.08519", "0", false],
    ["sell_stop", "1.08490", "0", true],
    ["sell_stop", "1.08491", "0", false],
    ["buy_stop_limit", "1.08520", "1.08510", true],
    ["buy_stop_limit", "1.08520", "1.08511", false],
    ["buy_stop_limit", "1.08519", "1.08500", false],
    ["sell_stop_limit", "1.08490", "1.08500", true],
    ["sell_stop_limit", "1.08490", "1.08499", false],
    ["sell_stop_limit", "1.08491", "1.08510", false],
    ["buy_stop_limit", "1.08520", "0", false],
    ["buy_limit", "0", "0", false],
  ];

  it.each(rows)("%s at %s, limit %s: %s", (type, price, stoplimit, fits) => {
    expect(checkPendingPrice(spec, type, { price, stoplimit }, market)).toBe(
      fits ? null : retcodes.invalidPrice,
    );
  });

  it("for limits on an exchange anywhere, for stops as elsewhere", () => {
    const exchange = { ...spec, execution: "exchange" } as const;
    const at = (type: PendingType, price: string) =>
      checkPendingPrice(exchange, type, { price, stoplimit: "0" }, market);
    expect(at("buy_limit", "1.09000")).toBeNull();
    expect(at("buy_limit", "1.090001")).toBe(retcodes.invalidPrice);
    expect(at("buy_stop", "1.08000")).toBe(retcodes.invalidPrice);
  });
});

describe("stops", () => {
  it.each([
    ["long", "1.08490", "1.08510", true],
    ["long", "1.08491", "0", false],
    ["long", "0", "1.08509", false],
    ["short", "1.08510", "1.08490", true],
    ["short", "1.08509", "0", false],
    ["short", "0", "1.08491", false],
    ["long", "0", "0", true],
    ["long", "1.084900001", "0", false],
  ] as const)("of a %s position at 1.08500: sl %s, tp %s: %s", (direction, sl, tp, fits) => {
    expect(checkStops(spec, direction, new Decimal("1.08500"), { sl, tp })).toBe(
      fits ? null : retcodes.invalidStops,
    );
  });

  it("of an instrument with a tick size of its own are multiples of it", () => {
    const es = specNamed("ES");
    const at = (sl: string) => checkStops(es, "long", new Decimal("5850"), { sl, tp: "0" });
    expect([at("5849.75"), at("5849.80")]).toEqual([null, retcodes.invalidStops]);
  });
});
