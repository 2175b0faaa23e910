import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { Decimal } from "../decimal.ts";
import { isFrozen, keepDistance, refuseCloseEntry } from "./distances.ts";
import type { InstrumentFacts } from "./instrument.ts";
import {
  fillingFor,
  type PlanNote,
  refuseClosing,
  refuseOpening,
  refuseVolumeLimit,
  toTick,
  tradableLots,
} from "./normalise.ts";
import { eurusd, xauusd } from "./sizing-test-support.ts";

const at = (price: string) => new Decimal(price);

describe("filling", () => {
  type Case = [InstrumentFacts["execution"], InstrumentFacts["fillings"], "market" | "limit", string];
  test.each<Case>([
    // Request and instant execution know every mode, whatever the flags.
    ["instant", [], "market", "fok"],
    ["request", ["ioc"], "market", "fok"],
    ["market", ["fok"], "market", "fok"],
    ["market", ["fok", "ioc"], "market", "fok"],
    ["market", ["ioc"], "market", "ioc"],
    ["exchange", ["ioc", "boc"], "market", "ioc"],
    ["exchange", [], "market", "return"],
    ["market", [], "market", "return"],
    ["market", ["fok", "ioc"], "limit", "return"],
    ["instant", [], "limit", "return"],
  ])("%s execution with %s: a %s order is filled %s", (execution, fillings, kind, expected) => {
    expect(fillingFor(kind, eurusd({ execution, fillings }))).toBe(expected);
  });
});

describe("what the symbol takes", () => {
  const none = { stopLoss: false, takeProfit: false };

  test.each([
    ["disabled", "buy", "trading_disabled"],
    ["close_only", "sell", "close_only"],
    ["long_only", "sell", "long_only"],
    ["long_only", "buy", undefined],
    ["short_only", "buy", "short_only"],
    ["short_only", "sell", undefined],
    ["full", "sell", undefined],
  ] as const)("trade mode %s, %s: %s", (tradeMode, side, code) => {
    expect(refuseOpening(side, "market", none, eurusd({ tradeMode }))?.code).toBe(code);
  });

  test("closing is possible unless all trading is disabled", () => {
    expect(refuseClosing(eurusd({ tradeMode: "close_only" }))).toBeUndefined();
    expect(refuseClosing(eurusd({ tradeMode: "disabled" }))?.code).toBe("trading_disabled");
  });

  test("order types and stops that have no flag are refused by name", () => {
    const facts = eurusd({ orderKinds: ["market", "limit"] });
    expect(refuseOpening("buy", "limit", none, facts)).toBeUndefined();
    expect(refuseOpening("buy", "stop", none, facts)?.code).toBe("order_type_not_allowed");
    expect(refuseOpening("buy", "limit", { ...none, stopLoss: true }, facts)?.code).toBe(
      "stop_loss_not_allowed",
    );
    expect(refuseOpening("buy", "limit", { ...none, takeProfit: true }, facts)?.code).toBe(
      "take_profit_not_allowed",
    );
  });
});

describe("lots", () => {
  const lots = (wanted: string, rule: "refuse" | "round_down", notes: PlanNote[] = []) => {
    const found = tradableLots(at(wanted), eurusd({ minLots: "0.10", lotStep: "0.05" }), rule, notes);
    return found.ok ? found.value : found.error.code;
  };

  test.each([
    ["0.15", "refuse", "0.15"],
    ["0.17", "refuse", "volume_off_step"],
    ["0.19", "round_down", "0.15"],
    ["0.09", "round_down", "volume_too_small"],
    ["0.09", "refuse", "volume_too_small"],
    ["100", "refuse", "100"],
    ["100.05", "refuse", "volume_too_large"],
  ] as const)("%s with %s: %s", (wanted, rule, expected) => {
    expect(lots(wanted, rule)).toBe(expected);
  });

  test("what was rounded is noted, what was not is not", () => {
    const notes: PlanNote[] = [];
    lots("0.15", "round_down", notes);
    expect(notes).toEqual([]);
    lots("0.19", "round_down", notes);
    expect(notes).toMatchObject([{ code: "lots_rounded" }]);
  });

  test("the limit of a direction counts what stands there", () => {
    const facts = eurusd({ lotLimit: "5" });
    expect(refuseVolumeLimit("0.01", at("5"), facts)?.code).toBe("volume_limit");
    expect(refuseVolumeLimit("5", at("0"), facts)).toBeUndefined();
    expect(refuseVolumeLimit("900", at("900"), eurusd({ lotLimit: null }))).toBeUndefined();
  });
});

