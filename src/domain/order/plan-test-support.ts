import type { CloseLeg, Leg, OpenLeg, Signal } from "../alert/signal.ts";
import { defaultOrderRules } from "./instruction.ts";
import { planOrders } from "./plan.ts";
import type { PlanningProfile, PlanningRoute, PlanningSettings, SymbolFacts } from "./profile.ts";

/** What the tests of planning share: three symbols, an account, and short ways to plan. */

const eurusd: SymbolFacts = {
  symbol: "EURUSD",
  digits: 5,
  minLots: "0.01",
  maxLots: "100",
  lotStep: "0.01",
  forex: true,
};
export const facts: readonly SymbolFacts[] = [
  eurusd,
  { ...eurusd, symbol: "GBPUSD.r" },
  { ...eurusd, symbol: "BTCUSD", digits: 2, minLots: "0.1", lotStep: "0.1", forex: false },
];
export const settings: PlanningSettings = {
  symbols: {},
  suffix: "",
  minLots: "0.01",
  maxLots: "10",
  rules: defaultOrderRules,
};
const openRoute: PlanningRoute = { symbols: {}, enabled: true };

export const buy: OpenLeg = {
  action: "open",
  side: "buy",
  type: "market",
  size: { unit: "lots", value: "0.5" },
};
export const closeLong: CloseLeg = {
  action: "close",
  scope: "symbol",
  side: "long",
  amount: { unit: "all" },
};

export function price(value: string): { unit: "price"; value: string } {
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

export function plan(given: Given) {
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

export function instructions(given: Given) {
  const planned = plan(given);
  if (!planned.ok) throw new Error(planned.error.code);
  return planned.value.map(({ instruction }) => instruction);
}

export function code(given: Given): string {
  const planned = plan(given);
  return planned.ok ? "planned" : planned.error.code;
}
