import { describe, expect, test } from "vitest";
import type { Size } from "../alert/signal.ts";
import { Decimal } from "../decimal.ts";
import { lotsOfSize, MAX_FIGURES_AGE_MS } from "./sizing.ts";
import { eurusd, sizing, usdjpy, xauusd } from "./sizing-test-support.ts";

function lots(changes: Parameters<typeof sizing>[0] = {}): string {
  const found = lotsOfSize(sizing(changes));
  return found.ok ? found.value : found.error.code;
}

const by = (unit: Size["unit"], value: string): Size => ({ unit, value });
const at = (price: string) => new Decimal(price);

describe("reckoned by hand", () => {
  // 1.08510 to 1.08310 is 200 points of 1 USD a lot.
  test("EURUSD, 100 USD over 20 pips in a USD account: 0.50 lots", () => {
    expect(lots({ size: by("risk_money", "100"), stop: at("1.08310") })).toBe("0.5");
  });

  // 200 USD a lot are 184.66 EUR at 1.08310, so 0.54 lots lose 99.71 EUR and 0.55 would lose 101.56.
  test("EURUSD in a EUR account: the loss is converted at the price of the stop", () => {
    const facts = eurusd({ tickValue: "0.9216", tickLoss: "0.9216" });
    const figures = { currency: "EUR" };
    expect(lots({ size: by("risk_money", "100"), stop: at("1.08310"), facts, figures })).toBe("0.54");
  });

  // 1.500 yen times 100,000 is 150,000 yen a lot; at the stop's own 148.500 that is 1,010.11 USD.
  test("USDJPY in a USD account: a buy's loss is converted at the price of its stop", () => {
    const quote = { bid: "149.990", ask: "150.000" };
    const given = { facts: usdjpy(), quote, entry: at("150.000"), stop: at("148.500") };
    expect(lots({ ...given, size: by("risk_money", "1010.11") })).toBe("1");
    // At today's rate it would have been 1,000 USD, and 1.01 lots would have lost more than was asked for.
    expect(lots({ ...given, size: by("risk_money", "1010.10") })).toBe("0.99");
  });

  // 100 points of 0.625 EUR are 62.50 EUR a lot, 62.55 at most when the yen has risen by as much as it falls.
  test("USDJPY in a EUR account: the yen may have risen against the euro too by then", () => {
    const facts = usdjpy({ tickValue: "0.615", tickLoss: "0.625" });
    const quote = { bid: "149.990", ask: "150.000" };
    const given = { facts, quote, entry: at("150.000"), stop: at("149.900"), figures: { currency: "EUR" } };
    expect(lots({ ...given, size: by("risk_money", "125.09") })).toBe("2");
    expect(lots({ ...given, size: by("risk_money", "125.08") })).toBe("1.99");
    // A sell's loss is made when it has fallen.
    const sell = { ...given, side: "sell" as const, entry: at("149.990"), stop: at("150.090") };
    expect(lots({ ...sell, size: by("risk_money", "125") })).toBe("2");
  });

  // 2,650.25 to 2,640.25 is 1,000 points of 1 USD: 1,000 USD a lot.
  test("XAUUSD, 1 percent of a balance of 10,000 over 10 dollars: 0.10 lots", () => {
    const quote = { bid: "2650.00", ask: "2650.25" };
    const given = { facts: xauusd(), quote, entry: at("2650.25"), stop: at("2640.25") };
    expect(lots({ ...given, size: by("balance_percent_loss", "1") })).toBe("0.1");
    expect(lots({ ...given, size: by("equity_percent_loss", "1") })).toBe("0.09");
    // In euros a point is 0.92: 100 EUR are 0.1086 lots.
    const facts = xauusd({ tickValue: "0.92", tickLoss: "0.92" });
    const euros = { ...given, facts, figures: { currency: "EUR" } };
    expect(lots({ ...euros, size: by("balance_percent_loss", "1") })).toBe("0.1");
    expect(lots({ ...euros, size: by("balance_percent_loss", "10") })).toBe("1.08");
  });

  test("a sell is measured from the bid up to its stop", () => {
    const given = { side: "sell" as const, entry: at("1.08500"), stop: at("1.08750") };
    expect(lots({ ...given, size: by("risk_money", "500") })).toBe("2");
  });

  // A lot takes 1,085.10 USD; a tenth of 10,000 USD are 0.92 lots.
  test("percent of the balance as margin", () => {
    expect(lots({ size: by("balance_percent_margin", "10") })).toBe("0.92");
  });

  test("a pending order above the market takes the margin of its own price", () => {
    expect(lots({ size: by("balance_percent_margin", "10"), entry: at("1.19361") })).toBe("0.83");
  });

  // A lot is worth 108,510 USD.
  test("cash and percent of the equity are what the position is worth", () => {
    expect(lots({ size: by("notional", "50000") })).toBe("0.46");
    expect(lots({ size: by("equity_percent", "1000") })).toBe("0.87");
  });

  test("USDJPY in a USD account is worth 100,000 USD a lot", () => {
    const quote = { bid: "149.990", ask: "150.000" };
    const facts = usdjpy({ tickValue: "0.66666667", tickLoss: "0.66666667" });
    expect(lots({ facts, quote, entry: at("150.000"), size: by("notional", "200001") })).toBe("2");
  });

  test("percent of the position are of the lots that stand on the order's side", () => {
    expect(lots({ size: by("position_percent", "50"), heldLots: at("0.35") })).toBe("0.17");
  });
});