describe("prices", () => {
  test("are multiples of the tick, which may be larger than a point", () => {
    const facts = xauusd({ tickSize: "0.25", digits: 2 });
    expect(toTick(at("2650.30"), facts).toFixed()).toBe("2650.25");
    expect(toTick(at("2650.38"), facts).toFixed()).toBe("2650.5");
  });

  type Asked = [price: string, way: "below" | "above", widened: string, rule: string];
  test.each<Asked>([
    // 20 points from 1.08500.
    ["1.08480", "below", "1.0848", "as it is"],
    ["1.08481", "below", "1.0848", "stops_too_close"],
    ["1.08520", "above", "1.0852", "as it is"],
    ["1.08519", "above", "1.0852", "stops_too_close"],
  ])("a stop at %s, %s the market: widened to %s, else %s", (price, way, widened, refused) => {
    const facts = eurusd({ stopsLevel: 20 });
    const notes: PlanNote[] = [];
    const level = { name: "stop loss" as const, price: at(price), way };
    const moved = keepDistance(level, at("1.08500"), facts, "widen", notes);
    expect(moved.ok && moved.value.toFixed()).toBe(widened);
    expect(notes.map(({ code }) => code)).toEqual(refused === "as it is" ? [] : ["stop_loss_widened"]);
    const kept = keepDistance(level, at("1.08500"), facts, "refuse", []);
    expect(kept.ok ? "as it is" : kept.error.code).toBe(refused);
  });

  test("a widened level is on a tick, far enough, and the nearest that is", () => {
    const facts = xauusd({ tickSize: "0.25", stopsLevel: 37 });
    const prices = fc.integer({ min: 1_000, max: 10_000 }).map((ticks) => at("0.01").times(ticks));
    fc.assert(
      fc.property(prices, fc.constantFrom("below" as const, "above" as const), (bound, way) => {
        const level = { name: "take profit" as const, price: bound, way };
        const moved = keepDistance(level, bound, facts, "widen", []);
        if (!moved.ok) throw new Error(moved.error.code);
        const distance = moved.value.minus(bound).times(way === "above" ? 1 : -1);
        expect(moved.value.modulo("0.25").isZero()).toBe(true);
        expect(distance.greaterThanOrEqualTo("0.37")).toBe(true);
        expect(distance.minus("0.25").lessThan("0.37")).toBe(true);
      }),
    );
  });

  test("an entry that is too close is refused, because moving it would be another order", () => {
    const facts = eurusd({ stopsLevel: 20 });
    expect(refuseCloseEntry(at("1.08481"), at("1.08500"), facts)?.code).toBe("entry_too_close");
    expect(refuseCloseEntry(at("1.08480"), at("1.08500"), facts)).toBeUndefined();
  });

  test("a price within the freeze level is frozen, at the level itself too, and nothing is without one", () => {
    expect(isFrozen(["1.08510"], "1.08500", eurusd({ freezeLevel: 10 }))).toBe(true);
    expect(isFrozen([null, "1.08511"], "1.08500", eurusd({ freezeLevel: 10 }))).toBe(false);
    expect(isFrozen(["1.08500"], "1.08500", eurusd({ freezeLevel: 0 }))).toBe(false);
  });
});
