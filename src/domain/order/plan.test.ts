import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Leg, Signal } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { instructionSchema } from "./instruction.ts";
import { planOrders } from "./plan.ts";
import type { PlanningProfile, PlanningRoute, PlanningSettings, SymbolFacts } from "./profile.ts";

const eurusd: SymbolFacts = {
  symbol: "EURUSD",
  digits: 5,
  minLots: "0.01",
  maxLots: "100",
  lotStep: "0.01",
  forex: true,
};
const facts: readonly SymbolFacts[] = [
  eurusd,
  { ...eurusd, symbol: "GBPUSD.r" },
  { ...eurusd, symbol: "BTCUSD", digits: 2, minLots: "0.1", lotStep: "0.1", forex: false },
];
const settings: PlanningSettings = { symbols: {}, suffix: "", minLots: "0.01", maxLots: "10" };
const openRoute: PlanningRoute = { symbols: {}, enabled: true };

const buy: Leg = { action: "open", side: "buy", type: "market", size: { unit: "lots", value: "0.5" } };
const closeLong: Leg = { action: "close", scope: "symbol", side: "long", amount: { unit: "all" } };

function price(value: string): { unit: "price"; value: string } {
  return { unit: "price", value };
}

interface Given {
  legs?: Leg[];
  symbol?: string | undefined;
  signal?: Partial<Signal>;
  route?: Partial<PlanningRoute>;
  settings?: Partial<PlanningSettings>;
  facts?: readonly SymbolFacts[];
}

function plan(given: Given) {
  const symbol = "symbol" in given ? given.symbol : "EURUSD";
  const profile: PlanningProfile = {
    settings: { ...settings, ...given.settings },
    facts: given.facts ?? facts,
  };
  const signal: Signal = {
    dialect: "sallyport",
    legs: given.legs ?? [buy],
    unavailable: [],
    symbolAt: 11,
    ...(symbol === undefined ? {} : { symbol }),
    ...given.signal,
  };
  return planOrders({ signal, route: { ...openRoute, ...given.route }, profile });
}

function instructions(given: Given) {
  const planned = plan(given);
  if (!planned.ok) throw new Error(planned.error.code);
  return planned.value.map(({ instruction }) => instruction);
}

function code(given: Given): string {
  const planned = plan(given);
  return planned.ok ? "planned" : planned.error.code;
}

describe("planning: symbols", () => {
  it("the route's name comes before the account's table, and that before the venue's own names", () => {
    const table = { EURUSD: { venueSymbol: "GBPUSD.r" } };
    expect(instructions({})[0]).toMatchObject({ symbol: "EURUSD" });
    expect(instructions({ settings: { symbols: table } })[0]).toMatchObject({ symbol: "GBPUSD.r" });
    expect(
      instructions({ settings: { symbols: table }, route: { symbols: { EURUSD: "BTCUSD" } } })[0],
    ).toMatchObject({
      symbol: "BTCUSD",
    });
  });

  it("a name that the venue knows only with the account's suffix is found", () => {
    expect(instructions({ symbol: "GBPUSD", settings: { suffix: ".r" } })[0]).toMatchObject({
      symbol: "GBPUSD.r",
    });
  });

  it("TradingView's exchange is dropped, unless the whole name is in a table", () => {
    expect(instructions({ symbol: "OANDA:EURUSD" })[0]).toMatchObject({ symbol: "EURUSD" });
    const symbols = { "OANDA:EURUSD": "GBPUSD.r" };
    expect(instructions({ symbol: "OANDA:EURUSD", route: { symbols } })[0]).toMatchObject({
      symbol: "GBPUSD.r",
    });
  });

  it("an unknown symbol says where it stands and what was probably meant", () => {
    expect(plan({ symbol: "EURUSF" })).toMatchObject({
      ok: false,
      error: { code: "unknown_symbol", at: 11, hint: "did you mean EURUSD?" },
    });
  });

  it("a table that leads to a symbol the venue does not have is refused, not followed", () => {
    expect(code({ settings: { symbols: { EURUSD: { venueSymbol: "EURUSD.x" } } } })).toBe("unknown_symbol");
  });

  it("names of the prototype are names like any other", () => {
    for (const symbol of ["constructor", "__proto__", "toString"])
      expect(code({ symbol })).toBe("unknown_symbol");
  });

  it("before a terminal has reported, nothing with a symbol is planned", () => {
    expect(code({ facts: [] })).toBe("account_not_ready");
    const all: Leg = { action: "close", scope: "account", side: "both", amount: { unit: "all" } };
    expect(instructions({ facts: [], legs: [all] })).toEqual([
      { kind: "close", symbol: null, side: "both", amount: { unit: "all" } },
    ]);
  });

  it("a leg that needs a symbol is refused without one", () => {
    expect(code({ symbol: undefined })).toBe("symbol_missing");
  });
});

