import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { SymbolSpec } from "../market/symbol-spec.ts";
import { symbolSpecs } from "../market/symbols.ts";
import { specNamed } from "../market/testing.ts";
import { commissionOf } from "./commission.ts";
import { nightsOf, type Overnight, reopenPrice, swapOf } from "./swap.ts";
import { decimal, depositIn, usd } from "./testing.ts";

const [SUNDAY, MONDAY, WEDNESDAY, FRIDAY, SATURDAY] = [0, 1, 3, 5, 6];
const eurusd = specNamed("EURUSD");

function held(direction: Overnight["direction"], lots: string, open: string, close: string): Overnight {
  return { direction, lots: decimal(lots), open: decimal(open), close: decimal(close) };
}

function swap(spec: SymbolSpec, position: Overnight, weekday: number): string | undefined {
  return swapOf(spec, position, weekday, usd)?.toFixed(2);
}

describe("swap", () => {
  const long = held("long", "1", "1.10000", "1.08500");
  const short = held("short", "2", "1.10000", "1.08510");

  it("in points is the value of so many points, by direction and lots", () => {
    expect(swap(eurusd, long, MONDAY)).toBe("-7.20");
    expect(swap(eurusd, short, MONDAY)).toBe("6.20");
  });

  it("counts three times on its day, once on other workdays, and not at weekends", () => {
    expect(swap(eurusd, long, WEDNESDAY)).toBe("-21.60");
    expect(swap(eurusd, long, FRIDAY)).toBe("-7.20");
    expect([SATURDAY, SUNDAY].map((day) => swap(eurusd, long, day))).toEqual(["0.00", "0.00"]);
    expect(swap(specNamed("US30"), held("long", "1", "42500", "42500"), FRIDAY)).toBe("-18.45");
    expect(nightsOf(specNamed("BTCUSD"), SUNDAY)).toBe(1);
  });

  it("in points of another currency is converted: what is paid at the dearer price", () => {
    const usdjpy = specNamed("USDJPY");
    expect(swap(usdjpy, held("short", "1", "150.000", "151.520"), MONDAY)).toBe("-14.06");
    expect(swap(usdjpy, held("long", "1", "150.000", "151.500"), MONDAY)).toBe("7.59");
  });

  it.each([
    ["currency_symbol", "-10.85"],
    ["currency_margin", "-10.85"],
    ["currency_profit", "-12.70"],
    ["currency_deposit", "-10.00"],
    ["disabled", "0.00"],
    ["reopen_current", "0.00"],
    ["reopen_bid", "0.00"],
  ] as const)("in mode %s is money for a lot: %s", (swapMode, expected) => {
    const spec: SymbolSpec = { ...specNamed("EURGBP"), swapMode, swapLong: "-10" };
    expect(swap(spec, held("long", "1", "0.85", "0.86"), MONDAY)).toBe(expected);
  });

  it("as interest is a 360th of a year's, of the present or of the opening price", () => {
    const bitcoin = specNamed("BTCUSD");
    const position = held("long", "0.5", "80000", "92000");
    expect(swap(bitcoin, position, SUNDAY)).toBe("-25.56");
    expect(swap({ ...bitcoin, swapMode: "interest_open" }, position, SUNDAY)).toBe("-22.22");
  });

  it("by re-opening moves the opening price to the holder's gain or loss, and charges no money", () => {
    const spec: SymbolSpec = { ...eurusd, swapMode: "reopen_current" };
    const bid = decimal("1.08490");
    expect(reopenPrice(spec, long, bid, MONDAY)?.toFixed(6)).toBe("1.085072");
    expect(reopenPrice(spec, short, bid, WEDNESDAY)?.toFixed(6)).toBe("1.085193");
    expect(reopenPrice({ ...spec, swapMode: "reopen_bid" }, long, bid, MONDAY)?.toFixed(6)).toBe("1.084972");
    expect(reopenPrice(spec, long, bid, SATURDAY)).toBeNull();
    expect(reopenPrice(eurusd, long, bid, MONDAY)).toBeNull();
  });

  it("is none where it cannot be converted", () => {
    expect(swapOf(specNamed("USDJPY"), long, MONDAY, depositIn("USD", ["USDJPY"]))).toBeNull();
  });
});

describe("commission", () => {
  const dealt = (opened: string, closed: string, price = "1") => ({
    opened: decimal(opened),
    closed: decimal(closed),
    price: decimal(price),
  });
  const commission = (symbol: string, deal: ReturnType<typeof dealt>) =>
    commissionOf(specNamed(symbol), deal, usd)?.toFixed(2);

  it("for a lot is taken from both deals, and from both parts of a reversal", () => {
    expect(commission("EURGBP", dealt("2", "0"))).toBe("-7.00");
    expect(commission("EURGBP", dealt("0", "2"))).toBe("-7.00");
    expect(commission("EURGBP", dealt("1", "2"))).toBe("-10.50");
  });

  it("for both sides is taken from opening deals alone where the broker does so, in its own currency", () => {
    expect(commission("DE40", dealt("5", "0"))).toBe("-2.17");
    expect(commission("DE40", dealt("0", "5"))).toBe("0.00");
  });

  it("in percent is of the value of the deal", () => {
    expect(commission("AAPL", dealt("100", "0", "228.10"))).toBe("-11.41");
  });

  it("is none for most symbols, and where it cannot be converted unknown", () => {
    expect(commission("EURUSD", dealt("1", "0"))).toBe("0.00");
    expect(commissionOf(specNamed("DE40"), dealt("1", "0"), depositIn("USD", ["EURUSD"]))).toBeNull();
  });

  it("never pays the trader", () => {
    const lots = fc.integer({ min: 0, max: 1000 }).map(String);
    fc.assert(
      fc.property(fc.constantFrom(...symbolSpecs), lots, lots, (spec, opened, closed) => {
        const taken = commissionOf(spec, dealt(opened, closed, "100"), usd);
        expect(taken?.lessThanOrEqualTo(0)).toBe(true);
      }),
    );
  });
});
