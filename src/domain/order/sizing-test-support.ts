import { Decimal } from "../decimal.ts";
import type { AccountFigures, InstrumentFacts } from "./instrument.ts";
import type { Sizing } from "./sizing.ts";

/** What the tests of sizing and normalising share: three symbols, and an account of 10,000 USD. */

export function eurusd(changes: Partial<InstrumentFacts> = {}): InstrumentFacts {
  return {
    symbol: "EURUSD",
    digits: 5,
    point: "0.00001",
    tickSize: "0.00001",
    tickValue: "1",
    tickLoss: "1",
    minLots: "0.01",
    maxLots: "100",
    lotStep: "0.01",
    lotLimit: null,
    contractSize: "100000",
    forex: true,
    baseCurrency: "EUR",
    profitCurrency: "USD",
    marginCurrency: "EUR",
    marginBuy: "1085.10",
    marginSell: "1085.00",
    execution: "market",
    fillings: ["fok", "ioc"],
    orderKinds: ["market", "limit", "stop", "stop_limit", "sl", "tp", "close_by"],
    expiries: ["gtc", "day", "specified", "specified_day"],
    stopsLevel: 0,
    freezeLevel: 0,
    tradeMode: "full",
    open: true,
    ...changes,
  };
}

export function usdjpy(changes: Partial<InstrumentFacts> = {}): InstrumentFacts {
  return eurusd({
    ...{ symbol: "USDJPY", digits: 3, point: "0.001", tickSize: "0.001" },
    ...{ tickValue: "0.66666667", tickLoss: "0.66666667" },
    ...{ baseCurrency: "USD", profitCurrency: "JPY", marginCurrency: "USD" },
    ...changes,
  });
}

export function xauusd(changes: Partial<InstrumentFacts> = {}): InstrumentFacts {
  return eurusd({
    ...{ symbol: "XAUUSD", digits: 2, point: "0.01", tickSize: "0.01", contractSize: "100", forex: false },
    ...{ baseCurrency: "XAU", profitCurrency: "USD", marginCurrency: "XAU" },
    ...changes,
  });
}

/** A buy of EURUSD at 1.08510, told half a second ago; `figures: null` for an account of which nothing is known. */
export function sizing(
  changes: Partial<Omit<Sizing, "figures">> & { readonly figures?: Partial<AccountFigures> | null } = {},
): Sizing {
  const { figures, ...rest } = changes;
  const known: AccountFigures = {
    currency: "USD",
    balance: "10000.00",
    equity: "9500.00",
    margin: "0.00",
    freeMargin: "9500.00",
    mode: "hedging",
    serverOffsetMs: 0,
    toldAtMs: 1_000,
    ...figures,
  };
  return {
    size: { unit: "risk_money", value: "100" },
    side: "buy",
    entry: new Decimal("1.08510"),
    stop: new Decimal("1.08310"),
    facts: eurusd(),
    quote: { bid: "1.08500", ask: "1.08510" },
    figures: figures === null ? undefined : known,
    heldLots: new Decimal(0),
    limits: undefined,
    steadyMs: 1_500,
    ...rest,
  };
}