describe("planning: sizes", () => {
  it("the message's size counts before the route's, and without both the alert is refused", () => {
    const { size: _, ...sizeless } = buy;
    const route = { size: { unit: "lots" as const, value: "0.20" } };
    expect(instructions({ route })[0]).toMatchObject({ lots: "0.5" });
    expect(instructions({ legs: [sizeless], route })[0]).toMatchObject({ lots: "0.2" });
    expect(code({ legs: [sizeless] })).toBe("size_missing");
  });

  it("sizings other than lots are refused by name", () => {
    expect(code({ legs: [{ ...buy, size: { unit: "risk_money", value: "100" } }] })).toBe(
      "sizing_not_available",
    );
  });

  it.each([
    ["0.001", "volume_too_small"],
    ["10.01", "volume_too_large"],
    ["0.015", "volume_off_step"],
    ["0.01", "planned"],
    ["10", "planned"],
  ])("%s lots of EURUSD: %s", (value, expected) => {
    expect(code({ legs: [{ ...buy, size: { unit: "lots", value } }] })).toBe(expected);
  });

  it("the venue's own limits hold beside the owner's", () => {
    const small: Leg = { ...buy, size: { unit: "lots", value: "0.05" } };
    expect(code({ legs: [small], symbol: "BTCUSD" })).toBe("volume_too_small");
  });

  it("a target needs a size, unless it is flat", () => {
    expect(code({ legs: [{ action: "target", side: "long", exact: true }] })).toBe("size_missing");
    expect(instructions({ legs: [{ action: "target", side: "flat", exact: true }] })).toEqual([
      { kind: "target", symbol: "EURUSD", side: "flat", exact: true },
    ]);
  });

  it("more than all of a position cannot be closed, and a part must be on the step", () => {
    expect(code({ legs: [{ ...closeLong, amount: { unit: "percent", value: "100.1" } }] })).toBe(
      "percent_too_large",
    );
    expect(code({ legs: [{ ...closeLong, amount: { unit: "lots", value: "0.001" } }] })).toBe(
      "volume_off_step",
    );
  });
});

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

  it("pips of what is no currency pair need a pip in the account's table", () => {
    const legs: Leg[] = [{ ...buy, stopLoss: { unit: "pips", value: "20" } }];
    expect(code({ legs, symbol: "BTCUSD" })).toBe("pip_unknown");
    const symbols = { BTCUSDT: { venueSymbol: "BTCUSD", pip: "1" } };
    expect(code({ legs, symbol: "BTCUSD", settings: { symbols } })).toBe("planned");
    expect(code({ legs, symbol: "BTCUSDT", settings: { symbols } })).toBe("planned");
  });
});