describe("refused", () => {
  test.each([
    ["risk_money", "100"],
    ["balance_percent_loss", "1"],
    ["equity_percent_loss", "1"],
  ] as const)("%s without a stop", (unit, value) => {
    expect(lots({ size: by(unit, value), stop: undefined })).toBe("size_needs_stop");
  });

  test("a loss, or a worth, when the terminal does not know what a tick is worth", () => {
    const facts = eurusd({ tickValue: null, tickLoss: null });
    expect(lots({ size: by("risk_money", "100"), facts })).toBe("tick_value_unknown");
    expect(lots({ size: by("notional", "100000"), facts })).toBe("tick_value_unknown");
    expect(lots({ size: by("risk_money", "100"), facts: eurusd({ tickLoss: "0" }) })).toBe(
      "tick_value_unknown",
    );
  });

  test("a margin that the terminal does not know", () => {
    const facts = eurusd({ marginBuy: null });
    expect(lots({ size: by("balance_percent_margin", "5"), facts })).toBe("margin_unknown");
  });

  test("figures that are older than the terminal ever leaves them", () => {
    const size = by("balance_percent_loss", "1");
    expect(lots({ size, steadyMs: 1_000 + MAX_FIGURES_AGE_MS })).toBe("0.5");
    expect(lots({ size, steadyMs: 1_001 + MAX_FIGURES_AGE_MS })).toBe("facts_stale");
    expect(lots({ size, figures: null })).toBe("facts_stale");
  });

  test("less than the smallest order, saying what that would risk", () => {
    const found = lotsOfSize(sizing({ size: by("risk_money", "1.99"), stop: at("1.08310") }));
    expect(found).toMatchObject({ ok: false, error: { code: "volume_too_small" } });
    // 0.01 lots over 200 points of 1 USD.
    expect(!found.ok && found.error.message).toContain("would risk 2.00 USD");
  });

  test("less than the account's own smallest order, and more than its largest", () => {
    const limits = { minLots: "0.10", maxLots: "2" };
    expect(lots({ size: by("risk_money", "19"), limits })).toBe("volume_too_small");
    expect(lots({ size: by("risk_money", "402"), limits })).toBe("volume_too_large");
    expect(lots({ size: by("risk_money", "400"), limits })).toBe("2");
  });

  test("an account that has nothing left", () => {
    expect(lots({ size: by("balance_percent_loss", "1"), figures: { balance: "-5.00" } })).toBe(
      "volume_too_small",
    );
  });

  test("a share of no position", () => {
    expect(lots({ size: by("position_percent", "50"), heldLots: at("0") })).toBe("no_position");
  });

  test("the unit whose formula nobody has written down", () => {
    expect(lots({ size: by("balance_percent_lots", "1") })).toBe("size_formula_unknown");
  });

  test("a stop on the wrong side", () => {
    expect(lots({ size: by("risk_money", "100"), stop: at("1.08510") })).toBe("stop_loss_wrong_side");
  });
});