describe("planning: legs", () => {
  it("a flip is two orders, the close with the deadline of exits and the open with that of entries", () => {
    expect(plan({ legs: [closeLong, buy] })).toMatchObject({
      ok: true,
      value: [
        { leg: 0, entry: false, instruction: { kind: "close", side: "long" } },
        { leg: 1, entry: true, instruction: { kind: "open", side: "buy" } },
      ],
    });
  });

  it("all legs or none: a flip whose open is refused does not close", () => {
    expect(code({ legs: [closeLong, { ...buy, size: { unit: "lots", value: "99" } }] })).toBe(
      "volume_too_large",
    );
  });

  it("places in the message lead refusals back to it and do not travel to the venue", () => {
    const at = { size: 20, stopLoss: 30 };
    expect(plan({ legs: [{ ...buy, at, size: { unit: "lots", value: "99" } }] })).toMatchObject({
      error: { at: 20 },
    });
    const stop = price("1.2");
    expect(plan({ legs: [{ ...buy, at, stopLoss: stop, takeProfit: price("1.1") }] })).toMatchObject({
      error: { at: 30 },
    });
    expect(instructions({ legs: [{ ...buy, at }] })[0]).not.toHaveProperty("at");
  });

  it("control legs give no order and keep their number", () => {
    expect(plan({ legs: [{ action: "control", set: "resume" }, buy] })).toMatchObject({
      ok: true,
      value: [{ leg: 1 }],
    });
  });

  it("a paused route and an unavailable key are refused", () => {
    expect(code({ route: { enabled: false } })).toBe("route_paused");
    expect(plan({ signal: { unavailable: [{ key: "trailtrig", at: 30 }] } })).toMatchObject({
      ok: false,
      error: { code: "feature_not_available", at: 30 },
    });
  });
});

describe("planning: properties", () => {
  const decimals = fc
    .tuple(fc.integer({ min: 1, max: 3_000_000 }), fc.integer({ min: 0, max: 5 }))
    .map(([digits, scale]) => new Decimal(digits).dividedBy(new Decimal(10).pow(scale)).toFixed());
  const levels = fc.option(
    fc.record({
      unit: fc.constantFrom("price" as const, "pips" as const, "percent" as const),
      value: decimals,
    }),
    { nil: undefined },
  );
  const legs = fc.array(
    fc.oneof(
      fc.record({
        action: fc.constant("open" as const),
        side: fc.constantFrom("buy" as const, "sell" as const),
        type: fc.constantFrom("market" as const, "limit" as const, "stop" as const),
        size: fc.record({ unit: fc.constantFrom("lots" as const, "notional" as const), value: decimals }),
        entry: levels,
        stopLoss: levels,
        takeProfit: levels,
      }),
      fc.record({
        action: fc.constant("close" as const),
        scope: fc.constantFrom("symbol" as const, "account" as const),
        side: fc.constantFrom("long" as const, "short" as const, "both" as const),
        amount: fc.oneof(
          fc.constant({ unit: "all" as const }),
          fc.record({ unit: fc.constantFrom("percent" as const, "lots" as const), value: decimals }),
        ),
      }),
    ),
    { minLength: 1, maxLength: 4 },
  );

  it("whatever is planned is a valid instruction within the account's limits", () => {
    fc.assert(
      fc.property(legs, fc.constantFrom("EURUSD", "OANDA:EURUSD", "BTCUSD", "nope"), (given, symbol) => {
        const planned = plan({ legs: given, symbol });
        if (!planned.ok) {
          expect(planned.error.code).toMatch(/^[a-z_]+$/);
          return;
        }
        expect(planned.value.length).toBe(given.length);
        for (const { instruction } of planned.value) {
          expect(instructionSchema.safeParse(instruction).success).toBe(true);
          if (instruction.kind !== "open") continue;
          const step = facts.find((known) => known.symbol === instruction.symbol)?.lotStep ?? "0";
          const lots = new Decimal(instruction.lots);
          expect(lots.greaterThanOrEqualTo("0.01") && lots.lessThanOrEqualTo("10")).toBe(true);
          expect(lots.modulo(step).isZero()).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it("turning an order and its prices around gives the same verdict for the other side", () => {
    const mirror = (text: string): string => new Decimal("100").minus(text).toFixed();
    const prices = fc
      .integer({ min: 1, max: 9_999 })
      .map((cents) => new Decimal(cents).dividedBy(100).toFixed());
    fc.assert(
      fc.property(prices, prices, prices, (entry, stop, target) => {
        const long: Leg = {
          ...buy,
          type: "limit",
          entry: price(entry),
          stopLoss: price(stop),
          takeProfit: price(target),
        };
        const short: Leg = {
          ...long,
          side: "sell",
          entry: price(mirror(entry)),
          stopLoss: price(mirror(stop)),
          takeProfit: price(mirror(target)),
        };
        expect(code({ legs: [short] })).toBe(code({ legs: [long] }));
      }),
    );
  });
});
